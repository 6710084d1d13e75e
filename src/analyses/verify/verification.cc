#include "analyses/verify/verification.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string_view>
#include <utility>

#include "analyses/cma_granule.h"
#include "analyses/predict/node_cells.h"

namespace rampart {
namespace {

/// debugfs of kernels before 5.11 or so shows `cma-<name>` cut to 15 characters.
bool is_name_of(std::string_view name, std::string_view shown) {
  constexpr std::size_t cut = 15;
  return shown == name || shown == fmt::format("cma-{}", name).substr(0, cut);
}

/// The whole pages in which a range lies: what the kernel's lists show.
PhysRange in_pages(const PhysRange& range, Bytes page) {
  const std::uint64_t first = range.base().value / page.value * page.value;
  const std::uint64_t last = range.last().value | (page.value - 1);
  return PhysRange::from_first_last({first}, {last}).value_or(range);
}

/// What was predicted of one region, looked up in what is real.
class RowMaker {
 public:
  RowMaker(const Prediction& prediction, const RealLayout& real, const RangeSet& given_back)
      : prediction_{prediction}, real_{real}, given_back_{given_back}, ram_{prediction.ram} {}

  std::vector<VerifiedRow> rows() {
    for (const PredictedRegion& region : prediction_.regions) {
      if (is_compared(region.kind)) rows_.push_back(row_of(region));
    }
    for (const RefusedRegion& refused : prediction_.failed) rows_.push_back(row_of(refused));
    add_unexpected_areas();
    return std::move(rows_);
  }

 private:
  using Answer = VerifiedRow::Answer;

  static bool is_compared(Kind kind) {
    return kind == Kind::Cma || kind == Kind::DmaPool || kind == Kind::NoMap || kind == Kind::Reserved ||
           kind == Kind::Crash;
  }

  VerifiedRow row_of(const PredictedRegion& region) {
    VerifiedRow row{.name = region.name, .kind = region.kind, .predicted = region.range, .real = {}, .refusal = {}};
    if (region.kind == Kind::Cma) {
      look_for_area(row, region);
    } else if (region.kind == Kind::Crash) {
      look_for_crash_area(row);
    } else if (!look_for_line(row) && !(region.kind == Kind::DmaPool && look_for_pool_line(row))) {
      look_in_lists(row, region.attributes.no_map);
    }
    return row;
  }

  /// Names are unique only among siblings of a well-made tree: of several areas of one name the one at the right place
  /// is taken.
  void look_for_area(VerifiedRow& row, const PredictedRegion& region) {
    if (!real_.areas) {
      if (!look_for_pool_line(row)) row.answer = real_.has_log ? Answer::Missing : Answer::NotTold;
      return;
    }
    const RealArea* found = nullptr;
    for (std::size_t i = 0; i < real_.areas->size(); ++i) {
      const RealArea& area = (*real_.areas)[i];
      if (!is_name_of(region.name, area.name) || seen_[i]) continue;
      if (found == nullptr || area.base == region.range.base().value) found = &area;
    }
    if (found == nullptr) {
      row.answer = region.is_activated ? missing_area(row) : Answer::Same;
      return;
    }
    seen_[static_cast<std::size_t>(found - real_.areas->data())] = true;
    const bool is_active = found->size.value != 0;
    row.real = is_active ? PhysRange::make({found->base}, found->size) : std::nullopt;
    const bool same = is_active ? row.real == row.predicted : found->base == region.range.base().value;
    row.answer = same && is_active == region.is_activated ? Answer::Same : Answer::Differs;
  }

  /// Cut names collide, and only one of two such areas is shown: then the log has the other.
  Answer missing_area(VerifiedRow& row) {
    const auto shown = [&](const RealArea& area) { return is_name_of(row.name, area.name) && area.name != row.name; };
    const bool told = std::ranges::any_of(*real_.areas, shown) && look_for_pool_line(row);
    return told ? Answer::Same : Answer::Missing;
  }

  /// A line that tells of a pool at this place; it shows the size in whole MiB only.
  bool look_for_pool_line(VerifiedRow& row) const {
    for (const LogEvent& event : real_.events) {
      const bool is_area = event.what == LogFact::CmaPoolCreated || event.what == LogFact::CmaReserved;
      const bool is_kind = row.kind == Kind::Cma ? is_area : event.what == LogFact::DmaPoolCreated;
      if (!is_kind || event.first != row.predicted->base().value) continue;
      row.answer = Answer::Same;
      row.real = row.predicted;
      return true;
    }
    return false;
  }

  /// The line of `crashkernel=`, or the name in /proc/iomem.
  void look_for_crash_area(VerifiedRow& row) const {
    std::optional<PhysRange> real;
    for (const PhysRange& range : real_.crash) {
      if (!real || range == row.predicted) real = range;
    }
    if (real) {
      row.real = real;
      row.answer = real == row.predicted ? Answer::Same : Answer::Differs;
    } else {
      row.answer = real_.has_log || real_.mapped ? Answer::Missing : Answer::NotTold;
    }
  }

  /// The line that names a region with its place, which kernels print since about 6.4.
  bool look_for_line(VerifiedRow& row) const {
    std::optional<PhysRange> elsewhere;
    for (const LogEvent& event : real_.events) {
      if (event.what != LogFact::RegionLine || event.name != row.name || !event.first || !event.last) continue;
      const auto range = PhysRange::from_first_last({*event.first}, {*event.last});
      if (range == row.predicted) {
        row.real = range;
        row.answer = Answer::Same;
        return true;
      }
      elsewhere = range;
    }
    if (!elsewhere) return false;
    row.real = elsewhere;
    row.answer = Answer::Differs;
    return true;
  }

  /// Where no line names it: its memory is missing from what is mapped, or is among what is reserved.
  void look_in_lists(VerifiedRow& row, bool no_map) const {
    if (no_map || row.kind == Kind::NoMap) {
      // What is no RAM is in no list, mapped or not; and a node that fails may have it mapped again.
      const RangeSet in_ram = RangeSet{{in_pages(*row.predicted, real_.page_size)}}.intersected(ram_);
      const bool can_tell = real_.mapped && !in_ram.without(given_back_).empty();
      const RangeSet unmapped = RangeSet{{*row.predicted}}.without(given_back_);
      row.answer = can_tell ? answer(row, real_.mapped->intersected(unmapped).empty()) : Answer::NotTold;
      return;
    }
    const RangeSet to_be_there = RangeSet{{*row.predicted}}.without(given_back_);
    row.answer = real_.reserved && !to_be_there.empty() ? answer(row, to_be_there.without(*real_.reserved).empty())
                                                        : Answer::NotTold;
  }

  static Answer answer(VerifiedRow& row, bool there) {
    if (there) row.real = row.predicted;
    return there ? Answer::Same : Answer::Missing;
  }

  /// What is predicted to get nothing must not be a pool.
  VerifiedRow row_of(const RefusedRegion& refused) {
    VerifiedRow row{.name = refused.name, .kind = {}, .predicted = {}, .real = {}, .refusal = refused.reason};
    const bool can_tell = real_.areas || real_.has_log;
    row.answer = can_tell ? Answer::Same : Answer::NotTold;
    return row;
  }

  void add_unexpected_areas() {
    if (!real_.areas) return;
    for (std::size_t i = 0; i < real_.areas->size(); ++i) {
      const RealArea& area = (*real_.areas)[i];
      if (seen_[i]) continue;
      rows_.push_back({.name = area.name,
                       .kind = Kind::Cma,
                       .predicted = {},
                       .real = PhysRange::make({area.base}, area.size),
                       .refusal = {},
                       .answer = Answer::Unexpected});
    }
  }

  const Prediction& prediction_;
  const RealLayout& real_;
  const RangeSet& given_back_;
  RangeSet ram_;
  std::vector<VerifiedRow> rows_;
  std::map<std::size_t, bool> seen_;  ///< Which of the real areas were predicted.
};

/// The lines that only one of both has, in order, by the longest common subsequence.
std::vector<LineDifference> differences(const std::vector<std::string>& predicted,
                                        const std::vector<std::string>& real) {
  const std::size_t columns = real.size() + 1;
  std::vector<std::size_t> common((predicted.size() + 1) * columns, 0);
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return common[i * columns + j]; };
  for (std::size_t i = predicted.size(); i-- > 0;) {
    for (std::size_t j = real.size(); j-- > 0;) {
      at(i, j) = predicted[i] == real[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
    }
  }
  std::vector<LineDifference> result;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < predicted.size() || j < real.size()) {
    if (i < predicted.size() && j < real.size() && predicted[i] == real[j]) {
      ++i;
      ++j;
    } else if (j == real.size() || (i < predicted.size() && at(i + 1, j) >= at(i, j + 1))) {
      result.push_back({predicted[i++], true});
    } else {
      result.push_back({real[j++], false});
    }
  }
  return result;
}

}  // namespace

bool Verification::agrees() const {
  const bool was_seen = log_was_compared || (outcome == BootOutcome::Booted && count() != 0);
  return was_seen && lines.empty() && same() == count();
}

std::size_t Verification::same() const {
  const auto rows_same = std::ranges::count(rows, VerifiedRow::Answer::Same, &VerifiedRow::answer);
  return static_cast<std::size_t>(rows_same) + (real_cma_total == predicted_cma_total ? 1 : 0);
}

std::size_t Verification::count() const {
  const auto not_told = std::ranges::count(rows, VerifiedRow::Answer::NotTold, &VerifiedRow::answer);
  return rows.size() - static_cast<std::size_t>(not_told) + (real_cma_total ? 1 : 0);
}

RangeSet given_back(const BootSetup& setup, const Prediction& prediction) {
  std::vector<PhysRange> ranges;
  for (const auto& image : {setup.loaded.kernel, setup.loaded.initrd}) {
    if (image) ranges.push_back(in_pages(*image, page_size_of(setup.config)));
  }
  const bool is_32_bit = has_32_bit_addresses(setup);
  // Memblock cuts a range off before the last address that a number of it holds.
  if (is_32_bit) ranges.push_back(*PhysRange::from_first_last({UINT32_MAX}, {UINT64_MAX}));
  if (!setup.tree.reserved) return RangeSet{std::move(ranges)};
  const CellWidths cells = kernel_widths(setup.tree.counts);
  for (const ReservedNode& node : setup.tree.reserved->nodes) {
    const bool failed =
        std::ranges::find(prediction.failed, node.name, &RefusedRegion::name) != prediction.failed.end();
    if (!failed || !node.reg) continue;
    for (const KernelRegEntry& entry : kernel_reg_entries(*node.reg, cells)) {
      const std::uint64_t base = is_32_bit ? entry.base & UINT32_MAX : entry.base;
      if (const auto range = PhysRange::make({base}, {entry.size})) ranges.push_back(*range);
    }
  }
  return RangeSet{std::move(ranges)};
}

Verification compare(const Prediction& prediction, const RealLayout& real, BootOutcome outcome,
                     const RangeSet& given_back) {
  Verification result;
  result.outcome = outcome;
  result.predicted_cma_total = prediction.cma_total;
  result.real_cma_total = real.cma_total;
  // A machine that died before it told anything of its layout leaves nothing to compare.
  result.log_was_compared = real.has_log && (outcome == BootOutcome::Booted || !real.lines.empty());
  if (outcome == BootOutcome::Booted) result.rows = RowMaker{prediction, real, given_back}.rows();
  if (!result.log_was_compared) return result;
  std::vector<std::string> predicted;
  for (const std::string& line : prediction.log) {
    if (!layout_message(line).empty()) predicted.push_back(line);
  }
  // A machine that died said only the first of what it was to say.
  if (outcome != BootOutcome::Booted && predicted.size() > real.lines.size()) predicted.resize(real.lines.size());
  result.lines = differences(predicted, real.lines);
  return result;
}

}  // namespace rampart

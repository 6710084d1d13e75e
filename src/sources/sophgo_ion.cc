#include "sources/sophgo_ion.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/vendor_pool_checks.h"

namespace rampart {
namespace {

constexpr std::string_view expected_heap = " (expected [<id>] <heap> heap size:<n> bytes, used:<n> bytes)";
constexpr std::string_view expected_block = " (expected heap id, size, hexadecimal address, map count and name)";
constexpr std::string_view expected_run = " (expected heap id, start, end and length)";

/// Takes the next column of a table row, a number and the blanks behind it.
std::optional<std::uint64_t> column(Scanner& scan, int base = 10) {
  const auto number = scan.number(base);
  return number && (scan.blanks() || scan.at_end()) ? number : std::nullopt;
}

/// The one range that the parts make if they lie end to end, in any order, and are of the size of the whole.
std::optional<PhysRange> tiled_range(std::vector<PhysRange> parts, Bytes whole) {
  if (parts.empty()) return std::nullopt;
  std::ranges::sort(parts);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const PhysAddr before = parts[i - 1].last();
    if (before.value == UINT64_MAX || parts[i].base().value != before.value + 1) return std::nullopt;
  }
  const auto range = PhysRange::from_first_last(parts.front().base(), parts.back().last());
  return range && range->size() == whole ? range : std::nullopt;
}

class SophgoIonParser {
 public:
  explicit SophgoIonParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.starts_with('[')) return take_heap(line, text);
    if (text.starts_with("usage rate:")) return take_peak(line, text);
    if (text.starts_with("heap_id")) {
      in_free_runs_ = text.find("length") != std::string_view::npos;
      if (in_free_runs_ && !facts_.pools.empty()) facts_.pools.back().free_runs.emplace();
    }
    const bool is_row = !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (!is_row) return {};
    if (facts_.pools.empty()) return fail(line, 1, "a row before its heap", expected_heap);
    return in_free_runs_ ? take_free_run(line, text) : take_block(line, text);
  }

  Result<VendorPoolText> finish() && {
    if (facts_.pools.empty()) return fail({{}, 1}, 1, "no heap", expected_heap);
    ranges_.report(file_, facts_.findings);
    for (VendorPool& pool : facts_.pools) settle(pool);
    return std::move(facts_);
  }

 private:
  std::unexpected<Error> fail(const Line& line, std::size_t at, std::string_view what, std::string_view expected) {
    return malformed(file_, line.number, at, std::string{what} + std::string{expected});
  }

  /// Reads `[0] carveout heap size:78643200 bytes, used:18653184 bytes`.
  Result<void> take_heap(const Line& line, std::string_view text) {
    Scanner scan{text};
    scan.literal("[");
    const bool has_id = scan.number() && scan.literal("]") && scan.blanks();
    const auto name = has_id ? scan.until(" heap size:") : std::nullopt;
    const auto size = name && scan.literal(" heap size:") ? scan.number() : std::nullopt;
    const auto used = size && scan.literal(" bytes, used:") ? scan.number() : std::nullopt;
    if (!used) return fail(line, scan.column(), "no heap", expected_heap);
    if (facts_.pools.size() == VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    facts_.pools.push_back({.vendor = "Sophgo",
                            .name = std::string{*name},
                            .kind = Kind::Ion,
                            .total = Bytes{*size},
                            .used = Bytes{*used},
                            .line = line.number});
    in_free_runs_ = false;
    return {};
  }

  /// Reads `usage rate:24%, memory usage peak 18653184 bytes`; the rate is rounded in more than one way.
  Result<void> take_peak(const Line& line, std::string_view text) {
    constexpr std::string_view mark = "memory usage peak ";
    Scanner scan{text};
    const bool found = scan.until(mark) && scan.literal(mark);
    const auto peak = found ? scan.number() : std::nullopt;
    if (!peak || facts_.pools.empty()) return fail(line, scan.column(), "no peak", " (expected memory usage peak <n>)");
    facts_.pools.back().peak = Bytes{*peak};
    return {};
  }

  /// Reads `0  12451840  8b300000  1  CapPool0`.
  Result<void> take_block(const Line& line, std::string_view text) {
    Scanner scan{text};
    const auto id = column(scan);
    const auto size = id ? column(scan) : std::nullopt;
    const auto address = size ? column(scan, 16) : std::nullopt;
    const auto maps = address ? column(scan) : std::nullopt;
    if (!maps) return fail(line, scan.column(), "no block", expected_block);
    if (++row_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    facts_.pools.back().blocks.push_back({.name = std::string{scan.rest()},
                                          .range = PhysRange::make({*address}, {*size}),
                                          .size = Bytes{*size},
                                          .line = line.number});
    return {};
  }

  /// Reads `0  8c4ca000  8fe00000  59990016`; the end is one past the last address.
  Result<void> take_free_run(const Line& line, std::string_view text) {
    Scanner scan{text};
    const auto id = column(scan);
    const auto start = id ? column(scan, 16) : std::nullopt;
    const auto end = start ? column(scan, 16) : std::nullopt;
    const auto length = end ? column(scan) : std::nullopt;
    if (!length || !scan.at_end() || *end < *start) return fail(line, scan.column(), "no free run", expected_run);
    if (++row_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    const auto range = PhysRange::make({*start}, {*end - *start});
    ranges_.check(range, {*length}, "free run", line.number);
    if (range) facts_.pools.back().free_runs->push_back(*range);
    return {};
  }

  /// Compares the heap's own sums with its rows, and finds its place if they tell.
  void settle(VendorPool& pool) {
    const Bytes listed = size_of_blocks(pool);
    if (listed != *pool.used) {
      const bool shortened = listed < *pool.used;
      facts_.findings.push_back(
          {.rule = shortened ? "pool-cut" : "pool-sum",
           .severity = shortened ? Severity::Note : Severity::Warning,
           .message = fmt::format("the blocks listed make {} of the {} bytes used", listed.value, pool.used->value),
           .help = {},
           .regions = {pool.name},
           .locations = {{{std::string{file_}, pool.line, 0}, {}}}});
      return;
    }
    if (!pool.free_runs) return;
    std::vector<PhysRange> parts = *pool.free_runs;
    for (const PoolBlock& block : pool.blocks) {
      if (block.range) parts.push_back(*block.range);
    }
    pool.range = tiled_range(std::move(parts), *pool.total);
  }

  std::string_view file_;
  VendorPoolText facts_;
  PoolRangeCheck ranges_;
  std::size_t row_count_ = 0;
  bool in_free_runs_ = false;
};

}  // namespace

Result<VendorPoolText> parse_sophgo_ion(std::string_view text, std::string_view file) {
  SophgoIonParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

}  // namespace rampart

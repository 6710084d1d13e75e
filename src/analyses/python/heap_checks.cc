#include "analyses/python/heap_checks.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rampart {
namespace {

constexpr std::string_view paste_again = "paste the whole output again: a number was changed or lost on the way";

Finding python_finding(const PythonPaste& paste, std::string_view rule, Severity severity, std::string message,
                       std::string_view help, std::initializer_list<std::size_t> lines) {
  Finding finding{.rule = std::string{rule},
                  .severity = severity,
                  .message = std::move(message),
                  .help = std::string{help},
                  .regions = {},
                  .locations = {}};
  for (const std::size_t line : lines) finding.locations.push_back({{paste.file, line, 0}, ""});
  return finding;
}

/// Of a map: what its letters add up to.
struct MapSum {
  Bytes size;
  Bytes used;
  bool has_gaps = false;  ///< Rows inside it are missing.
};
MapSum map_sum(const PythonMemInfo& info) {
  MapSum sum;
  for (const PythonHeapArea& area : info.areas) {
    const auto free = static_cast<std::uint64_t>(std::ranges::count(area.blocks, '.'));
    const auto unknown = static_cast<std::uint64_t>(std::ranges::count(area.blocks, '?'));
    sum.size.value += (area.blocks.size() - unknown) * area.block.value;
    sum.used.value += (area.blocks.size() - unknown - free) * area.block.value;
    sum.has_gaps = sum.has_gaps || unknown != 0;
  }
  return sum;
}

class PythonChecks {
 public:
  PythonChecks(const PythonPaste& paste, std::vector<Finding>& into) : paste_{paste}, into_{into} {}

  void check_sum(const PythonMemInfo& info) {
    const Bytes sum = saturating_add(info.used, info.free);
    if (sum == info.total) return;
    add("mpy-sum", Severity::Error,
        fmt::format("total is {}, but used {} and free {} make {}", info.total.value, info.used.value, info.free.value,
                    sum.value),
        paste_again, {info.line});
  }

  void check_blocks(const PythonMemInfo& info, const PythonHeapReport& report) {
    if (auto wrong = block_contradiction(info, report.block)) {
      add("mpy-blocks", Severity::Error, std::move(*wrong), paste_again, {info.line});
    }
  }

  void check_map(const PythonMemInfo& info) {
    if (info.areas.empty()) return;
    const MapSum sum = map_sum(info);
    const std::size_t line = info.areas.front().line;
    if (sum.size < info.total || sum.has_gaps) {
      add("mpy-map-cut", Severity::Warning,
          fmt::format("the map shows {} of {} bytes", std::min(sum.size, info.total).value, info.total.value),
          "the paste lacks rows: paste the whole output of micropython.mem_info(1)", {line, info.line});
    }
    const bool is_whole = sum.size == info.total && !sum.has_gaps;
    if (sum.size > info.total || sum.used > info.used || (is_whole && sum.used != info.used)) {
      add("mpy-map", Severity::Warning,
          fmt::format("the map has {} bytes, {} of them used; the sums say {}, {} used", sum.size.value, sum.used.value,
                      info.total.value, info.used.value),
          "the map and the sums are of different moments: read both with one call of micropython.mem_info(1)",
          {line, info.line});
    }
  }

  /// What a call typed on its own answered, beside what the dump before it says of the same.
  void check_moment(const std::vector<PythonAnswer>& answers, std::string_view call, std::string_view same,
                    Bytes (*value_of)(const PythonMemInfo&)) {
    if (answers.empty()) return;
    const PythonAnswer& answer = answers.back();
    const PythonMemInfo* before = nullptr;
    for (const PythonMemInfo& info : paste_.dumps) {
      if (info.line < answer.line) before = &info;
    }
    if (before == nullptr) return;
    const Bytes expected = value_of(*before);
    // The calls themselves leave some garbage on the heap.
    const Bytes noise = std::max(Bytes{1024}, Bytes{before->total.value / 64});
    const Bytes difference = std::max(saturating_sub(answer.value, expected), saturating_sub(expected, answer.value));
    if (difference <= noise) return;
    add("mpy-moments", Severity::Note,
        fmt::format("{} answered {}, but {} of mem_info() was {}: they are of different moments", call,
                    answer.value.value, same, expected.value),
        "the program went on, or a collection ran in between; only numbers of one moment add up",
        {answer.line, before->line});
  }

  void check_room(const PythonMemInfo& info) {
    const Bytes split = info.max_new_split.value_or(Bytes{});
    const Bytes whole = saturating_add(info.total, split);
    const Bytes reachable = saturating_add(info.free, split);
    if (info.total.value == 0 || reachable.value > whole.value / 16) return;
    add("mpy-nearly-full", Severity::Warning,
        fmt::format("{} of {} bytes are left, and the heap cannot grow further", reachable.value, whole.value),
        "call gc.collect() and read again; if it stays, the program holds more than this board has", {info.line});
  }

 private:
  void add(std::string_view rule, Severity severity, std::string message, std::string_view help,
           std::initializer_list<std::size_t> lines) {
    into_.push_back(python_finding(paste_, rule, severity, std::move(message), help, lines));
  }

  const PythonPaste& paste_;
  std::vector<Finding>& into_;
};

}  // namespace

std::optional<std::string> block_contradiction(const PythonMemInfo& info, Bytes block) {
  const auto blocks_of = [&](Bytes size) { return size.value / block.value; };
  for (const auto& [name, size] : {std::pair{"used", info.used}, std::pair{"free", info.free}}) {
    if (size.value % block.value == 0) continue;
    return fmt::format("{} is {}, which is no whole number of blocks of {} bytes", name, size.value, block.value);
  }
  if (info.max_free && *info.max_free > blocks_of(info.free)) {
    return fmt::format("the longest free run is {} blocks of {} bytes, but only {} bytes are free", *info.max_free,
                       block.value, info.free.value);
  }
  if (!info.max_block || !info.one_blocks || !info.two_blocks) return std::nullopt;
  const std::uint64_t used = blocks_of(info.used);
  const std::uint64_t ones = std::min(*info.one_blocks, used + 1);
  const std::uint64_t twos = std::min(*info.two_blocks, used + 1);
  const std::uint64_t largest = *info.max_block > 2 ? std::min(*info.max_block, used + 1) : 0;
  if (ones + 2 * twos + largest <= used) return std::nullopt;
  return fmt::format("{} objects of one block, {} of two and one of {} do not fit into {} bytes used in blocks of {}",
                     *info.one_blocks, *info.two_blocks, *info.max_block, info.used.value, block.value);
}

std::vector<Finding> python_heap_checks(const PythonPaste& paste, const std::vector<PythonHeapReport>& heaps) {
  std::vector<Finding> findings;
  PythonChecks checks{paste, findings};
  for (std::size_t i = 0; i < heaps.size(); ++i) {
    checks.check_sum(paste.dumps[i]);
    checks.check_blocks(paste.dumps[i], heaps[i]);
    checks.check_map(paste.dumps[i]);
  }
  checks.check_moment(paste.mem_alloc, "gc.mem_alloc()", "used", [](const PythonMemInfo& info) { return info.used; });
  checks.check_moment(
      paste.mem_free, "gc.mem_free()", "free with what the heap may grow by",
      [](const PythonMemInfo& info) { return saturating_add(info.free, info.max_new_split.value_or(Bytes{})); });
  if (!paste.dumps.empty()) checks.check_room(paste.dumps.back());
  return findings;
}

}  // namespace rampart

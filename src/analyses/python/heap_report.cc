#include "analyses/python/heap_report.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "analyses/cma_view.h"
#include "analyses/python/heap_checks.h"

namespace rampart {
namespace {

/// What gc_dump_alloc_table() of py/gc.c prints for a head: 1.5 to 1.28.0.
struct PythonObjectName {
  char letter;
  std::string_view name;
};
constexpr PythonObjectName python_object_names[] = {{'A', "array or bytearray"},
                                                    {'B', "function of bytecode"},
                                                    {'D', "dict"},
                                                    {'F', "float"},
                                                    {'L', "list"},
                                                    {'M', "module"},
                                                    {'S', "str or bytes"},
                                                    {'T', "tuple"},
                                                    {'Q', "pool of strings"},
                                                    {'q', "interned string"},
                                                    {'h', "any other"},
                                                    {'m', "marked by a collection"},
                                                    {'=', "begins in a row that is missing"}};

Occupancy::State state_of(char letter) {
  if (letter == '?') return Occupancy::State::Unknown;
  return letter == '.' ? Occupancy::State::Free : Occupancy::State::Used;
}

void add_run(Occupancy& occupancy, Occupancy::State state, Bytes size) {
  if (size.value == 0) return;
  if (!occupancy.runs.empty() && occupancy.runs.back().state == state) {
    occupancy.runs.back().size.value += size.value;
  } else {
    occupancy.runs.push_back({state, size});
  }
}

PythonAreaReport area_report(const PythonHeapArea& area, Bytes block) {
  PythonAreaReport report;
  report.start = area.start;
  report.line = area.line;
  report.occupancy.block = block;
  const std::string_view blocks = area.blocks;
  for (std::size_t from = 0, end = 0; from < blocks.size(); from = end) {
    const Occupancy::State state = state_of(blocks[from]);
    for (end = from + 1; end < blocks.size() && state_of(blocks[end]) == state;) ++end;
    const Bytes size{(end - from) * block.value};
    add_run(report.occupancy, state, size);
    report.size.value += size.value;
    if (state == Occupancy::State::Used) report.used.value += size.value;
    if (state != Occupancy::State::Free) continue;
    report.free.value += size.value;
    report.largest_free = std::max(report.largest_free, size);
  }
  return report;
}

/// Where the heap is one area of a fixed size, rows that are missing at the end of its map are known to be.
void add_cut_rows(const PythonMemInfo& info, std::vector<PythonAreaReport>& areas) {
  if (info.areas.size() != 1 || areas.size() != 1 || info.max_new_split) return;
  const Bytes missing = saturating_sub(info.total, areas[0].size);
  add_run(areas[0].occupancy, Occupancy::State::Unknown, missing);
  areas[0].size.value += missing.value;
}

std::vector<PythonObjectSum> object_sums(const PythonMemInfo& info, Bytes block) {
  std::map<char, PythonObjectSum> sums;
  for (const PythonHeapArea& area : info.areas) {
    char head = '=';
    for (const char letter : area.blocks) {
      const bool is_object = state_of(letter) == Occupancy::State::Used;
      if (!is_object || letter != '=') head = is_object ? letter : '=';
      if (!is_object) continue;
      PythonObjectSum& sum = sums[head];
      sum.size.value += block.value;
      if (letter != '=') ++sum.count;
    }
  }
  std::vector<PythonObjectSum> found;
  for (auto& [letter, sum] : sums) {
    const auto known = std::ranges::find(python_object_names, letter, &PythonObjectName::letter);
    sum.letter = letter;
    sum.name = known == std::end(python_object_names) ? "of a kind that is not known" : known->name;
    found.push_back(std::move(sum));
  }
  std::ranges::stable_sort(found, std::greater{}, &PythonObjectSum::size);
  return found;
}

/// The size of blocks where no map of the dump shows it.
class AssumedBlock {
 public:
  explicit AssumedBlock(const PythonPaste& paste) {
    for (const PythonMemInfo& info : paste.dumps) {
      const auto found = std::ranges::find(info.areas, false, &PythonHeapArea::block_is_assumed);
      if (found != info.areas.end()) shown_ = found->block;
    }
    std::string machine = paste.implementation ? paste.implementation->machine : "";
    if (paste.banner) machine += paste.banner->board;
    // `linux [GCC 12.2.0] version`: a host, of 64 bits nearly always.
    const auto names = {"linux [", "darwin [", "win32 [", "windows ["};
    is_host_ = std::ranges::any_of(names, [&](const char* name) { return machine.contains(name); });
  }

  /// The board's own, else that of the likeliest port that the numbers do not exclude.
  void put(const PythonMemInfo& info, PythonHeapReport& report) const {
    const auto of_dump = std::ranges::find(info.areas, false, &PythonHeapArea::block_is_assumed);
    if (of_dump != info.areas.end() || shown_) {
      report.block = of_dump != info.areas.end() ? of_dump->block : *shown_;
      return;
    }
    report.block_is_assumed = true;
    if (!info.areas.empty()) {
      report.block = info.areas.front().block;
      return;
    }
    constexpr std::array<std::uint64_t, 3> sizes{32, 16, 8};
    const auto likeliest = sizes.begin() + (is_host_ ? 0 : 1);
    const auto possible =
        std::find_if(likeliest, sizes.end(), [&](std::uint64_t size) { return !block_contradiction(info, {size}); });
    report.block = {possible == sizes.end() ? *likeliest : *possible};
  }

 private:
  std::optional<Bytes> shown_;
  bool is_host_ = false;
};

/// 2^64 - 1 where a number of the paste is nonsense.
Bytes bytes_of(std::uint64_t blocks, Bytes block) { return size_of(Pages{blocks}, block).value_or(Bytes{UINT64_MAX}); }

PythonHeapReport heap_report(const PythonMemInfo& info, const AssumedBlock& assumed) {
  PythonHeapReport report;
  report.line = info.line;
  report.total = info.total;
  report.used = info.used;
  report.free = info.free;
  report.max_new_split = info.max_new_split;
  report.reachable = saturating_add(info.free, info.max_new_split.value_or(Bytes{}));
  report.stack_used = info.stack_used;
  report.stack_limit = info.stack_limit;
  assumed.put(info, report);
  for (const PythonHeapArea& area : info.areas) {
    if (area.blocks.empty()) continue;
    report.areas.push_back(area_report(area, report.block));
  }
  add_cut_rows(info, report.areas);
  if (info.max_block) report.largest_object = bytes_of(*info.max_block, report.block);
  if (info.max_free) {
    report.largest_free = bytes_of(*info.max_free, report.block);
  } else if (!report.areas.empty()) {
    report.largest_free = std::ranges::max(report.areas, {}, &PythonAreaReport::largest_free).largest_free;
  }
  if (report.largest_free) {
    const Bytes outside = saturating_sub(report.free, *report.largest_free);
    report.fragmentation = CmaFragmentation{report.free, outside, std::nullopt}.percent();
  }
  report.objects = object_sums(info, report.block);
  return report;
}

}  // namespace

PythonReport python_report(const PythonPaste& paste) {
  PythonReport report;
  const AssumedBlock assumed{paste};
  for (const PythonMemInfo& info : paste.dumps) report.heaps.push_back(heap_report(info, assumed));
  report.findings = python_heap_checks(paste, report.heaps);
  return report;
}

}  // namespace rampart

#include "analyses/python/heap_report.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "analyses/cma_view.h"
#include "analyses/python/heap_checks.h"
#include "assemble/python_area.h"
#include "knowledge/python_firmware.h"

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

PythonAreaReport area_report(const PythonHeapArea& area) {
  PythonAreaReport report;
  report.start = area.start;
  report.line = area.line;
  report.occupancy = occupancy_of(area);
  for (const Occupancy::Run& run : report.occupancy.runs) {
    report.size = saturating_add(report.size, run.size);
    if (run.state == Occupancy::State::Used) report.used = saturating_add(report.used, run.size);
    if (run.state != Occupancy::State::Free) continue;
    report.free = saturating_add(report.free, run.size);
    report.largest_free = std::max(report.largest_free, run.size);
  }
  return report;
}

/// Where the heap is one area of a fixed size, rows that are missing at the end of its map are known to be.
void add_cut_rows(const PythonMemInfo& info, std::vector<PythonAreaReport>& areas) {
  if (info.areas.size() != 1 || areas.size() != 1 || info.max_new_split) return;
  const Bytes missing = saturating_sub(info.total, areas[0].size);
  if (missing.value == 0) return;
  auto& runs = areas[0].occupancy.runs;
  if (runs.back().state != Occupancy::State::Unknown) runs.push_back({Occupancy::State::Unknown, {}});
  runs.back().size = saturating_add(runs.back().size, missing);
  areas[0].size = saturating_add(areas[0].size, missing);
}

std::vector<PythonObjectSum> object_sums(const PythonMemInfo& info) {
  std::map<char, PythonObjectSum> sums;
  for (const PythonHeapArea& area : info.areas) {
    char head = '=';
    for (const char letter : area.blocks) {
      const bool is_object = letter != '.' && letter != '?';
      if (!is_object || letter != '=') head = is_object ? letter : '=';
      if (!is_object) continue;
      PythonObjectSum& sum = sums[head];
      sum.size.value += area.block.value;
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

/// A build for a computer: `linux [GCC 12.2.0] version`, or one with statistics, which only the unix port has.
bool is_of_host(const PythonPaste& paste) {
  return (paste.implementation && is_python_of_host(paste.implementation->machine)) ||
         (paste.banner && is_python_of_host(paste.banner->board)) ||
         std::ranges::any_of(paste.dumps, [](const PythonMemInfo& info) { return info.allocations.has_value(); });
}

/// What a map of the paste shows of the size of blocks.
std::optional<Bytes> shown_block(const PythonPaste& paste) {
  for (const PythonMemInfo& info : paste.dumps) {
    const auto found = std::ranges::find(info.areas, false, &PythonHeapArea::block_is_assumed);
    if (found != info.areas.end()) return found->block;
  }
  return std::nullopt;
}

/// What the paste as a whole tells of blocks.
struct BlockFacts {
  std::optional<Bytes> shown;  ///< By a map.
  bool of_host = false;
};

/// Of one dump. Where no map shows it, that of the likeliest port that the numbers do not exclude.
Bytes block_of(const BlockFacts& facts, const PythonMemInfo& info) {
  if (!info.areas.empty()) return info.areas.front().block;
  if (facts.shown) return *facts.shown;
  constexpr std::array<std::uint64_t, 3> sizes{32, 16, 8};
  const auto* const likeliest = sizes.begin() + (facts.of_host ? 0 : 1);
  const auto* const possible =
      std::find_if(likeliest, sizes.end(), [&](std::uint64_t size) { return !block_contradiction(info, {size}); });
  return {possible == sizes.end() ? *likeliest : *possible};
}

/// 2^64 - 1 where a number of the paste is nonsense.
Bytes block_bytes(std::uint64_t blocks, Bytes block) {
  return size_of(Pages{blocks}, block).value_or(Bytes{UINT64_MAX});
}

PythonHeapReport heap_report(const BlockFacts& facts, const PythonMemInfo& info) {
  PythonHeapReport report;
  report.line = info.line;
  report.total = info.total;
  report.used = info.used;
  report.free = info.free;
  report.max_new_split = info.max_new_split;
  report.reachable = saturating_add(info.free, info.max_new_split.value_or(Bytes{}));
  report.stack_used = info.stack_used;
  report.stack_limit = info.stack_limit;
  report.block = block_of(facts, info);
  report.block_is_assumed = !facts.shown;
  for (const PythonHeapArea& area : info.areas) {
    if (area.blocks.empty()) continue;
    report.areas.push_back(area_report(area));
  }
  add_cut_rows(info, report.areas);
  if (info.max_block) report.largest_object = block_bytes(*info.max_block, report.block);
  if (info.max_free) {
    report.largest_free = block_bytes(*info.max_free, report.block);
  } else if (!report.areas.empty()) {
    report.largest_free = std::ranges::max(report.areas, {}, &PythonAreaReport::largest_free).largest_free;
  }
  if (report.largest_free) {
    const Bytes outside = saturating_sub(report.free, *report.largest_free);
    report.fragmentation = CmaFragmentation{report.free, outside, std::nullopt}.percent();
  }
  report.objects = object_sums(info);
  return report;
}

}  // namespace

PythonReport python_report(const PythonPaste& paste) {
  PythonReport report;
  const BlockFacts facts{shown_block(paste), is_of_host(paste)};
  for (const PythonMemInfo& info : paste.dumps) report.heaps.push_back(heap_report(facts, info));
  report.findings = python_heap_checks(paste, report.heaps);
  return report;
}

}  // namespace rampart

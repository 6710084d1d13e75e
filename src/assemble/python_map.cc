#include "assemble/python_map.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

#include <rampart/model/range_set.h>

#include "assemble/python_area.h"
#include "assemble/python_board.h"
#include "base/size_text.h"

namespace rampart {
namespace {

constexpr std::string_view python_heap_name = "MicroPython heap";

std::optional<PhysRange> window_of(const ChipMemory& memory) { return PhysRange::make(memory.base, memory.size); }

class PythonMapper {
 public:
  explicit PythonMapper(const PythonBoard& board) : board_{board} {}

  void ram() {
    for (const ChipMemory& memory : board_.memories()) {
      const auto range = window_of(memory);
      if (memory.use != ChipMemory::Use::Internal || !range) continue;
      add(*range, std::string{memory.name}, Kind::Ram, {board_.chip_told_at, std::string{board_.chip->name}});
    }
  }

  /// After the RAM, which lies around them.
  void idf_heaps() {
    for (const LogEvent& event : board_.idf_regions) {
      const auto range = range_of(event);
      if (!range) continue;
      const ChipMemory* const memory = board_.memory_at(range->base());
      const bool is_psram = memory != nullptr && memory->use == ChipMemory::Use::Psram;
      if (is_psram) has_psram_ = true;
      const std::string inside = memory == nullptr ? "" : fmt::format("{}: ", memory->name);
      Region& region = add(*range, is_psram ? "PSRAM" : fmt::format("{}ESP-IDF heap {}", inside, event.name), Kind::Ram,
                           {{board_.log_file, event.line, 0}, ""});
      if (const IdfHeap* const heap = board_.idf_heap_of(range->size())) take_use(region, *heap);
    }
  }

  /// In a window that heap_init lists a part of, the rest is what the firmware was linked or booted with.
  void firmware() {
    std::vector<PhysRange> listed;
    for (const LogEvent& event : board_.idf_regions) {
      if (const auto range = range_of(event)) listed.push_back(*range);
    }
    const RangeSet heaps{listed};
    for (const ChipMemory& memory : board_.memories()) {
      const auto range = window_of(memory);
      if (memory.use != ChipMemory::Use::Internal || !range) continue;
      const RangeSet window{{*range}};
      if (window.intersected(heaps).empty()) continue;
      const RangeSet own = window.without(heaps);
      for (const PhysRange& rest : own.ranges()) {
        Region& region = add(rest, "firmware: code, data, stacks", Kind::Reserved,
                             {{board_.log_file, board_.idf_regions.front().line, 0}, "heap_init"});
        region.attributes.anonymous = true;  // a heap that is part of the firmware's data is no clash
      }
    }
  }

  void psram() {
    const auto& psram = board_.psram;
    if (!psram || has_psram_) return;
    const auto window = board_.psram_window();
    const Bytes mapped = window && board_.chip ? std::min(psram->size, board_.chip->psram_most) : psram->size;
    if (mapped < psram->size) {
      found_.notes.push_back(
          {to_string(psram->origin),
           fmt::format("of {} of PSRAM the chip can map {}", size_text(psram->size), size_text(mapped)), ""});
    }
    if (const auto range = psram_range(mapped, window)) {
      Region& region = add(*range, "PSRAM", Kind::Ram, psram->origin);
      if (psram->heap) take_use(region, *psram->heap);
      return;
    }
    DynamicRegion region{.size = mapped, .name = "PSRAM", .kind = Kind::Ram, .origin = psram->origin};
    if (window) region.alloc_ranges.push_back(*window);
    if (psram->heap) region.usage = use_of(*psram->heap);
    found_.dynamic.push_back(std::move(region));
  }

  void heap() {
    if (board_.dump == nullptr) return place_only();
    const PythonMemInfo& dump = *board_.dump;
    Bytes told;
    for (std::size_t i = 0; i < dump.areas.size(); ++i) {
      const auto range = range_of(dump.areas[i]);
      if (!range) continue;
      told = saturating_add(told, range->size());
      std::string name{python_heap_name};
      if (i > 0) name += fmt::format(", area {}", i + 1);  // the first keeps its name when the heap grows
      Region& region = add(*range, std::move(name), Kind::Heap, {{board_.dump_file, dump.areas[i].line, 0}, ""});
      region.occupancy = occupancy_of(dump.areas[i]);
      region.usage = usage_of(*region.occupancy);
    }
    if (told == Bytes{}) return heap_without_map();
    if (told < dump.total) {
      found_.dynamic.push_back({.size = {dump.total.value - told.value},
                                .name = fmt::format("{}, not in the map that was pasted", python_heap_name),
                                .kind = Kind::Heap,
                                .origin = dump_origin()});
    }
  }

  PythonMap finish() && {
    found_.title = board_.title;
    if (board_.idf_heaps != nullptr && board_.idf_regions.empty()) {
      found_.notes.push_back({to_string(board_.idf_origin()), "its sizes have no addresses",
                              "give the boot log too, whose heap_init lines have them"});
    }
    if (board_.psram_size_unknown) {
      found_.notes.push_back({to_string(dump_origin()), "the heap uses PSRAM, whose size is not told",
                              "paste esp32.idf_heap_info(esp32.HEAP_DATA), or give the boot log too"});
    }
    if (board_.psram_failed) {
      found_.notes.push_back(
          {to_string(*board_.psram_failed), "PSRAM could not be initialised", "`rampart explain` tells the cause"});
    }
    return std::move(found_);
  }

 private:
  Region& add(const PhysRange& range, std::string name, Kind kind, Origin origin) {
    found_.regions.push_back({.range = range, .name = std::move(name), .kind = kind, .origin = std::move(origin)});
    return found_.regions.back();
  }

  static Usage use_of(const IdfHeap& heap) {
    return {.used = saturating_sub(heap.total, heap.free), .free = heap.free, .largest_free = heap.largest_free};
  }

  void take_use(Region& region, const IdfHeap& heap) const {
    region.usage = use_of(heap);
    region.confirmed_by.push_back(board_.idf_origin());
  }

  Origin dump_origin() const { return {{board_.dump_file, board_.dump->line, 0}, ""}; }

  Usage dump_use() const {
    return {.used = board_.dump->used, .free = board_.dump->free, .largest_free = std::nullopt};
  }

  /// Flash may have the beginning of the window, and the firmware decides where PSRAM follows.
  std::optional<PhysRange> psram_range(Bytes size, const std::optional<PhysRange>& window) {
    if (!window) return std::nullopt;
    if (size >= window->size()) return window;
    constexpr std::uint64_t page = std::uint64_t{64} << 10;
    const auto first = board_.first_area_in(*window);
    if (!first) return std::nullopt;
    const std::uint64_t base = std::max(first->value / page * page, window->base().value);
    const auto range = PhysRange::make({base}, size);
    if (!range || !window->contains(*range)) return std::nullopt;
    found_.notes.push_back({to_string(dump_origin()),
                            "where PSRAM begins is not told: shown from the 64 KiB page on in which the heap begins",
                            ""});
    return range;
  }

  /// MaixPy tells where its heap lies when it starts.
  void place_only() {
    if (board_.heap_place)
      add(board_.heap_place->range, std::string{python_heap_name}, Kind::Heap, board_.place_origin());
  }

  void heap_without_map() {
    if (board_.heap_place) {
      place_only();
      found_.regions.back().usage = dump_use();
      found_.regions.back().confirmed_by.push_back(dump_origin());
      return;
    }
    DynamicRegion region{
        .size = board_.dump->total, .name = std::string{python_heap_name}, .kind = Kind::Heap, .origin = dump_origin()};
    region.usage = dump_use();
    if (const auto window = board_.heap_window()) region.alloc_ranges.push_back(*window);
    found_.dynamic.push_back(std::move(region));
    found_.notes.push_back({to_string(dump_origin()), "nothing tells where the heap lies and which blocks are used",
                            "paste micropython.mem_info(1)"});
  }

  const PythonBoard& board_;
  PythonMap found_;
  bool has_psram_ = false;
};

}  // namespace

bool is_microcontroller_log(const BootLog& log) {
  constexpr LogFact own[] = {LogFact::HeapRegion, LogFact::PsramFound, LogFact::PsramFailed, LogFact::PsramAdded,
                             LogFact::PsramPart,  LogFact::ChipName,   LogFact::IdfVersion,  LogFact::ChipReset};
  return std::ranges::any_of(
      log.events, [&](const LogEvent& event) { return std::ranges::find(own, event.what) != std::end(own); });
}

PythonMap python_map(std::span<const PythonPaste> pastes, std::span<const BootLog> logs) {
  const PythonBoard board = python_board(pastes, logs);
  PythonMapper mapper{board};
  mapper.ram();
  mapper.idf_heaps();
  mapper.firmware();
  mapper.heap();
  mapper.psram();
  return std::move(mapper).finish();
}

}  // namespace rampart

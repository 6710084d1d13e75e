#include "assemble/python_board.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "assemble/python_area.h"
#include "knowledge/psram_module.h"

namespace rampart {
namespace {

Bytes internal_ram(const PythonBoard& board) {
  Bytes sum;
  for (const ChipMemory& memory : board.memories()) {
    if (memory.use == ChipMemory::Use::Internal) sum = saturating_add(sum, memory.size);
  }
  return sum;
}

/// What the heap has and may still take.
Bytes reach(const PythonMemInfo& dump) { return saturating_add(dump.total, dump.max_new_split.value_or(Bytes{})); }

/// A range that the texts tell, and whether it is one of internal RAM for sure.
struct ToldRange {
  PhysRange range;
  bool is_internal;
};
std::vector<ToldRange> told_ranges(const PythonBoard& board) {
  std::vector<ToldRange> told;
  const auto add = [&](const std::optional<PhysRange>& range, bool is_internal) {
    if (range) told.push_back({*range, is_internal});
  };
  for (const LogEvent& event : board.idf_regions) add(range_of(event), event.name.find("SPIRAM") == std::string::npos);
  if (board.heap_place != nullptr) add(board.heap_place->range, true);
  if (board.dump == nullptr) return told;
  for (const PythonHeapArea& area : board.dump->areas) add(range_of(area), false);
  return told;
}

/// The only chip whose windows hold all of these, or null.
const Microcontroller* chip_of(const std::vector<ToldRange>& told, bool has_psram) {
  const Microcontroller* found = nullptr;
  for (const Microcontroller& chip : microcontrollers()) {
    const bool fits = std::ranges::all_of(told, [&](const ToldRange& each) {
      const ChipMemory* const memory = memory_at(chip, each.range.base().value);
      return memory != nullptr && memory == memory_at(chip, each.range.last().value) &&
             (!each.is_internal || memory->use == ChipMemory::Use::Internal);
    });
    if (!fits || (has_psram && chip.psram_modes.empty())) continue;
    if (found != nullptr) return nullptr;
    found = &chip;
  }
  return found;
}

class BoardReader {
 public:
  void read(const PythonPaste& paste) {
    if (paste.banner) {
      board_.title = paste.banner->board;
      tell_chip({paste.banner->chip, paste.banner->board}, {paste.file, paste.banner->line, 0});
    }
    if (paste.implementation) {
      if (board_.title.empty()) board_.title = paste.implementation->machine;
      tell_chip({paste.implementation->machine, paste.implementation->build},
                {paste.file, paste.implementation->line, 0});
    }
    if (!paste.dumps.empty()) {
      board_.dump = &paste.dumps.back();
      board_.dump_file = paste.file;
    }
    if (paste.heap_place) {
      board_.heap_place = &*paste.heap_place;
      board_.heap_place_file = paste.file;
    }
    if (paste.idf_heaps) {
      board_.idf_heaps = &*paste.idf_heaps;
      board_.idf_heaps_file = paste.file;
    }
  }

  void read(const BootLog& whole) {
    // The chip's ROM names it in front of the line that begins a boot.
    if (const LogEvent* const chip = whole.find(LogFact::ChipName); chip != nullptr && board_.chip == nullptr) {
      tell_chip({chip->name}, {whole.file, chip->line, 0});
    }
    const BootLog log = whole.last_boot();
    std::vector<LogEvent> regions;
    for (const LogEvent& event : log.events) {
      const Origin origin{{log.file, event.line, 0}, ""};
      if (event.what == LogFact::ChipReset) {  // a paste may begin amid the boot before it
        regions.clear();
        board_.psram.reset();
        board_.psram_failed.reset();
      }
      if (event.what == LogFact::HeapRegion) regions.push_back(event);
      if (event.what == LogFact::PsramFound && event.size) board_.psram = {*event.size, origin, std::nullopt};
      if (event.what == LogFact::PsramAdded && event.size && !board_.psram) {
        board_.psram = {*event.size, origin, std::nullopt};
      }
      const bool failed_test = event.what == LogFact::PsramTested && event.name == "fail";
      if (event.what == LogFact::PsramFailed || failed_test) board_.psram_failed = origin;
    }
    if (regions.empty()) return;
    board_.idf_regions = std::move(regions);
    board_.log_file = log.file;
  }

  PythonBoard finish() && {
    if (board_.chip == nullptr) chip_by_addresses();
    if (board_.title.empty() && board_.chip != nullptr) board_.title = board_.chip->name;
    if (board_.psram_failed) board_.psram.reset();
    psram_of_idf();
    psram_of_name();
    return std::move(board_);
  }

 private:
  void tell_chip(std::initializer_list<std::string_view> names, SourcePos where) {
    for (const std::string_view name : names) {
      const Microcontroller* const chip = find_microcontroller(name);
      if (chip == nullptr) continue;
      board_.chip = chip;
      board_.chip_told_at = std::move(where);
      return;
    }
  }

  void chip_by_addresses() {
    const std::vector<ToldRange> told = told_ranges(board_);
    if (told.empty()) return;
    board_.chip = chip_of(told, board_.psram.has_value());
    board_.chip_told_at = !board_.idf_regions.empty() ? SourcePos{board_.log_file, board_.idf_regions.front().line, 0}
                          : board_.heap_place != nullptr ? board_.place_origin().where
                                                         : SourcePos{board_.dump_file, board_.dump->line, 0};
  }

  /// A region of ESP-IDF's heap that is larger than all of internal RAM is PSRAM.
  void psram_of_idf() {
    if (board_.idf_heaps == nullptr || board_.idf_heaps->heaps.empty() || !board_.psram_window()) return;
    const IdfHeap& largest = *std::ranges::max_element(board_.idf_heaps->heaps, {}, &IdfHeap::total);
    if (largest.total <= internal_ram(board_)) return;
    if (!board_.psram) board_.psram = {largest.total, board_.idf_origin(), std::nullopt};
    board_.psram->heap = largest;
  }

  /// What a board's name says of PSRAM holds for the heap only if the heap reaches beyond internal RAM, or lies there.
  void psram_of_name() {
    if (board_.psram || board_.psram_failed || board_.dump == nullptr || !board_.psram_window()) return;
    if (reach(*board_.dump) <= internal_ram(board_) && !board_.first_area_in(*board_.psram_window())) return;
    const auto module = psram_module(board_.title, board_.chip);
    board_.psram_size_unknown = true;
    if (!module || !module->psram || *module->psram == Bytes{}) return;
    board_.psram_size_unknown = false;
    board_.psram = {*module->psram, {board_.chip_told_at, board_.title}, std::nullopt};
  }

  PythonBoard board_;
};

}  // namespace

std::span<const ChipMemory> PythonBoard::memories() const {
  return chip == nullptr ? std::span<const ChipMemory>{} : chip->memories;
}

const ChipMemory* PythonBoard::memory_at(PhysAddr address) const {
  return chip == nullptr ? nullptr : rampart::memory_at(*chip, address.value);
}

const IdfHeap* PythonBoard::idf_heap_of(Bytes size) const {
  if (idf_heaps == nullptr) return nullptr;
  const auto same_size = [&](const LogEvent& event) { return event.size == size; };
  if (std::ranges::count_if(idf_regions, same_size) != 1) return nullptr;
  if (std::ranges::count(idf_heaps->heaps, size, &IdfHeap::total) != 1) return nullptr;
  return &*std::ranges::find(idf_heaps->heaps, size, &IdfHeap::total);
}

std::optional<PhysRange> PythonBoard::psram_window() const {
  for (const ChipMemory& memory : memories()) {
    if (memory.use == ChipMemory::Use::Psram) return PhysRange::make(memory.base, memory.size);
  }
  return std::nullopt;
}

std::optional<PhysRange> PythonBoard::heap_window() const {
  // A heap that grows takes the largest piece that is free: where there is PSRAM in use, that is of it.
  const bool may_be_psram = psram_window() && (!dump->max_new_split || reach(*dump) > internal_ram(*this));
  if (may_be_psram) return std::nullopt;
  std::optional<PhysRange> largest;
  for (const ChipMemory& memory : memories()) {
    if (memory.use != ChipMemory::Use::Internal || (largest && largest->size() >= memory.size)) continue;
    largest = PhysRange::make(memory.base, memory.size);
  }
  return largest;
}

std::optional<PhysAddr> PythonBoard::first_area_in(const PhysRange& range) const {
  std::optional<PhysAddr> first;
  if (dump == nullptr) return first;
  for (const PythonHeapArea& area : dump->areas) {
    const PhysAddr start{area.start};
    if (range.contains(start) && (!first || start < *first)) first = start;
  }
  return first;
}

PythonBoard python_board(std::span<const PythonPaste> pastes, std::span<const BootLog> logs) {
  BoardReader reader;
  for (const PythonPaste& paste : pastes) reader.read(paste);
  for (const BootLog& log : logs) reader.read(log);
  return std::move(reader).finish();
}

}  // namespace rampart

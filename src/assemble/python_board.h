#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <rampart/model/origin.h>

#include "knowledge/microcontroller.h"
#include "sources/boot_log.h"
#include "sources/python_paste.h"

namespace rampart {

/// PSRAM as far as it is in use.
struct BoardPsram {
  Bytes size;
  Origin origin;
  std::optional<IdfHeap> heap;  ///< The region of ESP-IDF's heap that it is.
};

/// What a board's texts say, each fact from the last one that has it. It refers to the texts.
struct PythonBoard {
  std::string title;
  const Microcontroller* chip = nullptr;
  SourcePos chip_told_at;
  const PythonMemInfo* dump = nullptr;  ///< The last call of mem_info().
  std::string dump_file;
  const PythonHeapPlace* heap_place = nullptr;
  std::string heap_place_file;
  const IdfHeaps* idf_heaps = nullptr;
  std::string idf_heaps_file;
  std::vector<LogEvent> idf_regions;  ///< heap_init's, of the last boot.
  std::string log_file;
  std::optional<BoardPsram> psram;
  bool psram_size_unknown = false;  ///< The heap uses PSRAM of which nothing tells the size.
  std::optional<Origin> psram_failed;

  /// The chip's windows; none if it is not known.
  std::span<const ChipMemory> memories() const;
  const ChipMemory* memory_at(PhysAddr address) const;
  /// The region of ESP-IDF's heap of exactly this size, if there is one only, in both sources.
  const IdfHeap* idf_heap_of(Bytes size) const;
  std::optional<PhysRange> psram_window() const;
  /// Where a heap lies that no map tells: the largest internal RAM if it cannot be in PSRAM, else nothing.
  std::optional<PhysRange> heap_window() const;
  /// Where the first area of the heap begins that lies in this range.
  std::optional<PhysAddr> first_area_in(const PhysRange& range) const;
  Origin idf_origin() const { return {{idf_heaps_file, idf_heaps->line, 0}, "esp32.idf_heap_info()"}; }
  Origin place_origin() const { return {{heap_place_file, heap_place->line, 0}, "gc heap"}; }
};

PythonBoard python_board(std::span<const PythonPaste> pastes, std::span<const BootLog> logs);

}  // namespace rampart

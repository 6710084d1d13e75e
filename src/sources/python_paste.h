#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

#include "sources/mem_info.h"

namespace rampart {

/// `MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3`
struct PythonBanner {
  std::string version;  ///< As printed: `v1.25.0`, `v1.23.0-preview.207.g3a94d1e06`, a bare hash.
  std::string date;     ///< `2025-04-15`
  std::string board;    ///< `Generic ESP32S3 module with Octal-SPIRAM`
  std::string chip;     ///< `ESP32S3`, `ESP32-S3`, `nRF51822`; empty where the banner has none (a host).
  std::size_t line{};
  friend bool operator==(const PythonBanner&, const PythonBanner&) = default;
};

/// The banner of a line, wherever it begins there, or nothing.
std::optional<PythonBanner> parse_python_banner(std::string_view line, std::size_t number);

/// `sys.implementation`. What a version does not have stays empty.
struct PythonImplementation {
  std::string version;  ///< `1.28.0`, `1.24.0-preview`
  std::string machine;  ///< `_machine`: board and chip as in the banner, since 1.18.
  std::string build;    ///< `_build`: `ESP32_GENERIC_S3-SPIRAM_OCT`, since 1.24: exact.
  std::size_t line{};
  friend bool operator==(const PythonImplementation&, const PythonImplementation&) = default;
};

/// What a call answered that returns a number of bytes.
struct PythonAnswer {
  Bytes value;
  std::size_t line{};
  friend bool operator==(const PythonAnswer&, const PythonAnswer&) = default;
};

/// A region of ESP-IDF's heap, of esp32.idf_heap_info(): bytes.
struct IdfHeap {
  Bytes total;
  Bytes free;
  Bytes largest_free;
  Bytes least_free;  ///< The least that was ever free.
  friend bool operator==(const IdfHeap&, const IdfHeap&) = default;
};

struct IdfHeaps {
  std::vector<IdfHeap> heaps;
  std::size_t line{};
  friend bool operator==(const IdfHeaps&, const IdfHeaps&) = default;
};

/// `gc heap=0x802f51a0-0x803751a0(524288)` of MaixPy v1 on the K210.
struct PythonHeapPlace {
  PhysRange range;
  std::size_t line{};
  friend bool operator==(const PythonHeapPlace&, const PythonHeapPlace&) = default;
};

/// What somebody pasted from a MicroPython prompt, or `rampart mpy status` wrote down: answers in the order in which
/// they were given. Of what stands once the last one counts. ESP-IDF's boot log, which may be part of the same text, is
/// read by parse_boot_log.
struct PythonPaste {
  std::string file;
  std::optional<PythonBanner> banner;
  std::optional<PythonImplementation> implementation;
  std::vector<PythonMemInfo> dumps;
  std::vector<PythonAnswer> mem_alloc;  ///< gc.mem_alloc()
  std::vector<PythonAnswer> mem_free;   ///< gc.mem_free(), which counts what the heap may still grow by.
  std::optional<IdfHeaps> idf_heaps;
  std::optional<PythonQstrPool> qstr;
  std::optional<PythonHeapPlace> heap_place;
  std::size_t line_count{};

  /// True if nothing of MicroPython is in it.
  bool empty() const;
};

/// Reads a paste: prompts, echoes, time stamps of a terminal program, colours and blanks that a web page added or lost
/// are passed over. Malformed where a line of mem_info() is cut.
Result<PythonPaste> parse_python_paste(std::string_view text, std::string_view file);

}  // namespace rampart

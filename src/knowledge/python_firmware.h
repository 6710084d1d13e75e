#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

#include "knowledge/microcontroller.h"

namespace rampart {

/// A version of MicroPython, by its place in the order of builds.
struct PythonVersion {
  unsigned major{};
  unsigned minor{};
  unsigned patch{};
  bool is_release = true;  ///< False for a preview of it, and for a build past it.
  unsigned commits{};      ///< Past the release, of builds before 1.22: `v1.20.0-371-g5d8c3b02a`.
  friend bool operator==(const PythonVersion&, const PythonVersion&) = default;
};

/// Reads `v1.25.0`, `1.24.0`, `v1.23.0-preview.207.g3a94d1e06`, `v1.20.0-371-g5d8c3b02a-dirty`; nothing of a bare hash.
std::optional<PythonVersion> parse_python_version(std::string_view text);

/// Where `a` stands to `b`: a preview before its release, a build past a release after it.
std::strong_ordering compare(const PythonVersion& a, const PythonVersion& b);

/// How much of a board's memory the interpreter's heap takes.
enum class PythonHeapPolicy {
  WholeAtBoot,  ///< All of the PSRAM, or of internal RAM what is left; `total` says it all.
  HalfAtBoot,   ///< Half of all memory: ports to ESP-IDF 5 before the heap grew.
  OnDemand,     ///< It begins small and takes new areas; `total` is a moment.
};

/// Of a build on a chip. `date` is the banner's, `2023-08-21`, for builds whose version is a bare hash; nothing where
/// neither tells.
std::optional<PythonHeapPolicy> python_heap_policy(const Microcontroller& chip,
                                                   const std::optional<PythonVersion>& version, std::string_view date);

/// What a build is for.
struct PythonFirmware {
  const Microcontroller* chip = nullptr;
  std::optional<PsramMode> drives{};  ///< Which PSRAM it starts: None for no PSRAM; nothing where nobody knows.
  std::string_view variant{};         ///< A few words: `Octal-SPIRAM`, `generic (quad)`, `without PSRAM`.
  bool is_for_psram = false;          ///< Its name says PSRAM: nobody flashes it on a module without.
};

/// By the board part of a banner or `_machine` (`Generic ESP32S3 module with Octal-SPIRAM with ESP32S3`), and `_build`
/// (`ESP32_GENERIC_S3-SPIRAM_OCT`), which is exact; either may be empty.
PythonFirmware python_firmware(std::string_view machine, std::string_view build);

/// True if that board part is of a build for a computer: `linux [GCC 12.2.0] version` (ports/unix, ports/windows).
bool is_python_of_host(std::string_view machine);

/// A build of MicroPython's download page.
struct FirmwareFile {
  std::string build;  ///< `ESP32_GENERIC_S3-SPIRAM_OCT`
  std::string file;   ///< `ESP32_GENERIC_S3-SPIRAM_OCT-20240602-v1.23.0.bin`
  std::string page;   ///< `https://micropython.org/download/ESP32_GENERIC_S3/`
  friend bool operator==(const FirmwareFile&, const FirmwareFile&) = default;
};

/// What to flash on a chip with this PSRAM: of the release that runs now, else of the newest that is known. Nothing for
/// a chip or a mode that no general build drives.
std::optional<FirmwareFile> firmware_file(const Microcontroller& chip, PsramMode mode,
                                          const std::optional<PythonVersion>& version);

}  // namespace rampart

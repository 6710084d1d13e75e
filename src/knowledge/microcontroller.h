#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <rampart/base/units.h>

namespace rampart {

/// How the lines of external RAM are driven; a firmware drives one of them.
enum class PsramMode { None, Quad, Octal, Hex };

/// `none`, `quad`, `octal`, `hex` (16 lines).
std::string_view to_string(PsramMode mode);

/// A window of a microcontroller's address space that holds data.
struct ChipMemory {
  enum class Use { Internal, Psram };
  std::string_view name;  ///< `internal RAM`, `PSRAM`, `CCM`
  Use use{};
  PhysAddr base;
  Bytes size;  ///< Of a PSRAM window: what the chip can map; what is fitted may be less.
};

/// What is known beforehand of a microcontroller that runs MicroPython.
struct Microcontroller {
  std::string_view name;                    ///< `ESP32-S3`
  std::span<const std::string_view> marks;  ///< As banners name it: `ESP32S3`, `ESP32-S3`.
  std::span<const ChipMemory> memories;     ///< By address.
  std::span<const PsramMode> psram_modes;   ///< What the chip can drive; empty: no PSRAM.
  Bytes psram_most;                         ///< The most PSRAM that it maps; 0 where it has none.
  std::optional<Bytes> first_heap;          ///< `GC: total` that a growing heap of MicroPython (1.21 on) begins with.
  std::string_view source;                  ///< The documents that say so.
};

/// All that are known, by name.
std::span<const Microcontroller> microcontrollers();

/// The one that a banner, `_machine`, `_build` or a name means, or null: of several the one with the longest mark, of
/// equal ones the last, since a banner ends with its chip. Case, dashes and underscores do not matter.
const Microcontroller* find_microcontroller(std::string_view text);

/// The window that an address lies in, or null.
const ChipMemory* memory_at(const Microcontroller& chip, std::uint64_t address);

}  // namespace rampart

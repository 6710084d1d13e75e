#pragma once

#include <optional>
#include <string_view>

#include <rampart/base/units.h>

#include "knowledge/microcontroller.h"

namespace rampart {

/// What the name of a module, a chip or a board tells of the memory that is fitted.
struct PsramModule {
  const Microcontroller* chip = nullptr;
  bool chip_is_assumed = false;      ///< The name is a code alone, such as `N16R8`: taken for an ESP32-S3's.
  std::optional<Bytes> flash{};      ///< Nothing where the name does not tell.
  PsramMode mode = PsramMode::None;  ///< None: the name says that there is no PSRAM.
  std::optional<Bytes> psram{};      ///< Zero without PSRAM; nothing where there is some of a size not told.
  std::string_view source{};         ///< The document that says so.
  friend bool operator==(const PsramModule&, const PsramModule&) = default;
};

/// Reads `N16R8`, `ESP32-S3-WROOM-1-N16R8`, `ESP32-S3R8`, `S3FH4R2`, `WROOM-2 N32R16V`, `ESP32-WROVER-E-N8R8`, or the
/// name of a board that is known, such as `ProS3`. Case does not matter. `chip` is that of a code alone, where it is
/// known otherwise. Nothing if the name says nothing of memory.
std::optional<PsramModule> psram_module(std::string_view name, const Microcontroller* chip = nullptr);

}  // namespace rampart

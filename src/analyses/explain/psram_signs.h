#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/units.h>

#include "analyses/explain/story.h"
#include "knowledge/psram_module.h"
#include "knowledge/python_firmware.h"

namespace rampart {

/// What a story tells of a microcontroller's PSRAM and of the firmware that is to start it. Each with the line that
/// tells it, or null.
struct PsramSigns {
  enum class State { Unknown, InUse, NotInUse };

  const Microcontroller* chip = nullptr;
  const Clue* chip_clue = nullptr;

  std::optional<PsramModule> module{};  ///< As a person or a board's banner names it.
  const Clue* module_clue = nullptr;

  State state = State::Unknown;
  const Clue* state_clue = nullptr;
  std::optional<Bytes> size{};  ///< Of the PSRAM that was found, or else of the module's.
  const Clue* size_clue = nullptr;

  /// How the part that was found is driven; where none was, how the module's has to be.
  std::optional<PsramMode> fitted{};
  const Clue* fitted_clue = nullptr;

  PythonFirmware firmware{};            ///< Of MicroPython; empty of another firmware.
  const Clue* firmware_clue = nullptr;  ///< Its banner, `_machine` or `_build`.
  std::optional<PsramMode> drives{};    ///< By the driver that spoke, else by the firmware's name.
  const Clue* drives_clue = nullptr;
  std::optional<PythonVersion> version{};
  std::optional<PythonHeapPolicy> policy{};

  /// True if the module's name says that it has PSRAM.
  bool has_psram() const { return module && module->mode != PsramMode::None; }
  /// True if it says that it has none.
  bool has_none() const { return module && module->mode == PsramMode::None; }
};

PsramSigns psram_signs(const Story& story);

/// What a person says of the board, `N16R8`, as a clue beside those of the logs.
Clue module_given(std::string name);

/// The driver of ESP-IDF that a line is of, by its tag: `quad_psram`, `octal_psram`. That of 4.4 for quad PSRAM says
/// `psram`, that for octal `opi psram`.
std::optional<PsramMode> psram_driver(const LogEvent& event);

/// The largest region of an answer of esp32.idf_heap_info(): `[(264, 0, 0, 0), ...]`. Nothing if it is none.
std::optional<Bytes> largest_idf_heap(std::string_view answer);

}  // namespace rampart

#include "knowledge/psram_module.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::string_view module_source =
    "Espressif's datasheets, ordering information: ESP32-S3-WROOM-1 v1.3, ESP32-S3-WROOM-2, ESP32-S3 series, ESP32-S2 "
    "series, ESP32-WROVER-E, ESP32-D0WDR2-V3, ESP32-P4";

/// A board whose name says nothing of its memory.
struct KnownBoard {
  std::string_view name;  ///< As its banner has it, or its firmware: capitals, without what parts the words.
  std::string_view chip;
  Bytes flash;
  Bytes psram;
  PsramMode mode;
  std::string_view source;
};
constexpr KnownBoard known_boards[] = {
    {"ARDUINONANOESP32", "ESP32-S3", mib(16), mib(8), PsramMode::Octal,
     "Arduino ABX00083 datasheet (module NORA-W106-10B); MicroPython 1.28 ports/esp32/boards/ARDUINO_NANO_ESP32"},
    {"ESP32S3BOX", "ESP32-S3", mib(16), mib(8), PsramMode::Octal,
     "Espressif esp-box hardware overview (module ESP32-S3-WROOM-1-N16R8)"},
    {"FEATHERS3", "ESP32-S3", mib(16), mib(8), PsramMode::Quad, "Unexpected Maker, esp32s3.com"},
    {"LOLINS2MINI", "ESP32-S2", mib(4), mib(2), PsramMode::Quad, "Wemos, wemos.cc (ESP32-S2FN4R2)"},
    {"PROS3", "ESP32-S3", mib(16), mib(8), PsramMode::Quad, "Unexpected Maker, esp32s3.com"},
    {"TINYPICO", "ESP32", mib(4), mib(4), PsramMode::Quad, "Unexpected Maker, tinypico.com"},
    {"TINYS3", "ESP32-S3", mib(8), mib(8), PsramMode::Quad, "Unexpected Maker, esp32s3.com"},
    {"WAVESHAREESP32S3ZERO", "ESP32-S3", mib(4), mib(2), PsramMode::Quad,
     "Waveshare's wiki, ESP32-S3-Zero (ESP32-S3FH4R2)"},
    {"XIAOESP32S3", "ESP32-S3", mib(8), mib(8), PsramMode::Octal,
     "MicroPython 1.28 ports/esp32/boards/SEEED_XIAO_ESP32S3/mpconfigboard.cmake"},
};

/// No name is longer; the rest is not looked at.
constexpr std::size_t longest_module_name = 128;

std::string module_letters(std::string_view name) {
  std::string letters;
  for (const char letter : name.substr(0, longest_module_name)) {
    letters += letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return letters;
}

constexpr std::string_view module_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// The part of a name that tells memory: `N16R8`, `S3FH4R2`, `N32R16V`.
struct MemoryCode {
  std::optional<Bytes> flash;
  std::optional<Bytes> psram;
};

/// Sizes in a code are MB of few digits.
std::optional<Bytes> code_size(Scanner& scan) {
  const auto count = scan.number();
  if (!count || *count == 0 || *count > 1024) return std::nullopt;
  return mib(*count);
}

/// F, N and H stand for flash and its temperature, R for PSRAM, W for a radio beside, V for 1.8 V.
std::optional<MemoryCode> memory_code(std::string_view word) {
  Scanner scan{word};
  for (const std::string_view chip :
       {"ESP32S3", "ESP32S2", "ESP32C3", "ESP32C6", "ESP32P4", "S3", "S2", "C3", "C6", "P4", "D0WD"}) {
    if (scan.literal(chip)) break;
  }
  MemoryCode code;
  bool names_flash = false;
  while (scan.literal("F") || scan.literal("N") || scan.literal("H")) names_flash = true;
  if (names_flash) code.flash = code_size(scan);
  if (scan.literal("R")) {
    while (scan.literal("W") || scan.literal("H")) continue;
    code.psram = code_size(scan);
    if (!code.psram) return std::nullopt;
  }
  while (scan.literal("V") || scan.literal("X")) continue;
  if (!scan.at_end() || (!code.flash && !code.psram)) return std::nullopt;
  return code;
}

/// The chip of a name that has a memory code, or null where neither tells: a code alone.
const Microcontroller* chip_of_name(const std::string& letters, std::string_view code_word) {
  if (const Microcontroller* const named = find_microcontroller(letters)) return named;
  const Microcontroller* const first = find_microcontroller("ESP32");
  if (letters.contains("WROVER") || letters.contains("D0WD")) return first;
  const Microcontroller* const short_name = find_microcontroller("ESP32" + std::string{code_word});  // S3R8
  return short_name == first ? nullptr : short_name;
}

/// How a chip drives PSRAM of a size. The ESP32-S3 takes what its datasheet calls quad up to 4 MB and octal above.
PsramMode mode_for(const Microcontroller& chip, Bytes psram) {
  if (psram.value == 0) return PsramMode::None;
  return psram > mib(4) ? chip.psram_modes.back() : chip.psram_modes.front();
}

std::optional<PsramModule> known_board(const std::string& letters) {
  std::string joined;
  std::ranges::copy_if(letters, std::back_inserter(joined),
                       [](char letter) { return module_alphabet.contains(letter); });
  const KnownBoard* found = nullptr;
  for (const KnownBoard& board : known_boards) {
    if (joined.contains(board.name) && (found == nullptr || board.name.size() > found->name.size())) found = &board;
  }
  if (found == nullptr) return std::nullopt;
  return PsramModule{.chip = find_microcontroller(found->chip),
                     .flash = found->flash,
                     .mode = found->mode,
                     .psram = found->psram,
                     .source = found->source};
}

}  // namespace

std::optional<PsramModule> psram_module(std::string_view name, const Microcontroller* chip) {
  const std::string letters = module_letters(name);
  std::optional<MemoryCode> code;
  std::string_view code_word;
  for (std::size_t at = letters.find_first_of(module_alphabet); at != std::string::npos;) {
    const std::size_t end = letters.find_first_not_of(module_alphabet, at);
    const std::string_view word = std::string_view{letters}.substr(at, end - at);
    if (const auto read = memory_code(word)) {
      code = read;
      code_word = word;
    }
    at = end == std::string::npos ? end : letters.find_first_of(module_alphabet, end);
  }
  if (!code) {
    if (auto board = known_board(letters)) return board;
    if (!letters.contains("WROVER")) return std::nullopt;
    return PsramModule{
        .chip = find_microcontroller("ESP32"), .mode = PsramMode::Quad, .psram = {}, .source = module_source};
  }
  PsramModule module{.chip = chip_of_name(letters, code_word),
                     .flash = code->flash,
                     .psram = code->psram.value_or(Bytes{}),
                     .source = module_source};
  if (module.chip == nullptr) {
    module.chip_is_assumed = chip == nullptr;
    module.chip = chip == nullptr ? find_microcontroller("ESP32-S3") : chip;
  }
  if (module.psram->value != 0 && module.chip->psram_modes.empty()) return std::nullopt;  // no code of this chip's
  module.mode = mode_for(*module.chip, *module.psram);
  return module;
}

}  // namespace rampart

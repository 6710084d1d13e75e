#include "knowledge/microcontroller.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

namespace rampart {
namespace {

constexpr ChipMemory internal(std::string_view name, std::uint64_t base, Bytes size) {
  return {name, ChipMemory::Use::Internal, {base}, size};
}
constexpr ChipMemory psram(std::uint64_t base, Bytes size) { return {"PSRAM", ChipMemory::Use::Psram, {base}, size}; }

// Of ESP-IDF's chips the window of the data bus is given: its alias on the instruction bus is the same memory. What
// only the instruction bus reaches holds no data of Python and is left out, but for the ESP32, whose heap_init lists
// it.
constexpr ChipMemory memories_esp32[] = {
    psram(0x3f800000, mib(4)),
    internal("RTC fast RAM", 0x3ff80000, kib(8)),
    internal("internal RAM", 0x3ffae000, kib(328)),
    internal("instruction RAM", 0x40080000, kib(128)),
    internal("RTC slow RAM", 0x50000000, kib(8)),
};
constexpr ChipMemory memories_s2[] = {
    psram(0x3f500000, kib(10752)),
    internal("RTC fast RAM", 0x3ff9e000, kib(8)),
    internal("internal RAM", 0x3ffb0000, kib(320)),
    internal("RTC slow RAM", 0x50000000, kib(8)),
};
// The window of PSRAM is that of flash too: what flash takes of it is at its beginning.
constexpr ChipMemory memories_s3[] = {
    psram(0x3c000000, mib(32)),
    internal("internal RAM", 0x3fc88000, kib(480)),
    internal("RTC slow RAM", 0x50000000, kib(8)),
    internal("RTC fast RAM", 0x600fe000, kib(8)),
};
constexpr ChipMemory memories_c3[] = {
    internal("internal RAM", 0x3fc80000, kib(384)),
    internal("RTC fast RAM", 0x50000000, kib(8)),
};
constexpr ChipMemory memories_c6[] = {
    internal("internal RAM", 0x40800000, kib(512)),
    internal("RTC RAM", 0x50000000, kib(16)),
};
constexpr ChipMemory memories_p4[] = {
    psram(0x48000000, mib(64)),
    internal("internal RAM", 0x4ff00000, kib(768)),
    internal("RTC RAM", 0x50108000, kib(32)),
};
constexpr ChipMemory memories_esp8266[] = {internal("internal RAM", 0x3ffe8000, kib(80))};
constexpr ChipMemory memories_rp2040[] = {internal("internal RAM", 0x20000000, kib(264))};
constexpr ChipMemory memories_rp2350[] = {
    psram(0x11000000, mib(16)),
    internal("internal RAM", 0x20000000, kib(520)),
};
constexpr ChipMemory memories_nrf51822[] = {internal("internal RAM", 0x20000000, kib(16))};
constexpr ChipMemory memories_nrf52833[] = {internal("internal RAM", 0x20000000, kib(128))};
constexpr ChipMemory memories_stm32f405[] = {
    internal("CCM", 0x10000000, kib(64)),
    internal("internal RAM", 0x20000000, kib(128)),
};
constexpr ChipMemory memories_k210[] = {
    internal("internal RAM", 0x80000000, mib(6)),
    internal("KPU RAM", 0x80600000, mib(2)),
};

constexpr PsramMode quad_only[] = {PsramMode::Quad};
constexpr PsramMode quad_or_octal[] = {PsramMode::Quad, PsramMode::Octal};
constexpr PsramMode hex_only[] = {PsramMode::Hex};

// Written without what find_microcontroller passes over.
constexpr std::string_view marks_esp32[] = {"esp32"};
constexpr std::string_view marks_c3[] = {"esp32c3", "esp32genericc3", "genericc3"};
constexpr std::string_view marks_c6[] = {"esp32c6", "esp32genericc6"};
constexpr std::string_view marks_p4[] = {"esp32p4", "esp32genericp4"};
constexpr std::string_view marks_s2[] = {"esp32s2", "esp32generics2", "generics2"};
constexpr std::string_view marks_s3[] = {"esp32s3", "esp32generics3", "generics3"};
constexpr std::string_view marks_esp8266[] = {"esp8266", "esp8285"};
constexpr std::string_view marks_k210[] = {"k210"};
constexpr std::string_view marks_rp2040[] = {"rp2040"};
constexpr std::string_view marks_rp2350[] = {"rp2350"};
constexpr std::string_view marks_nrf51822[] = {"nrf51822"};
constexpr std::string_view marks_nrf52833[] = {"nrf52833"};
constexpr std::string_view marks_stm32f405[] = {"stm32f405"};

// first_heap is MICROPY_GC_INITIAL_HEAP_SIZE of ports/esp32/mpconfigport.h less the allocator's own tables.
constexpr Microcontroller known_microcontrollers[] = {
    {.name = "ESP32",
     .marks = marks_esp32,
     .memories = memories_esp32,
     .psram_modes = quad_only,
     .psram_most = mib(4),
     .first_heap = Bytes{56000},
     .source = "ESP-IDF components/soc/esp32/include/soc/soc.h; MicroPython 1.28 ports/esp32/mpconfigport.h"},
    {.name = "ESP32-C3",
     .marks = marks_c3,
     .memories = memories_c3,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = Bytes{64000},
     .source = "ESP-IDF components/soc/esp32c3/include/soc/soc.h; MicroPython 1.28 ports/esp32/mpconfigport.h"},
    {.name = "ESP32-C6",
     .marks = marks_c6,
     .memories = memories_c6,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = Bytes{64000},
     .source = "ESP-IDF components/soc/esp32c6/include/soc/soc.h; MicroPython 1.28 ports/esp32/mpconfigport.h"},
    {.name = "ESP32-P4",
     .marks = marks_p4,
     .memories = memories_p4,
     .psram_modes = hex_only,
     .psram_most = mib(64),
     .first_heap = Bytes{64000},
     .source = "ESP-IDF components/soc/esp32p4/include/soc/soc.h, ext_mem_defs.h; MicroPython 1.28 "
               "ports/esp32/mpconfigport.h"},
    {.name = "ESP32-S2",
     .marks = marks_s2,
     .memories = memories_s2,
     .psram_modes = quad_only,
     .psram_most = kib(10752),
     .first_heap = Bytes{64000},
     .source = "ESP-IDF components/soc/esp32s2/include/soc/soc.h; MicroPython 1.28 ports/esp32/mpconfigport.h"},
    {.name = "ESP32-S3",
     .marks = marks_s3,
     .memories = memories_s3,
     .psram_modes = quad_or_octal,
     .psram_most = mib(32),
     .first_heap = Bytes{64000},
     .source = "ESP-IDF components/soc/esp32s3/include/soc/soc.h, ext_mem_defs.h; MicroPython 1.28 "
               "ports/esp32/mpconfigport.h"},
    {.name = "ESP8266",
     .marks = marks_esp8266,
     .memories = memories_esp8266,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "MicroPython 1.28 ports/esp8266/boards/esp8266_1MiB.ld"},
    {.name = "K210",
     .marks = marks_k210,
     .memories = memories_k210,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "Kendryte K210 Datasheet, static random access memory"},
    {.name = "nRF51822",
     .marks = marks_nrf51822,
     .memories = memories_nrf51822,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "nRF51822 Product Specification, memory (the 16 KiB variants, as the micro:bit has)"},
    {.name = "nRF52833",
     .marks = marks_nrf52833,
     .memories = memories_nrf52833,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "nRF52833 Product Specification, memory"},
    {.name = "RP2040",
     .marks = marks_rp2040,
     .memories = memories_rp2040,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "RP2040 Datasheet, address map"},
    {.name = "RP2350",
     .marks = marks_rp2350,
     .memories = memories_rp2350,
     .psram_modes = quad_only,
     .psram_most = mib(16),
     .first_heap = {},
     .source = "RP2350 Datasheet, address map; MicroPython 1.28 ports/rp2/main.c"},
    {.name = "STM32F405",
     .marks = marks_stm32f405,
     .memories = memories_stm32f405,
     .psram_modes = {},
     .psram_most = {},
     .first_heap = {},
     .source = "MicroPython 1.28 ports/stm32/boards/stm32f405.ld"},
};

/// `ESP32-S3` and `esp32_s3` as `esp32s3`.
std::string chip_letters(std::string_view text) {
  std::string letters;
  for (const char letter : text) {
    if (letter == '-' || letter == '_') continue;
    letters += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  return letters;
}

}  // namespace

std::string_view to_string(PsramMode mode) {
  switch (mode) {
    case PsramMode::None:
      return "none";
    case PsramMode::Quad:
      return "quad";
    case PsramMode::Octal:
      return "octal";
    case PsramMode::Hex:
      return "hex";
  }
  std::unreachable();
}

std::span<const Microcontroller> microcontrollers() { return known_microcontrollers; }

const Microcontroller* find_microcontroller(std::string_view text) {
  const std::string letters = chip_letters(text);
  const Microcontroller* found = nullptr;
  std::pair<std::size_t, std::size_t> best;  // the length of its mark, and where that stands
  for (const Microcontroller& chip : known_microcontrollers) {
    for (const std::string_view mark : chip.marks) {
      const std::size_t at = letters.rfind(mark);
      if (at == std::string::npos || (found != nullptr && best >= std::pair{mark.size(), at})) continue;
      found = &chip;
      best = {mark.size(), at};
    }
  }
  return found;
}

const ChipMemory* memory_at(const Microcontroller& chip, std::uint64_t address) {
  const auto found = std::ranges::find_if(chip.memories, [&](const ChipMemory& memory) {
    return address >= memory.base.value && address - memory.base.value < memory.size.value;
  });
  return found == chip.memories.end() ? nullptr : &*found;
}

}  // namespace rampart

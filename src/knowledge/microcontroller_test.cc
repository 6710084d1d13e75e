#include "knowledge/microcontroller.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace rampart {
namespace {

std::string_view chip_of(std::string_view text) {
  const Microcontroller* const chip = find_microcontroller(text);
  return chip == nullptr ? "none" : chip->name;
}

std::string_view window_at(std::string_view chip, std::uint64_t address) {
  const ChipMemory* const memory = memory_at(*find_microcontroller(chip), address);
  return memory == nullptr ? "none" : memory->name;
}

TEST(Microcontroller, ABannerNamesItsChipWithOrWithoutADash) {
  EXPECT_EQ(chip_of("Generic ESP32S3 module with Octal-SPIRAM with ESP32S3"), "ESP32-S3");
  EXPECT_EQ(chip_of("ProS3 with ESP32-S3"), "ESP32-S3");
  EXPECT_EQ(chip_of("Generic ESP32 module with ESP32"), "ESP32");
  EXPECT_EQ(chip_of("ESP module with ESP8266"), "ESP8266");
  EXPECT_EQ(chip_of("Sipeed_M1 with kendryte-k210"), "K210");
  EXPECT_EQ(chip_of("PYBv1.1 with STM32F405RG"), "STM32F405");
  EXPECT_EQ(chip_of("Raspberry Pi Pico 2 with RP2350"), "RP2350");
  EXPECT_EQ(chip_of("micro:bit with nRF51822"), "nRF51822");
}

TEST(Microcontroller, ANameOfAFirmwareOrAModuleTellsItToo) {
  EXPECT_EQ(chip_of("ESP32_GENERIC_S3-SPIRAM_OCT"), "ESP32-S3");
  EXPECT_EQ(chip_of("GENERIC_S3_SPIRAM_OCT"), "ESP32-S3");
  EXPECT_EQ(chip_of("ESP32_GENERIC-SPIRAM"), "ESP32");
  EXPECT_EQ(chip_of("esp32-s3-wroom-1-n16r8"), "ESP32-S3");
  EXPECT_EQ(chip_of("ESP32-WROVER-E-N8R8"), "ESP32");
}

TEST(Microcontroller, OfTwoChipsInABannerTheLastRunsPython) {
  EXPECT_EQ(chip_of("Generic ESP32P4 module with WIFI module of external ESP32C6 with ESP32P4"), "ESP32-P4");
}

TEST(Microcontroller, AHostIsNone) {
  EXPECT_EQ(chip_of("linux [GCC 12.2.0] version"), "none");
  EXPECT_EQ(chip_of(""), "none");
}

TEST(Microcontroller, AnAddressTellsPsramFromInternalRam) {
  EXPECT_EQ(window_at("ESP32-S3", 0x3c1849e0), "PSRAM");
  EXPECT_EQ(window_at("ESP32-S3", 0x3fca0b50), "internal RAM");
  EXPECT_EQ(window_at("ESP32-S3", 0x600fe0a0), "RTC fast RAM");
  EXPECT_EQ(window_at("ESP32", 0x3f800000), "PSRAM");
  EXPECT_EQ(window_at("ESP32", 0x3ffc6b20), "internal RAM");
  EXPECT_EQ(window_at("ESP32", 0x4008dc34), "instruction RAM");
  EXPECT_EQ(window_at("K210", 0x802f51a0), "internal RAM");
}

TEST(Microcontroller, AWindowEndsBeforeItsEnd) {
  EXPECT_EQ(window_at("RP2040", 0x2003ffff), "internal RAM");
  EXPECT_EQ(window_at("RP2040", 0x20041fff), "internal RAM");
  EXPECT_EQ(window_at("RP2040", 0x20042000), "none");
  EXPECT_EQ(window_at("RP2040", 0x1fffffff), "none");
}

TEST(Microcontroller, TheFirstChipMapsFourMebibytesAndItsSuccessorAll) {
  EXPECT_EQ(find_microcontroller("ESP32")->psram_most, mib(4));
  EXPECT_EQ(find_microcontroller("ESP32-S3")->psram_most, mib(32));
}

TEST(Microcontroller, AGrowingHeapBeginsSmallerOnTheFirstChip) {
  EXPECT_EQ(find_microcontroller("ESP32")->first_heap, Bytes{56000});
  EXPECT_EQ(find_microcontroller("ESP32-S3")->first_heap, Bytes{64000});
  EXPECT_EQ(find_microcontroller("RP2040")->first_heap, std::nullopt);
}

TEST(Microcontroller, EveryEntryIsWhole) {
  for (const Microcontroller& chip : microcontrollers()) {
    EXPECT_EQ(find_microcontroller(chip.name), &chip);
    EXPECT_FALSE(chip.source.empty()) << chip.name;
    EXPECT_TRUE(std::ranges::is_sorted(chip.memories, {}, [](const ChipMemory& each) { return each.base; }))
        << chip.name;
    const auto is_psram = [](const ChipMemory& memory) { return memory.use == ChipMemory::Use::Psram; };
    const bool has_psram = std::ranges::any_of(chip.memories, is_psram);
    EXPECT_EQ(has_psram, !chip.psram_modes.empty()) << chip.name;
    EXPECT_EQ(has_psram, chip.psram_most.value != 0) << chip.name;
    for (const ChipMemory& memory : chip.memories) {
      if (is_psram(memory)) {
        EXPECT_LE(chip.psram_most, memory.size) << chip.name;
      }
    }
  }
}

TEST(Microcontroller, TheModesHaveWords) {
  EXPECT_EQ(to_string(PsramMode::None), "none");
  EXPECT_EQ(to_string(PsramMode::Quad), "quad");
  EXPECT_EQ(to_string(PsramMode::Octal), "octal");
  EXPECT_EQ(to_string(PsramMode::Hex), "hex");
}

}  // namespace
}  // namespace rampart

#include "knowledge/psram_module.h"

#include <gtest/gtest.h>
#include <string>

#include "base/size_text.h"

namespace rampart {
namespace {

/// `ESP32-S3, 16 MiB flash, 8 MiB octal`
std::string told_by(std::string_view name, const Microcontroller* chip = nullptr) {
  const auto module = psram_module(name, chip);
  if (!module) return "nothing";
  return std::string{module->chip->name} + (module->chip_is_assumed ? " (assumed), " : ", ") +
         size_or_dash(module->flash) + " flash, " + size_or_dash(module->psram) + ' ' +
         std::string{to_string(module->mode)};
}

TEST(PsramModule, ACodeAloneIsTakenForAnEsp32S3) {
  EXPECT_EQ(told_by("N16R8"), "ESP32-S3 (assumed), 16 MiB flash, 8 MiB octal");
  EXPECT_EQ(told_by("n8r2"), "ESP32-S3 (assumed), 8 MiB flash, 2 MiB quad");
}

TEST(PsramModule, ACodeAloneOnAChipThatIsKnown) {
  EXPECT_EQ(told_by("N16R8", find_microcontroller("ESP32")), "ESP32, 16 MiB flash, 8 MiB quad");
  EXPECT_EQ(told_by("N4R2", find_microcontroller("ESP32-S2")), "ESP32-S2, 4 MiB flash, 2 MiB quad");
}

TEST(PsramModule, AModulesNameTellsItsChip) {
  EXPECT_EQ(told_by("ESP32-S3-WROOM-1-N16R8"), "ESP32-S3, 16 MiB flash, 8 MiB octal");
  EXPECT_EQ(told_by("ESP32-S3-WROOM-1U N8R2"), "ESP32-S3, 8 MiB flash, 2 MiB quad");
  EXPECT_EQ(told_by("ESP32-S3-WROOM-2-N32R16V"), "ESP32-S3, 32 MiB flash, 16 MiB octal");
  EXPECT_EQ(told_by("WROOM-2 N32R16V"), "ESP32-S3 (assumed), 32 MiB flash, 16 MiB octal");
  EXPECT_EQ(told_by("ESP32-WROVER-E-N8R8"), "ESP32, 8 MiB flash, 8 MiB quad");
  EXPECT_EQ(told_by("ESP32-S2-MINI-1-N4R2"), "ESP32-S2, 4 MiB flash, 2 MiB quad");
}

TEST(PsramModule, AChipsNameTellsWhatIsInItsPackage) {
  EXPECT_EQ(told_by("ESP32-S3R8"), "ESP32-S3, - flash, 8 MiB octal");
  EXPECT_EQ(told_by("ESP32-S3R16V"), "ESP32-S3, - flash, 16 MiB octal");
  EXPECT_EQ(told_by("S3FH4R2"), "ESP32-S3, 4 MiB flash, 2 MiB quad");
  EXPECT_EQ(told_by("ESP32-S2FN4R2"), "ESP32-S2, 4 MiB flash, 2 MiB quad");
  EXPECT_EQ(told_by("ESP32-D0WDR2-V3"), "ESP32, - flash, 2 MiB quad");
  EXPECT_EQ(told_by("ESP32-P4NRW32"), "ESP32-P4, - flash, 32 MiB hex");
}

TEST(PsramModule, FlashWithoutAnRIsAModuleWithoutPsram) {
  EXPECT_EQ(told_by("ESP32-S3-WROOM-1-N8"), "ESP32-S3, 8 MiB flash, 0 B none");
  EXPECT_EQ(told_by("ESP32-C3FH4"), "ESP32-C3, 4 MiB flash, 0 B none");
}

TEST(PsramModule, AnOldWroverHasPsramOfASizeThatItsNameDoesNotTell) {
  EXPECT_EQ(told_by("ESP32-WROVER-B"), "ESP32, - flash, - quad");
}

TEST(PsramModule, BoardsAreKnownByTheirBannersAndTheirFirmwaresNames) {
  EXPECT_EQ(told_by("ProS3 with ESP32-S3"), "ESP32-S3, 16 MiB flash, 8 MiB quad");
  EXPECT_EQ(told_by("UM_FEATHERS3"), "ESP32-S3, 16 MiB flash, 8 MiB quad");
  EXPECT_EQ(told_by("Seeed XIAO ESP32S3"), "ESP32-S3, 8 MiB flash, 8 MiB octal");
  EXPECT_EQ(told_by("LOLIN_S2_MINI"), "ESP32-S2, 4 MiB flash, 2 MiB quad");
}

TEST(PsramModule, OtherNamesSayNothing) {
  EXPECT_EQ(told_by("Generic ESP32S3 module with Octal-SPIRAM with ESP32S3"), "nothing");
  EXPECT_EQ(told_by("ESP32-S3-DevKitC-1"), "nothing");
  EXPECT_EQ(told_by("NRF52840"), "nothing");
  EXPECT_EQ(told_by("ESP32-C3-N4R2"), "nothing");  // that chip drives no PSRAM
  EXPECT_EQ(told_by("N16R"), "nothing");
  EXPECT_EQ(told_by("R99999999999999999999"), "nothing");
  EXPECT_EQ(told_by(""), "nothing");
}

}  // namespace
}  // namespace rampart

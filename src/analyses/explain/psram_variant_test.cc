#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PsramVariant, AQuadBuildOnAnOctalModuleHasInternalRamOnly) {
  const auto causes = explained(
      "MicroPython v1.23.0-preview.184 on 2024-03-07; ESP32S3 module (spiram) with ESP32S3\n"
      "Type \"help()\" for more information.\n"
      ">>> import gc; gc.collect(); gc.mem_free()\n"
      "267120\n");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(fact_of(causes[0], "free_bytes"), "267120");
  EXPECT_EQ(fact_of(causes[0], "firmware_variant"), "spiram (quad)");
  EXPECT_EQ(fact_of(causes[0], "needed_variant"), "Octal-SPIRAM");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{1, 4}));
  EXPECT_TRUE(causes[0].finding.help.contains("ESP32_GENERIC_S3-SPIRAM_OCT")) << causes[0].finding.help;
}

TEST(PsramVariant, TheDriverReadsNoIdentity) {
  const auto causes = explained(
      "E (298) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported, or wrong PSRAM line "
      "mode\n"
      "E (298) esp_psram: PSRAM enabled but initialization failed. Bailing out.\n");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(fact_of(causes[0], "psram_id"), "16777215");
  EXPECT_EQ(fact_of(causes[0], "firmware_variant"), "quad");
  EXPECT_EQ(fact_of(causes[0], "needed_variant"), "Octal-SPIRAM");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{1, 2}));
}

TEST(PsramVariant, AnOctalBuildOnAQuadModuleStops) {
  const auto causes = explained(
      "E (153) octal_psram: PSRAM chip is not connected, or wrong PSRAM line mode\n"
      "E (154) cpu_start: Failed to init external RAM!\n");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(fact_of(causes[0], "needed_variant"), "quad (SPIRAM)");
  EXPECT_TRUE(causes[0].finding.help.contains("CONFIG_SPIRAM_MODE_QUAD=y")) << causes[0].finding.help;
}

TEST(PsramVariant, AHeapThatGrowsInInternalRamOnlyMayBeOfAModuleWithout) {
  const auto causes = explained("GC: total: 127936, used: 126336, free: 1600, max new split: 69632\n");
  ASSERT_EQ(classes(causes), "psram_variant possible warning");
  EXPECT_EQ(fact_of(causes[0], "heap_bytes"), "197568");
}

TEST(PsramVariant, AnN16R8WithInternalRamOnlyNeedsTheOctalBuild) {
  const auto causes = explained_on(n16r8_without_psram, "N16R8");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(causes[0].finding.message,
            "the interpreter has internal RAM only: the module's octal PSRAM is not initialised");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
  EXPECT_EQ(fact_of(causes[0], "heap_bytes"), "197568");
  EXPECT_EQ(fact_of(causes[0], "free_bytes"), "93616");
  EXPECT_EQ(fact_of(causes[0], "firmware_build"), "ESP32_GENERIC_S3-SPIRAM_OCT");
  EXPECT_EQ(fact_of(causes[0], "firmware_file"), "ESP32_GENERIC_S3-SPIRAM_OCT-20260406-v1.28.0.bin");
  EXPECT_EQ(causes[0].finding.help,
            "flash ESP32_GENERIC_S3-SPIRAM_OCT: ESP32_GENERIC_S3-SPIRAM_OCT-20260406-v1.28.0.bin or newer, from "
            "https://micropython.org/download/ESP32_GENERIC_S3/; in ESP-IDF set CONFIG_SPIRAM_MODE_OCT=y");
}

TEST(PsramVariant, WithTheBannerTheCauseIsCertainAndTheFileIsOfItsRelease) {
  const auto causes = explained_on(
      "MicroPython v1.23.0 on 2024-06-02; Generic ESP32S3 module with ESP32S3\n" + std::string{n16r8_without_psram},
      "N16R8");
  ASSERT_EQ(classes(causes), "psram_variant certain error");
  EXPECT_EQ(fact_of(causes[0], "firmware_variant"), "generic (quad)");
  EXPECT_EQ(fact_of(causes[0], "firmware_file"), "ESP32_GENERIC_S3-SPIRAM_OCT-20240602-v1.23.0.bin");
}

TEST(PsramVariant, TheSameHeapOfAQuadModuleNeedsThePlainBuild) {
  const auto causes = explained_on(n16r8_without_psram, "N8R2");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(fact_of(causes[0], "firmware_build"), "ESP32_GENERIC_S3");
}

TEST(PsramVariant, TheRightBuildOnAPartThatDoesNotAnswerIsNoMatterOfFirmware) {
  const auto causes = explained_on(
      "E (298) octal_psram: PSRAM ID read error: 0x00000000, PSRAM chip not found or not supported, or wrong PSRAM "
      "line "
      "mode\n",
      "N16R8");
  ASSERT_EQ(classes(causes), "psram_variant possible error");
  EXPECT_EQ(causes[0].finding.message, "the firmware drives octal PSRAM, which the module has, and it does not answer");
  EXPECT_EQ(fact_of(causes[0], "firmware_file"), "none");
}

TEST(PsramVariant, AFirmwareThatSaysNothingOfPsramDoesNotLookForIt) {
  const std::string log =
      "I (770) heap_init: Initializing. RAM available for dynamic allocation:\n"
      "I (774) heap_init: At 3FCA0B50 len 00048BC0 (290 KiB): D/IRAM\n";
  const auto causes = explained_on(log, "N16R8");
  ASSERT_EQ(classes(causes), "psram_variant likely error");
  EXPECT_EQ(causes[0].finding.message, "the firmware does not look for the module's octal PSRAM");
  EXPECT_EQ(classes(explained(log)), "");  // of a board of which nobody says that it has PSRAM
}

TEST(PsramVariant, AWroverWithThePlainBuildNeedsThatForPsram) {
  const auto causes = explained_on(
      "MicroPython v1.25.0 on 2025-04-15; Generic ESP32 module with ESP32\n"
      "GC: total: 56000, used: 2096, free: 53904, max new split: 53248\n",
      "ESP32-WROVER-E-N8R8");
  ASSERT_EQ(classes(causes), "psram_variant certain error");
  EXPECT_EQ(fact_of(causes[0], "firmware_file"), "ESP32_GENERIC-SPIRAM-20250415-v1.25.0.bin");
}

TEST(PsramVariant, NoAnswerOnTheFirstChipIsAModuleWithout) {
  const auto causes = explained(
      "I (443) psram: This chip is ESP32-D0WD\n"
      "E (83) psram: PSRAM ID read error: 0xffffffff\n");
  ASSERT_EQ(classes(causes), "psram_variant likely warning");
  EXPECT_EQ(fact_of(causes[0], "firmware_build"), "ESP32_GENERIC");
}

TEST(PsramVariant, AnAreaOfTheHeapInTheWindowOfPsramIsHealthy) {
  EXPECT_EQ(classes(explained_on("GC: total: 64000, used: 7056, free: 56944, max new split: 65536\n"
                                 "GC memory layout; from 3c1849e0:\n",
                                 "N16R8")),
            "");
}

TEST(PsramVariant, ARegionOfEightMebibytesInTheHeapOfEspIdfIsHealthy) {
  EXPECT_EQ(classes(explained_on("GC: total: 64000, used: 7056, free: 56944, max new split: 65536\n"
                                 ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
                                 "[(22308, 7000, 6900, 6000), (8388608, 8305020, 8257536, 8300000)]\n",
                                 "N16R8")),
            "");
}

TEST(PsramVariant, AHeapInPsramIsHealthy) {
  EXPECT_EQ(
      classes(explained("MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
                        "GC: total: 64000, used: 9408, free: 54592, max new split: 8257536\n")),
      "");
}

TEST(PsramVariant, TheFirstHeapOfAnEsp32IsHealthy) {
  EXPECT_EQ(classes(explained("GC: total: 56000, used: 2096, free: 53904, max new split: 53248\n")), "");
}

TEST(PsramVariant, ABoardThatIsNotSaidToHavePsramIsHealthy) {
  EXPECT_EQ(classes(explained("MicroPython v1.22.0 on 2023-12-27; Generic ESP32C3 module with ESP32C3\n"
                              ">>> gc.mem_free()\n"
                              "178304\n")),
            "");
}

}  // namespace
}  // namespace rampart

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

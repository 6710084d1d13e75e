#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view no_answer =
    "E (298) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported, or wrong PSRAM line "
    "mode\n"
    "E (298) esp_psram: PSRAM enabled but initialization failed. Bailing out.\n";

TEST(PsramAbsent, TheDriversComplaintIsNoFaultOnAModuleWithout) {
  const auto causes = explained_on(no_answer, "ESP32-S3-WROOM-1-N8");
  ASSERT_EQ(classes(causes), "psram_absent certain note");
  EXPECT_EQ(causes[0].finding.message, "ESP32-S3-WROOM-1-N8 has no PSRAM: internal RAM is all there is");
  EXPECT_EQ(fact_of(causes[0], "flash_bytes"), "8388608");
}

TEST(PsramAbsent, TheSameLinesOfAModuleWithPsramAreAWrongBuild) {
  EXPECT_EQ(classes(explained_on(no_answer, "ESP32-S3-WROOM-1-N8R8")), "psram_variant certain error");
}

}  // namespace
}  // namespace rampart

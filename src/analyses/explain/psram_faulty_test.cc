#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PsramFaulty, APartThatIsFoundAndFailsItsTest) {
  const auto causes = explained(
      "I (250) esp_psram: Found 8MB PSRAM device\n"
      "I (255) esp_psram: Speed: 120MHz\n"
      "E (735) esp_psram: SPI SRAM memory test fail. 16/262144 writes failed, first @ 3D800000\n"
      "E (736) cpu_start: External RAM failed memory test!\n"
      "abort() was called at PC 0x40375a31 on core 0\n");
  ASSERT_EQ(classes(causes), "psram_faulty certain error");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{3, 1, 2}));
  ASSERT_EQ(causes[0].consequences.size(), 1U);
  EXPECT_EQ(causes[0].consequences[0].lines[0].where.where.line, 5U);
}

TEST(PsramFaulty, ATestThatPassesIsHealthy) {
  EXPECT_EQ(classes(explained("I (250) esp_psram: Found 8MB PSRAM device\n"
                              "I (735) esp_psram: SPI SRAM memory test OK\n")),
            "");
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PsramHeapPolicy, AnotherBuildTakesHalf) {
  const auto causes = explained(
      ">>> import gc; gc.mem_free()   # build of 2023-06-21, IDF 4\n"
      "8192976\n"
      ">>> import gc; gc.mem_free()   # build of 2023-06-23, IDF 5\n"
      "4254384\n");
  ASSERT_EQ(classes(causes), "psram_heap_policy likely note");
  EXPECT_EQ(fact_of(causes[0], "free_before_bytes"), "8192976");
  EXPECT_EQ(fact_of(causes[0], "free_after_bytes"), "4254384");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{2, 4}));
  EXPECT_TRUE(causes[0].finding.help.contains("1.21")) << causes[0].finding.help;
}

TEST(PsramHeapPolicy, PsramIsFoundAndHalfOfItIsHeap) {
  const auto causes = explained(
      "I (268) esp_psram: Found 8MB PSRAM device\n"
      "MicroPython v1.20.0-220-g3c4bfd1dec on 2023-07-01; ESP32S3 module (spiram octal) with ESP32S3\n"
      ">>> import gc; gc.mem_free()\n"
      "4185248\n");
  ASSERT_EQ(classes(causes), "psram_heap_policy likely note");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
}

TEST(PsramHeapPolicy, AModulesNameTellsTheSizeOfWhichHalfIsHeap) {
  const auto causes = explained_on(
      "MicroPython v1.20.0-300-g3c4bfd1dec on 2023-07-20; ESP32S3 module (spiram octal) with ESP32S3\n"
      ">>> gc.mem_free()\n"
      "4185248\n",
      "N16R8");
  ASSERT_EQ(classes(causes), "psram_heap_policy likely note");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
}

TEST(PsramHeapPolicy, ABuildOfTheseMonthsIsKnownToTakeHalf) {
  constexpr std::string_view answer =
      "ESP32S3 module (spiram octal) with ESP32S3\n"
      ">>> gc.mem_free()\n"
      "4185248\n";
  const auto causes = explained("MicroPython v1.20.0-300-g3c4bfd1dec on 2023-07-20; " + std::string{answer});
  ASSERT_EQ(classes(causes), "psram_heap_policy possible note");
  EXPECT_EQ(fact_of(causes[0], "psram_bytes"), "8388608");
  EXPECT_EQ(classes(explained("MicroPython v1.20.0-371-g5d8c3b02a on 2023-08-21; " + std::string{answer})), "");
}

TEST(PsramHeapPolicy, TheFirstChipMapsFourMegabytes) {
  const auto causes = explained(
      "I (206) psram: This chip is ESP32-D0WD\n"
      "I (207) spiram: Found 64MBit SPI RAM device\n"
      "I (340) spiram: Adding pool of 4096K of external SPI memory to heap allocator\n");
  ASSERT_EQ(classes(causes), "psram_heap_policy certain note");
  EXPECT_TRUE(causes[0].finding.help.contains("esp_himem_alloc")) << causes[0].finding.help;
}

TEST(PsramHeapPolicy, AHeapThatAProgramFillsIsNotHalved) {
  EXPECT_EQ(classes(explained(">>> gc.mem_free()\n"
                              "8192976\n"
                              ">>> gc.mem_free()\n"
                              "6100112\n")),
            "");
}

}  // namespace
}  // namespace rampart

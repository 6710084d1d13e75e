#include "sources/swaps.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view header = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";

/// The table that begins at the last header of a sample, which may hold other text before it.
std::string last_table(std::string_view sample) {
  const std::string text = test_data("samples/zram/" + std::string{sample});
  const std::size_t at = text.rfind("Filename");
  return at == std::string::npos ? std::string{} : text.substr(at);
}

TEST(Swaps, AnAreaHasANameASizeAndAUseInKib) {
  const auto swaps = parse_swaps(last_table("proc-swaps-linux-6.12.txt"), "swaps");
  ASSERT_TRUE(swaps);
  EXPECT_EQ(swaps->areas, (std::vector<SwapArea>{{"/dev/zram0", "partition", kib(98300), kib(11264), -2, 2}}));
}

TEST(Swaps, NoAreaIsAnAnswer) {
  const auto swaps = parse_swaps(header, "swaps");
  ASSERT_TRUE(swaps);
  EXPECT_TRUE(swaps->areas.empty());
}

TEST(Swaps, ColumnsMayBeBlanksAsWellAsTabs) {
  const auto swaps = parse_swaps(last_table("zramctl-and-proc-swaps-issue3903.txt"), "swaps");
  ASSERT_TRUE(swaps);
  EXPECT_EQ(swaps->areas, (std::vector<SwapArea>{{"/dev/zram0", "partition", kib(6291452), kib(5218364), 100, 2}}));
}

TEST(Swaps, TheOldKernelsSampleIsReadToo) {
  const auto swaps = parse_swaps(last_table("proc-swaps-linux-6.1.txt"), "swaps");
  ASSERT_TRUE(swaps);
  ASSERT_EQ(swaps->areas.size(), 1u);
  EXPECT_EQ(swaps->areas[0].used, kib(17408));
}

TEST(Swaps, ANameWithABlankIsWrittenInOctalAndReadBack) {
  const auto swaps = parse_swaps(std::string{header} + "/my\\040swap\\134\\011x\\040(deleted) file 8 0 -3\n", "swaps");
  ASSERT_TRUE(swaps);
  EXPECT_EQ(swaps->areas[0].name, "/my swap\\\tx (deleted)");
  EXPECT_EQ(swaps->areas[0].type, "file");
}

TEST(Swaps, ABackslashWithoutThreeOctalDigitsIsItself) {
  const auto swaps = parse_swaps(std::string{header} + "\\04x\\999\\400\\0 file 8 0 -3\n", "swaps");
  ASSERT_TRUE(swaps);
  EXPECT_EQ(swaps->areas[0].name, "\\04x\\999\\400\\0");
}

TEST(Swaps, OnlyAZramDeviceHasAZramNumber) {
  EXPECT_EQ(zram_number("/dev/zram0"), 0u);
  EXPECT_EQ(zram_number("/dev/zram12"), 12u);
  for (const std::string_view name : {"/dev/sda1", "/dev/zram", "/dev/zramx", "/dev/zram1p1", "/dev/zram4294967296"}) {
    EXPECT_EQ(zram_number(name), std::nullopt) << name;
  }
}

struct Broken {
  std::string_view line;
  std::size_t column;
  std::string_view what;
};

TEST(Swaps, ALineThatIsNoAreaIsRefusedWhereItStands) {
  const Broken cases[] = {
      {"/dev/sda1", 10, "no size and use (expected two numbers of KiB)"},
      {"/dev/sda1 partition 8", 22, "no size and use (expected two numbers of KiB)"},
      {"/dev/sda1 partition 8 18014398509481984 1", 40, "no size and use (expected two numbers of KiB)"},
      {"/dev/sda1 partition 8 0", 24, "no priority (expected <number> and the end of the line)"},
      {"/dev/sda1 partition 8 0 - 2", 27, "no priority (expected <number> and the end of the line)"},
      {"/dev/sda1 partition 8 0 1 2", 27, "no priority (expected <number> and the end of the line)"},
  };
  for (const Broken& broken : cases) {
    const auto swaps = parse_swaps(std::string{header} + std::string{broken.line} + '\n', "swaps");
    ASSERT_FALSE(swaps) << broken.line;
    EXPECT_EQ(swaps.error().what, broken.what);
    EXPECT_EQ(swaps.error().where, (SourcePos{"swaps", 2, broken.column})) << broken.line;
  }
}

TEST(Swaps, ATextWithoutAHeaderIsRefused) {
  for (const std::string_view text : {"", "/dev/zram0 partition 1 0 5\n"}) {
    const auto swaps = parse_swaps(text, "swaps");
    ASSERT_FALSE(swaps);
    EXPECT_EQ(swaps.error().what, "no header (expected Filename Type Size Used Priority)");
    EXPECT_EQ(swaps.error().where, (SourcePos{"swaps", 1, 1}));
  }
}

TEST(Swaps, AHostileNumberOfAreasIsRefused) {
  std::string text{header};
  for (std::size_t i = 0; i <= Swaps::max_areas; ++i) text += "a file 1 0 1\n";
  const auto swaps = parse_swaps(text, "swaps");
  ASSERT_FALSE(swaps);
  EXPECT_EQ(swaps.error().code, Errc::TooLarge);
}

TEST(Swaps, ReadingAgainForgetsWhatWasReadBefore) {
  Swaps swaps;
  ASSERT_TRUE(read_swaps(std::string{header} + "a file 1 0 1\nb file 1 0 1\n", "swaps", swaps));
  ASSERT_TRUE(read_swaps(std::string{header} + "c file 2 1 -1\n", "swaps", swaps));
  EXPECT_EQ(swaps.areas, (std::vector<SwapArea>{{"c", "file", kib(2), kib(1), -1, 2}}));
}

}  // namespace
}  // namespace rampart

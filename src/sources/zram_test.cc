#include "sources/zram.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(Zram, SevenColumnsAreOfKernelsBefore419) {
  const auto stat = parse_zram_mm_stat(test_data("samples/zram/mm_stat-7-columns-2016.txt"), "mm_stat");
  ASSERT_TRUE(stat);
  EXPECT_EQ(*stat, (ZramMmStat{.orig_data_size = {203292672},
                               .compr_data_size = {66184307},
                               .mem_used_total = {73019392},
                               .mem_limit = Bytes{0},
                               .mem_used_max = Bytes{118214656},
                               .same_pages = Pages{4417},
                               .pages_compacted = Pages{0},
                               .huge_pages = {},
                               .huge_pages_since = {}}));
}

TEST(Zram, NineColumnsAreOfTheBootedMachine) {
  const auto parts = test_data_parts("samples/zram/sysfs-linux-6.12.txt");
  const auto stat = parse_zram_mm_stat(parts.at("mm_stat (swap in use)"), "mm_stat");
  ASSERT_TRUE(stat);
  EXPECT_EQ(*stat, (ZramMmStat{.orig_data_size = {11460608},
                               .compr_data_size = {457209},
                               .mem_used_total = {724992},
                               .mem_limit = mib(40),
                               .mem_used_max = Bytes{17235968},
                               .same_pages = Pages{0},
                               .pages_compacted = Pages{0},
                               .huge_pages = Pages{64},
                               .huge_pages_since = Pages{4096}}));
}

TEST(Zram, EightColumnsLeaveTheNinthEmptyAndATenthIsSkipped) {
  const auto eight = parse_zram_mm_stat("1 2 3 4 5 6 7 8\n", "mm_stat");
  const auto ten = parse_zram_mm_stat("1 2 3 4 5 6 7 8 9 ten\n", "mm_stat");
  ASSERT_TRUE(eight && ten);
  EXPECT_EQ(eight->huge_pages, Pages{8});
  EXPECT_EQ(eight->huge_pages_since, std::nullopt);
  EXPECT_EQ(ten->huge_pages_since, Pages{9});
}

TEST(Zram, BeforeUseAllIsZero) {
  const auto parts = test_data_parts("samples/zram/sysfs-linux-6.12.txt");
  const auto stat = parse_zram_mm_stat(parts.at("mm_stat (before init)"), "mm_stat");
  const auto bd = parse_zram_bd_stat(parts.at("bd_stat (before init)"), "bd_stat");
  ASSERT_TRUE(stat && bd);
  EXPECT_EQ(stat->orig_data_size, Bytes{0});
  EXPECT_EQ(stat->huge_pages_since, Pages{0});
  EXPECT_EQ(*bd, ZramBdStat{});
}

TEST(Zram, IoStatMayBeSpacedUnevenly) {
  const auto parts = test_data_parts("samples/zram/sysfs-linux-6.12.txt");
  EXPECT_EQ(parse_zram_io_stat(parts.at("io_stat (swap in use)"), "io_stat"), (ZramIoStat{0, 0, 0, 4032}));
  EXPECT_EQ(parse_zram_io_stat("1 2 3 4", "io_stat"), (ZramIoStat{1, 2, 3, 4}));
}

TEST(Zram, BdStatCountsIn4KibUnits) {
  EXPECT_EQ(parse_zram_bd_stat("  1  2  3\n", "bd_stat"), (ZramBdStat{kib(4), kib(8), kib(12)}));
  const auto wide = parse_zram_bd_stat("4503599627370496 0 0\n", "bd_stat");
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().code, Errc::OutOfRange);
  EXPECT_EQ(wide.error().what, "too many units of 4 KiB (expected bytes below 2^64)");
}

TEST(Zram, TooFewNumbersOrOtherWordsAreRefusedWhereTheyStand) {
  const auto few = parse_zram_mm_stat("1 2 3\n4 5 6 7\n", "mm_stat");
  ASSERT_FALSE(few);
  EXPECT_EQ(few.error().what, "3 numbers (expected at least 7)");
  EXPECT_EQ(few.error().where, (SourcePos{"mm_stat", 1, 6}));
  const auto word = parse_zram_io_stat("1 2 x 4\n", "io_stat");
  ASSERT_FALSE(word);
  EXPECT_EQ(word.error().what, "not a number (expected at least 4 numbers)");
  EXPECT_EQ(word.error().where, (SourcePos{"io_stat", 1, 5}));
  EXPECT_FALSE(parse_zram_io_stat("1 2 3 4K\n", "io_stat"));
  EXPECT_FALSE(parse_zram_io_stat("", "io_stat"));
}

TEST(Zram, TheChosenAlgorithmStandsInBrackets) {
  const auto parts = test_data_parts("samples/zram/sysfs-linux-6.12.txt");
  const ZramAlgorithms expected{.priority = {}, .chosen = "lzo-rle", .available = {"lzo-rle", "lzo"}};
  EXPECT_EQ(parse_zram_comp_algorithm(parts.at("comp_algorithm (before init)"), "comp_algorithm"), expected);
  EXPECT_EQ(parse_zram_comp_algorithm("lz4 [zstd] deflate\n", "comp_algorithm")->chosen, "zstd");
}

TEST(Zram, AListWithoutBracketsChoosesNothing) {
  const auto algorithms = parse_zram_comp_algorithm("lzo lz4\n", "comp_algorithm");
  ASSERT_TRUE(algorithms);
  EXPECT_EQ(algorithms->chosen, "");
  EXPECT_EQ(algorithms->available.size(), 2u);
}

TEST(Zram, AListThatIsEmptyOrChoosesTwiceIsRefused) {
  const auto none = parse_zram_comp_algorithm(" \n", "c");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().what, "no algorithm (expected names, the chosen one in brackets)");
  const auto two = parse_zram_comp_algorithm("[lzo] [lz4]\n", "c");
  ASSERT_FALSE(two);
  EXPECT_EQ(two.error().what, "a second chosen algorithm (expected one name in brackets)");
  EXPECT_EQ(two.error().where, (SourcePos{"c", 1, 7}));
  const auto empty = parse_zram_comp_algorithm("lzo []\n", "c");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().what, "an empty name (expected the name of an algorithm)");
}

TEST(Zram, AHostileNumberOfNamesIsRefused) {
  std::string text;
  for (int i = 0; i < 65; ++i) text += "a ";
  const auto algorithms = parse_zram_comp_algorithm(text, "c");
  ASSERT_FALSE(algorithms);
  EXPECT_EQ(algorithms.error().what, "too many algorithms (expected at most 64)");
}

TEST(Zram, EachPriorityOfRecompressionHasItsOwnList) {
  const auto all = parse_zram_recomp_algorithm("#1: lzo [zstd] \n#2: [deflate] lz4 \n", "recomp_algorithm");
  ASSERT_TRUE(all);
  EXPECT_EQ(*all, (std::vector<ZramAlgorithms>{{1, "zstd", {"lzo", "zstd"}}, {2, "deflate", {"deflate", "lz4"}}}));
  EXPECT_TRUE(parse_zram_recomp_algorithm("", "recomp_algorithm")->empty());
  const auto broken = parse_zram_recomp_algorithm("#1: lzo\nlz4\n", "recomp_algorithm");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().what, "no priority (expected #<number>: <names>)");
  EXPECT_EQ(broken.error().where, (SourcePos{"recomp_algorithm", 2, 1}));
}

}  // namespace
}  // namespace rampart

#include "sources/mem_info.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>

#include "base/test_data.h"

namespace rampart {
namespace {

std::string sample(std::string_view name) { return test_data("samples/micropython/" + std::string{name}); }

std::vector<PythonMemInfo> dumps_of(std::string_view text) {
  const auto dumps = parse_mem_info(text, "paste");
  EXPECT_TRUE(dumps) << to_string(dumps.error());
  return dumps.value_or(std::vector<PythonMemInfo>{});
}

std::string error_of(std::string_view text) {
  const auto dumps = parse_mem_info(text, "paste");
  return dumps ? "no error" : to_string(dumps.error());
}

constexpr std::string_view sums = "GC: total: 64000, used: 2304, free: 61696\n";
std::string with_map(std::string_view map) { return std::string{sums} + std::string{map}; }

std::string row(std::string_view offset, char letter, std::size_t count = 64) {
  return std::string{offset} + ": " + std::string(count, letter) + '\n';
}

TEST(MemInfo, ACallOfAGrowingHeap) {
  const auto dumps = dumps_of(
      "stack: 736 out of 15360\n"
      "GC: total: 127936, used: 126336, free: 1600, max new split: 69632\n"
      " No. of 1-blocks: 2167, 2-blocks: 365, max blk sz: 282, max free sz: 86\n");
  PythonMemInfo expected;
  expected.stack_used = Bytes{736};
  expected.stack_limit = Bytes{15360};
  expected.total = {127936};
  expected.used = {126336};
  expected.free = {1600};
  expected.max_new_split = Bytes{69632};
  expected.one_blocks = 2167;
  expected.two_blocks = 365;
  expected.max_block = 282;
  expected.max_free = 86;
  expected.line = 2;
  EXPECT_EQ(dumps, std::vector{expected});
}

TEST(MemInfo, VersionsBefore18HaveNoLongestFreeRun) {
  const auto dumps = dumps_of(sample("pyboard-1.6-no-max-free.txt"));
  ASSERT_EQ(dumps.size(), 3u);
  EXPECT_EQ(dumps[2].used, Bytes{9264});
  EXPECT_EQ(dumps[2].max_block, 38u);
  EXPECT_EQ(dumps[2].max_free, std::nullopt);
  EXPECT_EQ(dumps[2].max_new_split, std::nullopt);
}

TEST(MemInfo, ABuildWithStatisticsAndOneWithoutAStackLimit) {
  const auto dumps =
      dumps_of("mem: total=7610, current=1788, peak=4769\nstack: 816\nGC: total: 64640, used: 1952, free: 62688\n");
  ASSERT_EQ(dumps.size(), 1u);
  EXPECT_EQ(dumps[0].allocations, (PythonAllocations{{7610}, {1788}, {4769}}));
  EXPECT_EQ(dumps[0].stack_used, Bytes{816});
  EXPECT_EQ(dumps[0].stack_limit, std::nullopt);
}

TEST(MemInfo, WhatATerminalAndAPageAddIsPassedOver) {
  const auto dumps = dumps_of(
      ">>> micropython.mem_info()\r\n"
      "[09:15:52] stack: 736 out of 15360\r\n"
      "09:15:52.123 -> \x1b[32mGC: total: 64000, used: 2304, free: 61696\x1b[0m\r\n"
      "\r\n"
      "No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 3791\r\n");
  ASSERT_EQ(dumps.size(), 1u);
  EXPECT_EQ(dumps[0].line, 3u);
  EXPECT_EQ(dumps[0].stack_limit, Bytes{15360});
  EXPECT_EQ(dumps[0].max_free, 3791u);
}

TEST(MemInfo, LineEndsMayBeLost) {
  const auto dumps = dumps_of(
      "mem: total=7610, current=1788, peak=4769 stack: 736 out of 15360 GC: total: 64000, used: 2304, free: 61696, max "
      "new split: 8 "
      "No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 3791");
  ASSERT_EQ(dumps.size(), 1u);
  EXPECT_EQ(dumps[0].allocations, (PythonAllocations{{7610}, {1788}, {4769}}));
  EXPECT_EQ(dumps[0].stack_used, Bytes{736});
  EXPECT_EQ(dumps[0].max_new_split, Bytes{8});
  EXPECT_EQ(dumps[0].max_free, 3791u);
}

TEST(MemInfo, AStackFarAboveIsNotThisCalls) {
  const std::string far = "stack: 736 out of 15360\n" + std::string(20, '\n') + std::string{sums};
  EXPECT_EQ(dumps_of(far).at(0).stack_used, std::nullopt);
}

TEST(MemInfo, ProseIsPassedOver) {
  EXPECT_EQ(dumps_of("stack: none\nthe stack: 12 out of 15\nstack: 8192 bytes\nstack: 0x3ffb1000\n"
                     "GC: off\nmem: 12 kB\nmem: total=512MB, used=9MB\nmem: total=1, current=2, peak=3k\n00000000: ff "
                     "ff\n(3 lines all free)\n"),
            std::vector<PythonMemInfo>{});
}

TEST(MemInfo, ACutLineIsRefusedWhereItEnds) {
  EXPECT_EQ(error_of("stack: 736 out of 15360\nGC: total: 64000, us"),
            "paste:2:17: no number of \"used:\" (expected \", used: <number>\")");
  EXPECT_EQ(error_of("GC: total: "), "paste:1:12: no number of \"GC: total:\" (expected \"GC: total: <number>\")");
  EXPECT_EQ(error_of("GC: total: 64000, used: 2304, free: 61696, max new"),
            "paste:1:42: no number of \"max new split:\" (expected \", max new split: <number>\")");
  EXPECT_EQ(error_of("mem: total=7610, curr"),
            "paste:1:16: no number of \"current=\" (expected \", current=<number>\")");
  EXPECT_EQ(error_of("stack: 736 out of"), "paste:1:11: no number of \"out of\" (expected \" out of <number>\")");
  EXPECT_EQ(error_of(with_map("No. of 1-blocks: 19, 2-blocks: 5\n")),
            "paste:2:33: no number of \"max blk sz:\" (expected \", max blk sz: <number>\")");
}

TEST(MemInfo, ANumberWithSomethingBehindItIsRefused) {
  EXPECT_EQ(error_of("GC: total: 64000, used: 2304, free: 61x96"),
            "paste:1:39: no number of \"max new split:\" (expected \", max new split: <number>\")");
  EXPECT_EQ(error_of("qstr pool: n_pool=1, n_qstr=2, n_str_data_bytes=3, n_total_bytes=4k"),
            "paste:1:67: more after the last number (expected the end of the line)");
  EXPECT_EQ(error_of("GC: total: 99999999999999999999, used: 1, free: 1"),
            "paste:1:12: no number of \"GC: total:\" (expected \"GC: total: <number>\")");
}

TEST(MemInfo, TheStepOfRowsIsTheBlock) {
  const auto of_16 =
      dumps_of(with_map("GC memory layout; from 3ffc6b20:\n" + row("00000000", 'h') + row("00000400", '.')));
  EXPECT_EQ(of_16.at(0).areas.at(0).block, Bytes{16});
  EXPECT_FALSE(of_16[0].areas[0].block_is_assumed);
  EXPECT_EQ(of_16[0].areas[0].start, 0x3ffc6b20u);
  EXPECT_EQ(of_16[0].areas[0].blocks, std::string(64, 'h') + std::string(64, '.'));
  const auto of_32 =
      dumps_of(with_map("GC memory layout; from 20000:\n" + row("00000000", 'h') + row("00000800", '.')));
  EXPECT_EQ(of_32.at(0).areas.at(0).block, Bytes{32});
}

TEST(MemInfo, ASingleRowShowsNoBlock) {
  const auto dumps = dumps_of(with_map("GC memory layout; from 20001000:\n" + row("00000000", 'h', 3)));
  EXPECT_EQ(dumps.at(0).areas.at(0).block, Bytes{16});
  EXPECT_TRUE(dumps[0].areas[0].block_is_assumed);
  const auto of_host = dumps_of(with_map("GC memory layout; from 55bfdbe8d640:\n" + row("00000000", 'h', 3)));
  EXPECT_EQ(of_host.at(0).areas.at(0).block, Bytes{32});
}

TEST(MemInfo, AnotherMapOfTheTextShowsTheBlock) {
  const auto dumps =
      dumps_of(with_map("GC memory layout; from 20001000:\n" + row("00000000", 'h', 3)) +
               with_map("GC memory layout; from 20001000:\n" + row("00000000", 'h') + row("00000800", '.')));
  EXPECT_EQ(dumps.at(0).areas.at(0).block, Bytes{32});
  EXPECT_FALSE(dumps[0].areas[0].block_is_assumed);
}

TEST(MemInfo, RowsOfFreeBlocksAreCounted) {
  const auto dumps =
      dumps_of(with_map("GC memory layout; from 3c1849e0:\n" + row("00000000", 'h') + "       (3 lines all free)\n" +
                        row("00001000", 'A', 2) + "    (2 lines all free)\n"));
  EXPECT_EQ(dumps.at(0).areas.at(0).blocks,
            std::string(64, 'h') + std::string(192, '.') + "AA" + std::string(128, '.'));
}

TEST(MemInfo, MissingRowsAreUnknownBlocks) {
  const auto dumps = dumps_of(with_map("GC memory layout; from 20000000:\n" + row("00000400", 'h') +
                                       row("00000800", 'h', 60) + row("00000c00", 'S') + row("00001400", '=')));
  EXPECT_EQ(dumps.at(0).areas.at(0).blocks, std::string(64, '?') + std::string(64 + 60, 'h') + "????" +
                                                std::string(64, 'S') + std::string(64, '?') + std::string(64, '='));
  EXPECT_EQ(dumps[0].areas[0].block, Bytes{16});
}

TEST(MemInfo, LinesBetweenRowsArePassedOver) {
  const auto dumps = dumps_of(with_map("GC memory layout; from 20000000:\n" + row("00000000", 'h') +
                                       "I (812) wifi: connected\n\n[10:00:01] " + row("00000400", '.') +
                                       ">>> \n00000800: 7f45 4c46\n"));
  EXPECT_EQ(dumps.at(0).areas.at(0).blocks.size(), 128u);
}

TEST(MemInfo, FiveDigitsWrapAtOneMebibyte) {
  std::string map = "GC memory layout; from 3f800000:\n" + row("00000", 'h') + "       (1022 lines all free)\n" +
                    row("ffc00", 'L') + row("00000", 'D') + row("00400", 'T', 8);
  const auto dumps = dumps_of(with_map(map));
  const std::string& blocks = dumps.at(0).areas.at(0).blocks;
  ASSERT_EQ(blocks.size(), 1025u * 64 + 8);
  EXPECT_EQ(blocks.substr(1023 * 64, 64), std::string(64, 'L'));
  EXPECT_EQ(blocks.substr(1024 * 64), std::string(64, 'D') + "TTTTTTTT");
}

TEST(MemInfo, Before181OffsetsAreTheLowBitsOfTheAddressAndTailsAreT) {
  const auto dumps = dumps_of(with_map("GC memory layout; from 2000a120:\n" + row("0a120", 't') + row("0a520", 'h')));
  EXPECT_EQ(dumps.at(0).areas.at(0).blocks, std::string(64, '=') + std::string(64, 'h'));
  EXPECT_EQ(dumps[0].areas[0].block, Bytes{16});
}

TEST(MemInfo, Before15OffsetsCountBlocks) {
  const auto dumps = dumps_of(with_map("GC memory layout; from 0x20001440:\n" + row("0000", 'h') + row("0040", '.')));
  EXPECT_EQ(dumps.at(0).areas.at(0).blocks.size(), 128u);
  EXPECT_EQ(dumps[0].areas[0].block, Bytes{16});
  EXPECT_TRUE(dumps[0].areas[0].block_is_assumed);
}

TEST(MemInfo, EveryAreaHasItsMap) {
  const auto dumps = dumps_of(sample("unix-1.28.0-three-heap-areas.txt"));
  ASSERT_EQ(dumps.size(), 2u);
  ASSERT_EQ(dumps[1].areas.size(), 3u);
  for (const PythonHeapArea& area : dumps[1].areas) {
    EXPECT_EQ(area.blocks.size(), 2020u);  // 64640 bytes
    EXPECT_EQ(area.block, Bytes{32});
  }
  EXPECT_EQ(dumps[1].areas[2].start, 0x55906313f660u);
  EXPECT_EQ(dumps[1].areas[2].line, 33u);
}

/// What the sums say, for every sample that has a whole map.
TEST(MemInfo, TheMapsOfBoardsAddUp) {
  for (const std::string_view name : {"microbit-1.9.2-session.txt", "quecpython-map-5hex.txt",
                                      "unix-1.28.0-mem_info-map.txt", "unix-1.28.0-three-heap-areas.txt"}) {
    const auto dumps = dumps_of(sample(name));
    std::uint64_t all = 0;
    std::uint64_t used = 0;
    ASSERT_FALSE(dumps.empty());
    for (const PythonHeapArea& area : dumps.back().areas) {
      all += area.blocks.size() * area.block.value;
      const auto free = static_cast<std::uint64_t>(std::ranges::count(area.blocks, '.'));
      used += (area.blocks.size() - free) * area.block.value;
    }
    EXPECT_EQ(Bytes{all}, dumps.back().total) << name;
    EXPECT_EQ(Bytes{used}, dumps.back().used) << name;
  }
}

TEST(MemInfo, AWrongMapIsRefused) {
  const std::string head = "GC memory layout; from 20000000:\n";
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h') + "00000400: hh#h\n")),
            "paste:4:13: no letter of a heap's map (expected letters, = and .)");
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h', 65))),
            "paste:3:75: a row of a heap's map is too long (expected 64 letters)");
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h') + row("00000400", 'h') + row("00000400", 'h'))),
            "paste:5:1: a row of a heap's map goes back (expected 00000800 or more)");
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h') + row("00000400", 'h') + row("00000808", 'h'))),
            "paste:5:1: a row begins within a block (expected 00000800 or more)");
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h') + "   (3 lines al\n")),
            "paste:4:6: cut line of a heap's map (expected (<n> lines all free))");
  EXPECT_EQ(error_of(with_map("GC memory layout; from \n")),
            "paste:2:24: no address of the heap (expected <hexadecimal address>:)");
  EXPECT_EQ(error_of(head),
            "paste:1:1: a heap's map without its sums (expected the line \"GC: total: ...\" before it)");
}

TEST(MemInfo, AMapLargerThanAnyBoardsIsRefused) {
  const std::string head = "GC memory layout; from 20000000:\n";
  EXPECT_EQ(error_of(with_map(head + "       (65537 lines all free)\n")),
            "paste:3:1: too many blocks (expected at most 4194304)");
  EXPECT_EQ(error_of(with_map(head + row("00000000", 'h') + row("00000400", 'h') + row("ffffffc0", 'h'))),
            "paste:5:1: too many blocks (expected at most 4194304)");
  EXPECT_EQ(error_of(with_map(head + "       (18446744073709551615 lines all free)\n")),
            "paste:3:1: too many blocks (expected at most 4194304)");
  std::string many;
  for (int i = 0; i < 5; ++i) many += with_map(head + "       (65536 lines all free)\n");
  EXPECT_EQ(error_of(many), "paste:14:1: too many blocks in the maps of one text (expected at most 16777216)");
}

TEST(MemInfo, InternedStringsStandBesideTheDumps) {
  MemInfoReader reader{"paste"};
  const auto is_ours =
      reader.read_line("qstr pool: n_pool=3, n_qstr=164, n_str_data_bytes=1389, n_total_bytes=3197", 1);
  ASSERT_TRUE(is_ours);
  EXPECT_TRUE(*is_ours);
  EXPECT_EQ(reader.qstr(), (PythonQstrPool{3, 164, {1389}, {3197}}));
}

}  // namespace
}  // namespace rampart

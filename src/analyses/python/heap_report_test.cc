#include "analyses/python/heap_report.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/test_data.h"

namespace rampart {
namespace {

struct Read {
  PythonPaste paste;
  PythonReport report;
};
Read read(std::string_view text) {
  auto paste = parse_python_paste(text, "paste");
  EXPECT_TRUE(paste) << to_string(paste.error());
  if (!paste) return {};
  PythonReport report = python_report(*paste);
  return {std::move(*paste), std::move(report)};
}

Read sample(std::string_view name) { return read(test_data("samples/micropython/" + std::string{name})); }

/// `rule: message`
std::vector<std::string> said(const Read& read) {
  std::vector<std::string> lines;
  for (const Finding& finding : read.report.findings) lines.push_back(finding.rule + ": " + finding.message);
  return lines;
}

using Lines = std::vector<std::string>;

TEST(PythonReport, ADumpOfAGrowingHeap) {
  const Read found = sample("esp32-no-psram.txt");
  ASSERT_EQ(found.report.heaps.size(), 1u);
  const PythonHeapReport& heap = found.report.heaps[0];
  EXPECT_EQ(heap.line, 2u);
  EXPECT_EQ(heap.total, Bytes{56000});
  EXPECT_EQ(heap.reachable, Bytes{53904 + 53248});
  EXPECT_EQ(heap.block, Bytes{16});
  EXPECT_TRUE(heap.block_is_assumed);
  EXPECT_EQ(heap.largest_free, Bytes{3318 * 16});
  EXPECT_EQ(heap.largest_object, Bytes{18 * 16});
  EXPECT_EQ(heap.fragmentation, 2u);  // 816 of 53904
  EXPECT_EQ(heap.stack_used, Bytes{720});
  EXPECT_EQ(heap.stack_limit, Bytes{15360});
  EXPECT_TRUE(heap.areas.empty());
  EXPECT_EQ(said(found), Lines{});
}

TEST(PythonReport, AHeapThatDoesNotGrowReachesWhatIsFree) {
  const Read found = sample("pyboard-1.6-no-max-free.txt");
  EXPECT_EQ(found.report.heaps.at(2).reachable, Bytes{93136});
  EXPECT_EQ(found.report.heaps[2].largest_free, std::nullopt);
  EXPECT_EQ(found.report.heaps[2].fragmentation, std::nullopt);
}

TEST(PythonReport, TheDocumentedBoardsNumbersAreOfThreeMoments) {
  const Read found = sample("esp32s3-n16r8-1.23-issue15630.txt");
  EXPECT_EQ(found.report.heaps.at(0).reachable, Bytes{71232});
  EXPECT_EQ(said(found), (Lines{"mpy-moments: gc.mem_alloc() answered 55792, but used of mem_info() was 126336: they "
                                "are of different moments",
                                "mpy-moments: gc.mem_free() answered 93616, but free with what the heap may grow by of "
                                "mem_info() was 71232: they are of different moments"}));
  EXPECT_EQ(found.report.findings[1].severity, Severity::Note);
  EXPECT_EQ(found.report.findings[1].locations, (std::vector<Origin>{{{"paste", 8, 0}, ""}, {{"paste", 3, 0}, ""}}));
}

TEST(PythonReport, WhatTheCallsThemselvesLeaveIsNoOtherMoment) {
  const std::string_view text =
      "GC: total: 64000, used: 2304, free: 61696\n>>> gc.mem_alloc()\n2944\n>>> gc.mem_free()\n60992\n";
  EXPECT_EQ(said(read(text)), Lines{});
}

TEST(PythonReport, AnAnswerBeforeTheFirstDumpIsHeldAgainstNone) {
  EXPECT_EQ(
      said(read(">>> gc.mem_free()\n10\n>>> micropython.mem_info()\nGC: total: 64000, used: 2304, free: 61696\n")),
      Lines{});
}

TEST(PythonReport, AMapByAreas) {
  const PythonReport report = sample("unix-1.28.0-three-heap-areas.txt").report;
  const PythonHeapReport& heap = report.heaps.at(1);
  EXPECT_EQ(heap.block, Bytes{32});
  EXPECT_FALSE(heap.block_is_assumed);
  EXPECT_EQ(heap.largest_free, Bytes{64640});
  EXPECT_EQ(heap.fragmentation, 62u);
  ASSERT_EQ(heap.areas.size(), 3u);
  EXPECT_EQ(heap.areas[0].start, 0x55906311f640u);
  EXPECT_EQ(heap.areas[0].size, Bytes{64640});
  EXPECT_EQ(heap.areas[0].used, Bytes{23008});
  EXPECT_EQ(heap.areas[0].free, Bytes{41632});
  EXPECT_EQ(heap.areas[0].largest_free, Bytes{1132 * 32});
  EXPECT_EQ(heap.areas[2].occupancy.runs, (std::vector<Occupancy::Run>{{Occupancy::State::Free, {64640}}}));
  EXPECT_EQ(report.heaps[0].block, Bytes{32});  // the same board's
  EXPECT_FALSE(report.heaps[0].block_is_assumed);
}

TEST(PythonReport, ObjectsBySort) {
  const Read found = read(
      "GC: total: 1184, used: 272, free: 912\nGC memory layout; from 20000000:\n"
      "00000000: Lh==.S=Z=h==" +
      std::string(52, '.') + "\n00000400: DD==......\n");
  const std::vector<PythonObjectSum> expected = {{'h', "any other", 2, {96}},
                                                 {'D', "dict", 2, {64}},
                                                 {'S', "str or bytes", 1, {32}},
                                                 {'Z', "of a kind that is not known", 1, {32}},
                                                 {'L', "list", 1, {16}}};
  EXPECT_EQ(found.report.heaps.at(0).objects, expected);
  EXPECT_EQ(said(found), (Lines{"mpy-map: the map has 1184 bytes, 240 of them used; the sums say 1184, 272 used"}));
}

TEST(PythonReport, AnObjectWhoseHeadIsMissing) {
  const Read found = read(
      "GC: total: 4096, used: 1024, free: 3072\nGC memory layout; from 20000000:\n"
      "00000000: " +
      std::string(64, '.') + "\n00000800: ==" + std::string(62, '.') + "\n00000c00: " + std::string(64, '.') + "\n");
  EXPECT_EQ(found.report.heaps.at(0).objects,
            (std::vector<PythonObjectSum>{{'=', "begins in a row that is missing", 0, {32}}}));
  using enum Occupancy::State;
  EXPECT_EQ(found.report.heaps[0].areas.at(0).occupancy.runs,
            (std::vector<Occupancy::Run>{{Free, {1024}}, {Unknown, {1024}}, {Used, {32}}, {Free, {2016}}}));
  EXPECT_EQ(said(found), (Lines{"mpy-map-cut: the map shows 3072 of 4096 bytes"}));
}

TEST(PythonReport, RowsCutOffAtTheEndAreUnknownWhereTheHeapCannotGrow) {
  const std::string map = "GC memory layout; from 20000000:\n00000000: " + std::string(64, 'h') +
                          "\n00000400: " + std::string(64, '.') + "\n";
  const Read fixed = read("GC: total: 4096, used: 1024, free: 3072\n" + map);
  using enum Occupancy::State;
  EXPECT_EQ(fixed.report.heaps.at(0).areas.at(0).occupancy.runs,
            (std::vector<Occupancy::Run>{{Used, {1024}}, {Free, {1024}}, {Unknown, {2048}}}));
  EXPECT_EQ(fixed.report.heaps[0].areas[0].size, Bytes{4096});
  EXPECT_EQ(said(fixed), (Lines{"mpy-map-cut: the map shows 2048 of 4096 bytes"}));
  // They may be of other areas.
  const Read growing = read("GC: total: 4096, used: 1024, free: 3072, max new split: 65536\n" + map);
  EXPECT_EQ(growing.report.heaps.at(0).areas.at(0).size, Bytes{2048});
}

TEST(PythonReport, AMapThatIsOfAnotherMomentThanTheSums) {
  EXPECT_EQ(said(sample("esp32s3-map-8hex-cut.txt")),
            (Lines{"mpy-map-cut: the map shows 14336 of 64000 bytes",
                   "mpy-map: the map has 14336 bytes, 7872 of them used; the sums say 64000, 7056 used"}));
}

TEST(PythonReport, SumsThatDoNotAddUp) {
  const Read found = read("GC: total: 64000, used: 2304, free: 61596\n");
  EXPECT_EQ(said(found), (Lines{"mpy-sum: total is 64000, but used 2304 and free 61596 make 63900",
                                "mpy-blocks: free is 61596, which is no whole number of blocks of 16 bytes"}));
  EXPECT_EQ(found.report.findings[0].severity, Severity::Error);
  EXPECT_EQ(said(read("GC: total: 1, used: 18446744073709551615, free: 18446744073709551615\n")).front(),
            "mpy-sum: total is 1, but used 18446744073709551615 and free 18446744073709551615 make "
            "18446744073709551615");
}

TEST(PythonReport, BlocksThatDoNotFitIntoBytes) {
  const auto of_blocks = [](std::string_view blocks) {
    return said(read("GC: total: 64000, used: 2304, free: 61696\n " + std::string{blocks}));
  };
  EXPECT_EQ(of_blocks("No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 3856\n"), Lines{});
  EXPECT_EQ(of_blocks("No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 38560\n"),
            (Lines{"mpy-blocks: the longest free run is 38560 blocks of 16 bytes, but only 61696 bytes are free"}));
  EXPECT_EQ(of_blocks("No. of 1-blocks: 119, 2-blocks: 500, max blk sz: 23\n"),
            (Lines{"mpy-blocks: 119 objects of one block, 500 of two and one of 23 do not fit into 2304 bytes used in "
                   "blocks of 16"}));
  EXPECT_EQ(of_blocks("No. of 1-blocks: 18446744073709551615, 2-blocks: 18446744073709551615, max blk sz: 1\n").size(),
            1u);
}

TEST(PythonReport, TheBlockOfAHostUnlessTheNumbersExcludeIt) {
  EXPECT_EQ(sample("unix-1.28.0-nearly-full.txt").report.heaps.at(1).block, Bytes{32});
  const std::string_view host = "MicroPython v1.28.0 on 2026-11-20; linux [GCC 12.2.0] version\n";
  const auto block = [&](std::string_view sums) {
    return read(std::string{host} + std::string{sums}).report.heaps.at(0).block;
  };
  EXPECT_EQ(block("GC: total: 64000, used: 2304, free: 61696\n"), Bytes{32});
  EXPECT_EQ(block("GC: total: 64000, used: 2320, free: 61680\n"), Bytes{16});  // a build of 32 bits
  EXPECT_EQ(block("GC: total: 64000, used: 2304, free: 61696\n No. of 1-blocks: 9, 2-blocks: 5, max blk sz: 23, "
                  "max free sz: 3856\n"),
            Bytes{16});
}

TEST(PythonReport, AHeapThatIsNearlyFull) {
  EXPECT_EQ(said(sample("unix-1.28.0-nearly-full.txt")),
            (Lines{"mpy-nearly-full: 3168 of 64640 bytes are left, and the heap cannot grow further"}));
  // It grows.
  EXPECT_EQ(said(read("GC: total: 64000, used: 63840, free: 160, max new split: 8000\n")), Lines{});
  // An earlier moment.
  EXPECT_EQ(said(read("GC: total: 640, used: 640, free: 0\nGC: total: 640, used: 16, free: 624\n")), Lines{});
}

}  // namespace
}  // namespace rampart

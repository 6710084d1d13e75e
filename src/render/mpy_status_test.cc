#include "render/mpy_status.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "render/golden.h"
#include "render/mpy_plot.h"

namespace rampart {
namespace {

BoardStatus example_board(std::optional<PythonProbeCost> cost) {
  PythonReading reading;
  reading.transcript =
      "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with ESP32S3\n"
      ">>> micropython.mem_info()\n"
      "stack: 720 out of 15360\n"
      "GC: total: 64000, used: 19264, free: 44736, max new split: 65536\n"
      " No. of 1-blocks: 327, 2-blocks: 80, max blk sz: 18, max free sz: 2780\n"
      ">>> gc.mem_alloc()\n19264\n"
      ">>> gc.mem_free()\n110272\n"
      ">>> sys.implementation\n"
      "(name='micropython', version=(1, 25, 0, ''), _machine='Generic ESP32S3 module with ESP32S3', _mpy=11014, "
      "_build='ESP32_GENERIC_S3', _thread='GIL')\n"
      ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
      "[(166896, 70, 0, 70), (21308, 6116, 5876, 6116)]\n";
  reading.cost = cost;
  reading.notes = {{"sys.version", "AttributeError: no attribute", ""}};
  const auto status = board_status("/dev/ttyACM0", std::move(reading), false);
  EXPECT_TRUE(status);
  return *status;
}

/// Of the text, what follows the answers.
std::string end_of(const BoardStatus& status) {
  const std::string text = mpy_status_text(status, {});
  return text.substr(text.find("read at "));
}

TEST(MpyStatus, TheTextIsThatOfAPasteWithWhatTheReadingCost) {
  const std::string text = mpy_status_text(example_board(PythonProbeCost{{19000}, Bytes{2112}, {}}), {});
  EXPECT_EQ(text, golden("esp32s3-mpy-status.txt", text));
}

TEST(MpyStatus, TheCostSaysWhatIsKnown) {
  constexpr std::string_view note = "note: sys.version: AttributeError: no attribute\n";
  EXPECT_EQ(
      end_of(example_board(PythonProbeCost{{19000}, Bytes{2112}, Bytes{0}})),
      "read at /dev/ttyACM0; it left 2.1 KiB of garbage on the heap until the next collection, after which nothing "
      "of it is left\n" +
          std::string{note});
  EXPECT_EQ(end_of(example_board(PythonProbeCost{{19000}, Bytes{2112}, Bytes{32}})),
            "read at /dev/ttyACM0; it left 2.1 KiB of garbage on the heap until the next collection, after which 32 B "
            "more are in use\n" +
                std::string{note});
  EXPECT_EQ(end_of(example_board(PythonProbeCost{{19000}, {}, {}})),
            "read at /dev/ttyACM0; how much garbage it left is not known, the board collected meanwhile\n" +
                std::string{note});
  EXPECT_EQ(end_of(example_board({})), "read at /dev/ttyACM0\n" + std::string{note});
}

TEST(MpyStatus, TheDocumentHasAllOfAPasteAndTheCost) {
  const std::string json = mpy_status_json(example_board(PythonProbeCost{{19000}, Bytes{2112}, Bytes{0}}));
  EXPECT_EQ(json, golden("esp32s3-mpy-status.json", json));
}

TEST(MpyStatus, ABoardThatItsPortResetSaysSo) {
  const auto status = board_status("/dev/ttyUSB0", {}, true);
  ASSERT_TRUE(status);
  EXPECT_EQ(status->notes,
            (std::vector<Note>{{"/dev/ttyUSB0",
                                "the board started anew when its port was opened: this is its heap after "
                                "a start",
                                "read it where it runs: --tcp, or a cable without DTR and RTS"}}));
}

TEST(MpyStatus, AWatcherIsToldWhatAReadingItselfLeaves) {
  EXPECT_EQ(reading_garbage_line(example_board(PythonProbeCost{kib(5), Bytes{1248}, std::nullopt})),
            "a reading itself leaves about 1.2 KiB of garbage; --collect takes it away first\n");
  EXPECT_EQ(reading_garbage_line(example_board(PythonProbeCost{kib(5), Bytes{1248}, Bytes{0}})), "");
  EXPECT_EQ(reading_garbage_line(example_board(PythonProbeCost{kib(5), std::nullopt, std::nullopt})), "");
  EXPECT_EQ(reading_garbage_line(example_board(std::nullopt)), "");
}

TEST(MpyStatus, ASampleIsALine) {
  EXPECT_EQ(heap_sample_line({.seconds = 2.04,
                              .total = {64000},
                              .used = {19264},
                              .free = {44736},
                              .largest_free = Bytes{44480},
                              .max_new_split = Bytes{65536}}),
            "      2.0 s   total    64000   used    19264   free    44736   largest free    44480   may grow by    "
            "65536\n");
  EXPECT_EQ(
      heap_sample_line({.total = {10048}, .used = {1440}, .free = {8608}, .largest_free = {}, .max_new_split = {}}),
      "      0.0 s   total    10048   used     1440   free     8608\n");
}

HeapSample sample_at(double seconds, std::uint64_t used, std::uint64_t run, std::uint64_t total = 96 << 10) {
  return {.seconds = seconds,
          .total = {total},
          .used = {used},
          .free = {total - used},
          .largest_free = Bytes{run},
          .max_new_split = {}};
}

TEST(HeapPlot, UsedIsBelowTheLongestRunAboveItOtherPiecesOnTop) {
  // 12 rows of 8 KiB; the second reading uses half a row more, the third has a heap of half the size.
  const std::vector<HeapSample> samples = {sample_at(0, 16 << 10, 72 << 10), sample_at(2, 20 << 10, 36 << 10),
                                           sample_at(4.4, 40 << 10, 8 << 10, 48 << 10)};
  EXPECT_EQ(heap_plot(samples, {.width = 60}),
            "    96 KiB ┤░░ \n"
            "           │▒░ \n"
            "           │▒░ \n"
            "           │▒░ \n"
            "           │▒░ \n"
            "    48 KiB ┤▒▒ \n"
            "           │▒▒▒\n"
            "           │▒▒█\n"
            "           │▒▒█\n"
            "           │▒▄█\n"
            "           │███\n"
            "         0 ┤███\n"
            "            0 s 4 s\n"
            "█ used   ▒ free, the longest run   ░ free, in other pieces\n");
}

TEST(HeapPlot, WhatDoesNotFitFallsOutAtTheLeft) {
  std::vector<HeapSample> samples;
  for (int i = 0; i < 50; ++i) samples.push_back(sample_at(i, 1, 0));
  const std::string plot = heap_plot(samples, {.width = 40});
  EXPECT_NE(plot.find("            22 s                    49 s\n"), std::string::npos) << plot;
  EXPECT_EQ(heap_plot_columns(40), 28U);
}

TEST(HeapPlot, AnEmptyHeapDividesByNothing) {
  const std::vector<HeapSample> samples = {sample_at(0, 0, 0, 0)};
  EXPECT_NE(heap_plot(samples, {}).find("0 s\n"), std::string::npos);
  EXPECT_EQ(heap_plot({}, {}), "");
}

}  // namespace
}  // namespace rampart

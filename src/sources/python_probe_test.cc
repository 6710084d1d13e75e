#include "sources/python_probe.h"

#include <gtest/gtest.h>
#include <map>
#include <string>

namespace rampart {
namespace {

constexpr std::string_view look = "print(__import__('gc').mem_alloc())";
constexpr std::string_view dump =
    "stack: 492 out of 15360\r\n"
    "GC: total: 64000, used: 2080, free: 61920, max new split: 65536\r\n"
    " No. of 1-blocks: 30, 2-blocks: 8, max blk sz: 18, max free sz: 3868\r\n";

/// A board by what it answers to each program; a list is used up one by one.
PythonReading read_from(PythonProbe probe, std::multimap<std::string, RawReplAnswer> board,
                        std::string_view farewell = "\r\n>>> ") {
  while (const auto program = probe.next()) {
    const auto found = board.find(std::string{*program});
    if (found == board.end()) {
      probe.answer(
          {"", "Traceback (most recent call last):\r\n  File \"<stdin>\", line 1\r\nMemoryError: no room\r\n"});
    } else {
      probe.answer(found->second);
      if (board.count(found->first) > 1) board.erase(found);
    }
  }
  return std::move(probe).finish(farewell);
}

std::multimap<std::string, RawReplAnswer> esp32() {
  return {{std::string{look}, {"1000\r\n", ""}},
          {std::string{look}, {"1100\r\n", ""}},
          {std::string{look}, {"3000\r\n", ""}},
          {"__import__('micropython').mem_info()\n"
           "print(__import__('gc').mem_alloc())\n"
           "print(__import__('gc').mem_free())",
           {std::string{dump} + "2080\r\n127456\r\n", ""}},
          {"print(__import__('sys').implementation)",
           {"(name='micropython', version=(1, 24, 0, ''), _machine='Generic ESP32S3 module with ESP32S3', _mpy=11014, "
            "_build='ESP32_GENERIC_S3')\r\n",
            ""}},
          {"print(__import__('sys').version)", {"3.4.0; MicroPython v1.24.0 on 2024-10-25\r\n", ""}},
          {"print(__import__('sys').platform)", {"esp32\r\n", ""}},
          {"print('idf_heap_info' in dir(__import__('esp32')))", {"True\r\n", ""}},
          {"print(__import__('esp32').idf_heap_info(__import__('esp32').HEAP_DATA))",
           {"[(240, 0, 0, 0), (7288, 0, 0, 0), (21308, 6116, 5876, 6116)]\r\n", ""}}};
}

TEST(PythonProbe, TheTranscriptReadsAsASessionAtThePrompt) {
  const PythonReading reading =
      read_from(PythonProbe{{.has_map = false}}, esp32(),
                "\r\nMicroPython v1.24.0 on 2024-10-25; Generic ESP32S3 module with ESP32S3\r\n"
                "Type \"help()\" for more information.\r\n>>> ");
  EXPECT_EQ(reading.transcript,
            "MicroPython v1.24.0 on 2024-10-25; Generic ESP32S3 module with ESP32S3\n"
            "Type \"help()\" for more information.\n"
            ">>> micropython.mem_info()\n"
            "stack: 492 out of 15360\n"
            "GC: total: 64000, used: 2080, free: 61920, max new split: 65536\n"
            " No. of 1-blocks: 30, 2-blocks: 8, max blk sz: 18, max free sz: 3868\n"
            ">>> gc.mem_alloc()\n"
            "2080\n"
            ">>> gc.mem_free()\n"
            "127456\n"
            ">>> sys.implementation\n"
            "(name='micropython', version=(1, 24, 0, ''), _machine='Generic ESP32S3 module with ESP32S3', _mpy=11014, "
            "_build='ESP32_GENERIC_S3')\n"
            ">>> sys.version\n"
            "3.4.0; MicroPython v1.24.0 on 2024-10-25\n"
            ">>> sys.platform\n"
            "esp32\n"
            ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
            "[(240, 0, 0, 0), (7288, 0, 0, 0), (21308, 6116, 5876, 6116)]\n");
  EXPECT_EQ(reading.notes, std::vector<Note>{});
}

TEST(PythonProbe, TheCostIsWhatAllProgramsLeftTheLastLookIncluded) {
  const PythonReading reading = read_from(PythonProbe{{.has_map = false}}, esp32());
  // 1000 before; a look leaves 100; 2000 between the first and the last look, and the last leaves 100 more.
  EXPECT_EQ(reading.cost, (PythonProbeCost{{1000}, Bytes{2100}, std::nullopt}));
}

TEST(PythonProbe, ACollectionInBetweenLeavesTheCostUnknown) {
  auto board = esp32();
  board.erase(std::string{look});
  for (const char* const used : {"1000\r\n", "1100\r\n", "900\r\n"}) board.emplace(look, RawReplAnswer{used, ""});
  EXPECT_EQ(read_from(PythonProbe{{.has_map = false}}, board).cost,
            (PythonProbeCost{{1000}, std::nullopt, std::nullopt}));
}

TEST(PythonProbe, WithCollectionsItIsKnownWhatStays) {
  auto board = esp32();
  const PythonProbe collects{{.collect = true}};
  board.emplace(*collects.next(), RawReplAnswer{});
  board.erase(std::string{look});
  for (const char* const used : {"1000\r\n", "1100\r\n", "3000\r\n", "1016\r\n"}) {
    board.emplace(look, RawReplAnswer{used, ""});
  }
  const PythonReading reading = read_from(PythonProbe{{.collect = true, .has_map = false}}, board);
  EXPECT_EQ(reading.cost, (PythonProbeCost{{1000}, Bytes{2100}, Bytes{16}}));
  EXPECT_TRUE(reading.transcript.starts_with(">>> gc.collect()\n>>> micropython.mem_info()\n"));
}

TEST(PythonProbe, WhatAFirmwareLacksIsANoteAndTheRestIsRead) {
  std::multimap<std::string, RawReplAnswer> board;
  board.emplace("__import__('micropython').mem_info(1)", RawReplAnswer{"GC: total: 10240\r\n", ""});
  board.emplace("print(__import__('sys').platform)", RawReplAnswer{"minimal\r\n", ""});
  const PythonReading reading = read_from(PythonProbe{{}}, board);
  EXPECT_EQ(reading.transcript,
            ">>> micropython.mem_info(1)\n"
            "GC: total: 10240\n"
            ">>> sys.platform\n"
            "minimal\n");
  EXPECT_EQ(reading.cost, std::nullopt);
  EXPECT_EQ(reading.notes, (std::vector<Note>{{"gc.mem_alloc()", "MemoryError: no room", ""},
                                              {"gc.mem_free()", "MemoryError: no room", ""},
                                              {"sys.implementation", "MemoryError: no room", ""},
                                              {"sys.version", "MemoryError: no room", ""}}));
}

TEST(PythonProbe, OnlyAnEsp32IsAskedForItsOwnHeaps) {
  auto board = esp32();
  board.erase("print(__import__('sys').platform)");
  board.emplace("print(__import__('sys').platform)", RawReplAnswer{"rp2\r\n", ""});
  EXPECT_EQ(read_from(PythonProbe{{.has_map = false}}, board).transcript.find("idf_heap_info"), std::string::npos);
}

TEST(PythonProbe, AFileNameThatTheRawReplItselfBoundIsForgottenLast) {
  auto board = esp32();
  board.emplace("print('<stdin>' in globals().values())", RawReplAnswer{"True\r\n", ""});
  PythonProbe probe{{.collect = true}};
  std::string last;
  while (const auto program = probe.next()) {
    last = *program;
    const auto found = board.find(last);
    probe.answer(found == board.end() ? RawReplAnswer{} : found->second);
  }
  EXPECT_EQ(last, "globals().pop('__file__')");
  EXPECT_EQ(std::move(probe).finish("").transcript.find("globals"), std::string::npos);
}

TEST(PythonProbe, NoProgramBindsANameOrImportsAModuleToStay) {
  PythonProbe probe{{.collect = true}};
  while (const auto program = probe.next()) {
    EXPECT_EQ(program->find("import "), std::string_view::npos) << *program;
    EXPECT_EQ(program->find('='), std::string_view::npos) << *program;
    probe.answer({"esp32\r\n", ""});
  }
}

TEST(PythonProbe, WhatABoardPrintsIsSafeToShow) {
  PythonProbe probe{{}};
  while (probe.next()) probe.answer({"\x1b[2J\r\n", "\x1b[31mError\r\n"});
  const PythonReading reading = std::move(probe).finish("\x1b[0m\r\n");
  EXPECT_EQ(reading.transcript, "\uFFFD[0m\n");
  ASSERT_FALSE(reading.notes.empty());
  EXPECT_EQ(reading.notes[0].reason, "\uFFFD[31mError");
}

}  // namespace
}  // namespace rampart

#include "sources/python_paste.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/lines.h"
#include "base/test_data.h"

namespace rampart {
namespace {

PythonPaste paste_of(std::string_view text) {
  const auto paste = parse_python_paste(text, "paste");
  EXPECT_TRUE(paste) << to_string(paste.error());
  return paste.value_or(PythonPaste{});
}

std::string sample(std::string_view name) { return test_data("samples/micropython/" + std::string{name}); }

using Answers = std::vector<PythonAnswer>;

TEST(PythonPaste, BannersOfEveryVersion) {
  const std::string text = sample("banners.txt");
  std::vector<PythonBanner> banners;
  for (const Line line : Lines{text}) {
    const auto banner = parse_python_banner(line.text, line.number);
    ASSERT_TRUE(banner) << line.text;
    banners.push_back(*banner);
  }
  const std::string octal = "Generic ESP32S3 module with Octal-SPIRAM";
  const std::vector<PythonBanner> expected = {
      {"v1.25.0", "2025-04-15", octal, "ESP32S3", 1},
      {"v1.23.0-preview.207.g3a94d1e06", "2024-03-19", "ESP32S3 module (spiram)", "ESP32S3", 2},
      {"b70c2e5", "2024-06-03", octal, "ESP32S3", 3},
      {"5e81f9a", "2022-09-22", "ESP32S3 module (spiram)", "ESP32S3", 4},
      {"v1.20.0-371-g5d8c3b02a", "2023-08-21", "ProS3", "ESP32-S3", 5},
      {"v0.5.0-141-g7be03c5d2-dirty", "2020-06-11", "Sipeed_M1", "kendryte-k210", 6},
      {"v0.5.0", "2019-12-06", "Sipeed_M1", "kendryte-k210", 7}};
  EXPECT_EQ(banners, expected);
}

TEST(PythonPaste, ABannerOfAHostAndOneInsideALine) {
  EXPECT_EQ(parse_python_banner("MicroPython v1.28.0 on 2026-11-20; linux [GCC 12.2.0] version", 1),
            (PythonBanner{"v1.28.0", "2026-11-20", "linux [GCC 12.2.0] version", "", 1}));
  EXPECT_EQ(parse_python_banner("3.4.0; MicroPython v1.28.0 on 2026-11-20", 2),
            (PythonBanner{"v1.28.0", "2026-11-20", "", "", 2}));
  EXPECT_EQ(parse_python_banner("MicroPython (with v2.0 preview) v1.26.0 on 2025-08-09; PYBv1.1 with STM32F405RG", 3),
            (PythonBanner{"v1.26.0", "2025-08-09", "PYBv1.1", "STM32F405RG", 3}));
}

TEST(PythonPaste, ProseAboutMicroPythonIsNoBanner) {
  EXPECT_EQ(parse_python_banner("I run MicroPython v1.25.0 on an ESP32-S3 board", 1), std::nullopt);
  EXPECT_EQ(parse_python_banner("MicroPython  on 2025-04-1", 1), std::nullopt);
  EXPECT_EQ(parse_python_banner("MicroPython ", 1), std::nullopt);
}

TEST(PythonPaste, SysVersionDoesNotHideTheBoard) {
  const PythonPaste paste = paste_of(
      "MicroPython v1.25.0 on 2025-04-15; ProS3 with ESP32-S3\n>>> sys.version\n"
      "'3.4.0; MicroPython v1.25.0 on 2025-04-15'\n");
  ASSERT_TRUE(paste.banner);
  EXPECT_EQ(paste.banner->board, "ProS3");
}

TEST(PythonPaste, TheImplementationOfEveryVersion) {
  const auto of = [](std::string_view line) { return paste_of(line).implementation; };
  EXPECT_EQ(of("(name='micropython', version=(1, 9, 2))"), (PythonImplementation{"1.9.2", "", "", 1}));
  EXPECT_EQ(of("(name='micropython', version=(1, 19, 1), _machine='ESP32S3 module (spiram) with ESP32S3', _mpy=10246)"),
            (PythonImplementation{"1.19.1", "ESP32S3 module (spiram) with ESP32S3", "", 1}));
  EXPECT_EQ(of("(name='micropython', version=(1, 28, 0, ''), _machine='linux [GCC 12.2.0] version', _mpy=2822, "
               "_build='standard', _thread='unsafe')"),
            (PythonImplementation{"1.28.0", "linux [GCC 12.2.0] version", "standard", 1}));
  EXPECT_EQ(of("(name='micropython', version=(1, 24, 0, 'preview'), _machine=\"Joe's board with RP2040\", _mpy=1, "
               "_build='RPI_PICO')"),
            (PythonImplementation{"1.24.0-preview", "Joe's board with RP2040", "RPI_PICO", 1}));
  // Without named tuples.
  EXPECT_EQ(of("('micropython', (1, 19, 1), 'micro:bit with nRF51822')"),
            (PythonImplementation{"1.19.1", "micro:bit with nRF51822", "", 1}));
  EXPECT_EQ(of("(name='micropython', version=(1, "), std::nullopt);
}

TEST(PythonPaste, AnswersHaveTheNameThatWasTyped) {
  const PythonPaste paste = paste_of(sample("esp32s3-n16r8-1.23-issue15630.txt"));
  EXPECT_EQ(paste.mem_alloc, (Answers{{{55792}, 6}}));
  EXPECT_EQ(paste.mem_free, (Answers{{{93616}, 8}}));
  ASSERT_EQ(paste.dumps.size(), 1u);
  EXPECT_EQ(paste.dumps[0].total, Bytes{127936});
  EXPECT_EQ(paste.line_count, 8u);
}

TEST(PythonPaste, SeveralStatementsInALine) {
  const PythonPaste paste = paste_of(">>> import gc; gc.collect(); gc.mem_alloc(); gc.mem_free()  # bytes\n100\n200\n");
  EXPECT_EQ(paste.mem_alloc, (Answers{{{100}, 2}}));
  EXPECT_EQ(paste.mem_free, (Answers{{{200}, 3}}));
}

TEST(PythonPaste, ACollectionOfAHostAnswersToo) {
  const PythonPaste paste = paste_of(">>> gc.collect(); gc.mem_free()\n31\n200\n");
  EXPECT_EQ(paste.mem_free, (Answers{{{200}, 3}}));
}

TEST(PythonPaste, TwoNumbersInALine) {
  const PythonPaste printed = paste_of(">>> print(gc.mem_alloc(), gc.mem_free())\n23008 41632\n");
  EXPECT_EQ(printed.mem_alloc, (Answers{{{23008}, 2}}));
  EXPECT_EQ(printed.mem_free, (Answers{{{41632}, 2}}));
  const PythonPaste pair = paste_of(">>> gc.mem_free(), gc.mem_alloc()\n(41632, 23008)\n");
  EXPECT_EQ(pair.mem_free, (Answers{{{41632}, 2}}));
  EXPECT_EQ(pair.mem_alloc, (Answers{{{23008}, 2}}));
}

TEST(PythonPaste, WordsBetweenTheNumbers) {
  const PythonPaste paste = paste_of(">>> print('free', gc.mem_free(), 'bytes')\n12\nfree 41632 bytes\n");
  EXPECT_EQ(paste.mem_free, (Answers{{{41632}, 3}}));
}

TEST(PythonPaste, NumbersWithoutAnEchoStayUnnamed) {
  const PythonPaste paste = paste_of(sample("unix-1.28.0-mem_info-map.txt"));
  EXPECT_EQ(paste.mem_alloc, Answers{});
  EXPECT_EQ(paste.mem_free, Answers{});
  EXPECT_EQ(paste.dumps.size(), 2u);
  EXPECT_EQ(paste.qstr, (PythonQstrPool{1, 10, {63}, {351}}));
}

TEST(PythonPaste, AnAnswerThatMayBeAnotherStatementsStaysUnnamed) {
  EXPECT_EQ(paste_of(">>> foo(); gc.mem_free()\n1\n2\n").mem_free, Answers{});
  EXPECT_EQ(paste_of(">>> foo(); gc.mem_free()\n2\n").mem_free, (Answers{{{2}, 2}}));
  EXPECT_EQ(paste_of(">>> gc.mem_free() // 1024\n91\n").mem_free, Answers{});
  EXPECT_EQ(paste_of(">>> gc.mem_free()\n>>> 1 + 1\n2\n").mem_free, Answers{});
}

TEST(PythonPaste, EchoesWithoutAPromptOrWithAClock) {
  EXPECT_EQ(paste_of("gc.mem_free()\n93616\n").mem_free, (Answers{{{93616}, 2}}));
  EXPECT_EQ(paste_of("[09:15:52] >>> __import__('gc').mem_free()\n[09:15:52] 93616\n").mem_free,
            (Answers{{{93616}, 2}}));
  EXPECT_EQ(paste_of(">>> \n=== import gc\n=== gc.mem_alloc()\n=== print(gc.mem_free())\n7\n8\n").mem_free,
            (Answers{{{8}, 6}}));
}

/// As the serial line of an emulated micro:bit carried it.
TEST(PythonPaste, ASessionWithABoardOf2017) {
  const PythonPaste paste = paste_of(sample("microbit-1.9.2-session.txt"));
  EXPECT_EQ(paste.banner, (PythonBanner{"v1.9.2-34-gd64154c73", "2017-09-01", "micro:bit v1.0.1", "nRF51822", 1}));
  EXPECT_EQ(paste.implementation, (PythonImplementation{"1.9.2", "", "", 18}));
  EXPECT_EQ(paste.mem_alloc, (Answers{{{736}, 16}}));
  EXPECT_EQ(paste.mem_free, (Answers{{{9200}, 14}, {{9312}, 16}}));
  ASSERT_EQ(paste.dumps.size(), 1u);
  EXPECT_EQ(paste.dumps[0].max_free, 540u);
}

TEST(PythonPaste, HeapsOfEspIdf) {
  const PythonPaste paste = paste_of(sample("idf_heap_info-doc.txt"));
  ASSERT_TRUE(paste.idf_heaps);
  ASSERT_EQ(paste.idf_heaps->heaps.size(), 6u);
  EXPECT_EQ(paste.idf_heaps->heaps[3], (IdfHeap{{81240}, {33964}, {33792}, {33180}}));
}

TEST(PythonPaste, HeapsOfExecutableMemoryAreNotTaken) {
  const PythonPaste paste = paste_of(
      ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n[(8, 7, 6, 5)]\n"
      ">>> esp32.idf_heap_info(esp32.HEAP_EXEC)\n[(1, 1, 1, 1)]\n[(8, 7, 6\n");
  ASSERT_TRUE(paste.idf_heaps);
  EXPECT_EQ(paste.idf_heaps->heaps, (std::vector<IdfHeap>{{{8}, {7}, {6}, {5}}}));
  EXPECT_EQ(paste.idf_heaps->line, 2u);
}

TEST(PythonPaste, TheHeapOfAK210WhereverItStandsInALine) {
  const auto place = [](std::string_view line) { return paste_of(line).heap_place; };
  EXPECT_EQ(place("mallocmallocgc heap=0x802f51a0-0x803751a0(524288)"),
            (PythonHeapPlace{*PhysRange::make({0x802f51a0}, {524288}), 1}));
  EXPECT_EQ(paste_of(sample("k210-m5stickv-boot-no-size.txt")).heap_place,
            (PythonHeapPlace{*PhysRange::make({0x8019c3e0}, {524288}), 8}));
  EXPECT_EQ(place("gc heap=0x80-0x80"), std::nullopt);
  EXPECT_EQ(place("gc heap=0x80-"), std::nullopt);
}

TEST(PythonPaste, ATextOfAnythingElseIsEmpty) {
  EXPECT_TRUE(paste_of("").empty());
  EXPECT_TRUE(paste_of("root:x:0:0:root:/root:/bin/bash\n").empty());
  EXPECT_FALSE(paste_of(sample("qstr_info-line.txt")).empty());
}

TEST(PythonPaste, ACutDumpIsAnError) {
  const auto paste = parse_python_paste(">>> micropython.mem_info()\nGC: total: 640", "paste");
  ASSERT_FALSE(paste);
  EXPECT_EQ(to_string(paste.error()), "paste:2:15: no number of \"used:\" (expected \", used: <number>\")");
}

}  // namespace
}  // namespace rampart

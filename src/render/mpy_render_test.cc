#include <gtest/gtest.h>
#include <string>

#include "base/test_data.h"
#include "render/golden.h"
#include "render/mpy_json.h"
#include "render/mpy_text.h"

namespace rampart {
namespace {

PythonPaste paste_of(std::string_view text) {
  auto paste = parse_python_paste(text, "paste.txt");
  EXPECT_TRUE(paste) << to_string(paste.error());
  return paste ? std::move(*paste) : PythonPaste{};
}

std::string sample(std::string_view name) { return test_data("samples/micropython/" + std::string{name} + ".txt"); }

void expect_answer(const std::string& file, const std::string& answer) {
  EXPECT_EQ(answer, golden(file, answer)) << "RAMPART_UPDATE_GOLDEN=1 writes " << file << " anew";
}

std::string text_of(std::string_view text, const TableStyle& style = {}) {
  const PythonPaste paste = paste_of(text);
  return mpy_text(paste, python_report(paste), style);
}

TEST(MpyRender, ABoardsHeapIsText) {
  for (const std::string name : {"esp32s3-n16r8-1.23-issue15630", "esp32s3-n16r8-soft-reset-lvgl93",
                                 "esp32s3-map-8hex-cut", "pros3-8mb-1.20-371-growing-heap", "quecpython-map-5hex",
                                 "unix-1.28.0-three-heap-areas", "unix-1.28.0-nearly-full", "idf_heap_info-doc",
                                 "k210-maixpy1-boot-0.5.0-141", "pyboard-1.6-no-max-free", "microbit-1.9.2-session"}) {
    expect_answer("mpy/" + name + ".txt", text_of(sample(name)));
  }
}

TEST(MpyRender, ABoardsHeapIsADocument) {
  for (const std::string name : {"esp32s3-n16r8-1.23-issue15630", "esp32s3-map-8hex-cut",
                                 "unix-1.28.0-three-heap-areas", "idf_heap_info-doc", "k210-maixpy1-boot-0.5.0-141"}) {
    const PythonPaste paste = paste_of(sample(name));
    expect_answer("mpy/" + name + ".json", mpy_parse_json(paste, python_report(paste)));
  }
}

TEST(MpyRender, ANarrowTerminalWithColour) {
  expect_answer("mpy/map-narrow-colour.txt", text_of(sample("esp32s3-map-8hex-cut"), {.width = 72, .colour = true}));
}

TEST(MpyRender, TheWholeAnswerForASmallHeap) {
  EXPECT_EQ(text_of("(name='micropython', version=(1, 28, 0, ''), _machine='micro:bit with nRF51822', _build='MB')\n"
                    "stack: 100\nGC: total: 1024, used: 32, free: 992\n"
                    " No. of 1-blocks: 0, 2-blocks: 1, max blk sz: 2, max free sz: 62\n"),
            "micro:bit with nRF51822   MicroPython 1.28.0   build MB\n"
            "\n"
            "HEAP              BYTES   SIZE  MEANING\n"
            "total             1,024  1 KiB  the whole heap; it does not grow\n"
            "  used               32   32 B  3% of total, with garbage not collected\n"
            "  free              992  992 B\n"
            "largest free run    992  992 B  a larger object does not fit\n"
            "fragmentation         0    0 B  0% of free lies outside that run\n"
            "largest object       32   32 B\n"
            "block                16   16 B  the heap's unit; assumed: no map shows it\n"
            "stack               100  100 B  its limit is not told\n");
}

TEST(MpyRender, WhatABoardPrintedCannotReachTheTerminal) {
  PythonPaste paste = paste_of("GC: total: 64, used: 32, free: 32\n");
  paste.file = "a\x1b[2Jb";
  paste.banner = PythonBanner{"v1\n2", "2025-04-15", "board\x1b[31m", "chip\xff", 1};
  paste.dumps[0].free = {31};
  const std::string text = mpy_text(paste, python_report(paste), {});
  EXPECT_FALSE(text.contains('\x1b'));
  EXPECT_TRUE(text.contains("board�[31m with chip�   MicroPython v1�2 of 2025-04-15\n")) << text;
  EXPECT_TRUE(text.contains("  --> a�[2Jb:1\n")) << text;
}

TEST(MpyRender, NothingButABannerIsALine) {
  EXPECT_EQ(text_of("MicroPython v1.28.0 on 2026-11-20; linux [GCC 12.2.0] version\n"),
            "linux [GCC 12.2.0] version   MicroPython v1.28.0 of 2026-11-20\n");
}

}  // namespace
}  // namespace rampart

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/lines.h"
#include "base/test_data.h"
#include "sources/test_told.h"

namespace rampart {
namespace {

/// The only event of a message; something else than an event's text if there is none or there are several.
std::string told_of_chip(std::string_view message) {
  const BootLog log = parse_boot_log(message, "log");
  return log.events.size() == 1 ? told(log.events.front()) : fmt::format("{} events", log.events.size());
}

using ToldOfChip = std::pair<std::string_view, std::string_view>;

TEST(MicrocontrollerForms, PsramAsEachVersionOfEspIdfTellsIt) {
  constexpr ToldOfChip expected[] = {
      {"I (192) octal_psram: vendor id    : 0x0d (AP)", "psram-part name=\"octal\" other=\"AP\""},
      {"I (261) opi psram: vendor id : 0x0d (AP)", "psram-part name=\"octal\" other=\"AP\""},
      {"I (193) octal_psram: density      : 0x03 (64 Mbit)", "psram-part name=\"octal\" size=8388608"},
      {"I (301) hex_psram: density      : 0x07 (256 Mbit)", "psram-part name=\"hex\" size=33554432"},
      {"I (250) esp_psram: Found 8MB PSRAM device", "psram-found size=8388608"},
      {"I (448) spiram: Found 64MBit SPI RAM device", "psram-found size=8388608"},
      {"I (255) esp_psram: Speed: 80MHz", "psram-speed number=80"},
      {"I (451) spiram: SPI RAM mode: flash 80m sram 80m", "psram-speed name=\"flash 80m sram 80m\""},
      {"I (457) spiram: PSRAM initialized, cache is in low/high (2-core) mode.",
       "psram-ready name=\"low/high (2-core)\""},
      {"I (735) esp_psram: SPI SRAM memory test OK", "psram-tested name=\"ok\""},
      {"E (735) esp_psram: SPI SRAM memory test fail. 16/262144 writes failed, first @ 3F800000",
       "psram-tested name=\"fail\""},
      {"I (877) spiram: Adding pool of 4096K of external SPI memory to heap allocator", "psram-added size=4194304"},
      {"I (1311) esp_psram: Adding pool of 8192K of PSRAM memory to heap allocator", "psram-added size=8388608"},
      {"I (195) spiram: Reserving pool of 32K of internal memory for DMA/internal allocations",
       "internal-reserved size=32768"},
  };
  for (const auto& [message, fact] : expected) EXPECT_EQ(told_of_chip(message), fact) << message;
}

TEST(MicrocontrollerForms, PsramThatDoesNotAnswer) {
  constexpr ToldOfChip expected[] = {
      {"E (298) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported, or wrong PSRAM "
       "line "
       "mode",
       "psram-failed other=\"quad_psram\" limit=0xffffff"},
      {"E (83) psram: PSRAM ID read error: 0xffffffff", "psram-failed other=\"psram\" limit=0xffffffff"},
      {"[09:15:52]E (12) spiram: SPI RAM not initialized", "psram-failed other=\"spiram\""},
      {"E (250) cpu_start: Failed to init external RAM!", "psram-failed other=\"cpu_start\""},
      {"abort() was called at PC 0x42007b1c on core 1", "chip-aborted first=0x42007b1c"},
  };
  for (const auto& [message, fact] : expected) EXPECT_EQ(told_of_chip(message), fact) << message;
}

TEST(MicrocontrollerForms, TheChipItsFlashAndItsRegionsOfHeap) {
  constexpr ToldOfChip expected[] = {
      {"I (443) psram: This chip is ESP32-D0WD", "chip-name name=\"ESP32-D0WD\""},
      {"ESP-ROM:esp32s3-20210327", "chip-name name=\"esp32s3-20210327\""},
      {"I (492) cpu_start: ESP-IDF:          v4.2.2", "idf-version name=\"v4.2.2\""},
      {"I (43) boot.esp32s3: SPI Flash Size : 16MB", "flash-found other=\"boot.esp32s3\" size=16777216"},
      {"I (801) heap_init: At 3FC9B2D8 len 0004E438 (313 KiB): RAM",
       "heap-region name=\"RAM\" first=0x3fc9b2d8 size=320568"},
      {"[MaixPy] gc heap=0x801f7d20-0x802d7d20(917504)",
       "python-heap-range first=0x801f7d20 last=0x802d7d1f size=917504"},
      {"mallocmallocgc heap=0x8019c3e0-0x8021c3e0", "python-heap-range first=0x8019c3e0 last=0x8021c3df"},
  };
  for (const auto& [message, fact] : expected) EXPECT_EQ(told_of_chip(message), fact) << message;
}

TEST(MicrocontrollerForms, WhatPythonSaysOfItself) {
  constexpr ToldOfChip expected[] = {
      {"MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with ESP32S3",
       "python-banner name=\"v1.25.0\" other=\"2025-04-15; Generic ESP32S3 module with ESP32S3\""},
      {"GC: total: 127936, used: 126336, free: 1600, max new split: 69632", "python-heap 127936 126336 1600 69632"},
      {" No. of 1-blocks: 2167, 2-blocks: 365, max blk sz: 282, max free sz: 86", "python-blocks 2167 365 282 86"},
      {" No. of 1-blocks: 175, 2-blocks: 74, max blk sz: 38", "python-blocks 175 74 38"},
      {"stack: 736 out of 15360", "python-stack 736 15360"},
      {"GC memory layout; from 3c1849e0:", "python-area first=0x3c1849e0"},
      {"MemoryError: memory allocation failed, allocating 40960 bytes", "python-no-memory size=40960"},
      {"RuntimeError: maximum recursion depth exceeded", "python-too-deep"},
      {"MemoryError: memory allocation failed, heap is locked", "0 events"},  // no shortage: an interrupt handler
  };
  for (const auto& [message, fact] : expected) EXPECT_EQ(told_of_chip(message), fact) << message;
}

TEST(MicrocontrollerForms, AnImplementationNamesMachineAndBuild) {
  const BootLog log = parse_boot_log(
      "(name='micropython', version=(1, 24, 1, ''), _machine='Generic ESP32S3 module with ESP32S3', _mpy=11014, "
      "_build='ESP32_GENERIC_S3')\n",
      "log");
  ASSERT_EQ(log.events.size(), 2U);
  EXPECT_EQ(told(log.events[0]), "python-machine name=\"Generic ESP32S3 module with ESP32S3\"");
  EXPECT_EQ(told(log.events[1]), "python-build name=\"ESP32_GENERIC_S3\"");
}

TEST(MicrocontrollerForms, ThePromptsAnswersAreTheNextLines) {
  const BootLog log = parse_boot_log(
      ">>> gc.mem_alloc()\n"
      "55792\n"
      ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
      "[(264, 0, 0, 0), (7160, 0, 0, 0)]\n",
      "log");
  ASSERT_EQ(log.events.size(), 4U);
  EXPECT_EQ(told(log.events[1]), "shell-answer name=\"gc.mem_alloc()\" other=\"55792\"");
  EXPECT_EQ(told(log.events[3]),
            "shell-answer name=\"esp32.idf_heap_info()\" other=\"[(264, 0, 0, 0), (7160, 0, 0, 0)]\"");
}

/// Words of lines of the samples that tell nothing of memory: of the part's timing, and which step the boot has
/// reached.
constexpr std::string_view of_no_memory[] = {
    "dev id",
    "good-die",
    "Latency",
    "VCC",
    "SRF",
    "BurstType",
    "BurstLen",
    "Readlatency",
    "DriveStrength",
    "DO NOT USE FOR MASS PRODUCTION",
    "MSPI Timing",
    "Pro cpu",
    "app cpu",
    "App cpu",
    "Multicore app",
    "scheduler on",
    "Loaded app from partition",
    "early entropy source",
    "SPI Mode",
    "RAM available for dynamic allocation",
};

TEST(MicrocontrollerForms, EveryLineOfTheSamplesIsUnderstoodOrTellsNothingOfMemory) {
  const std::filesystem::path samples = std::filesystem::path{RAMPART_TEST_DATA} / "samples/espidf";
  for (const auto& entry : std::filesystem::directory_iterator{samples}) {
    const std::string name = entry.path().filename().string();
    const std::string text = test_data("samples/espidf/" + name);
    const BootLog log = parse_boot_log(text, name);
    std::set<std::size_t> understood;
    for (const LogEvent& event : log.events) understood.insert(event.line);
    for (const Line line : Lines{text}) {
      const bool tells_nothing =
          std::ranges::any_of(of_no_memory, [&](std::string_view words) { return line.text.contains(words); });
      EXPECT_NE(understood.contains(line.number), tells_nothing) << name << ':' << line.number << ": " << line.text;
    }
  }
}

}  // namespace
}  // namespace rampart

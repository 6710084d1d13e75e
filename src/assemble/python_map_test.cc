#include "assemble/python_map.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string_view>

#include "assemble/combine.h"
#include "assemble/python_area.h"

namespace rampart {
namespace {

using State = Occupancy::State;

/// The map of a paste and a log, one of which may be empty. A paste may hold the log's lines too.
PythonMap map_of(std::string_view paste, std::string_view log = {}) {
  const auto read = parse_python_paste(paste, "paste.txt");
  EXPECT_TRUE(read) << (read ? "" : read.error().what);
  const std::vector<PythonPaste> pastes = {read.value_or(PythonPaste{})};
  const std::vector<BootLog> logs = {parse_boot_log(paste, "paste.txt"), parse_boot_log(log, "boot.log")};
  return python_map(pastes, logs);
}

/// `0x3fc88000 480 KiB ram internal RAM`, by address.
std::vector<std::string> lines_of(const PythonMap& map) {
  std::vector<std::string> lines;
  const MemoryMap combined = combine({{map.regions, {}}});
  EXPECT_TRUE(combined.findings().empty());
  for (const Region& region : combined.regions()) {
    char base[32];
    std::snprintf(base, sizeof base, "0x%llx", static_cast<unsigned long long>(region.range.base().value));
    lines.push_back(std::string{base} + ' ' + std::to_string(region.range.size().value) + ' ' +
                    std::string{to_string(region.kind)} + ' ' + region.name);
  }
  return lines;
}

const Region& region_named(const PythonMap& map, std::string_view name) {
  const auto found = std::ranges::find(map.regions, name, &Region::name);
  EXPECT_NE(found, map.regions.end()) << name;
  static const Region none{.range = *PhysRange::make({0}, {1}), .name = {}, .kind = Kind::Hole, .origin = {}};
  return found == map.regions.end() ? none : *found;
}

const DynamicRegion& dynamic_named(const PythonMap& map, std::string_view name) {
  const auto found = std::ranges::find(map.dynamic, name, &DynamicRegion::name);
  EXPECT_NE(found, map.dynamic.end()) << name;
  static const DynamicRegion none{.size = {}, .name = {}, .kind = Kind::Hole, .origin = {}};
  return found == map.dynamic.end() ? none : *found;
}

constexpr std::string_view s3_log =
    "I (250) esp_psram: Found 8MB PSRAM device\n"
    "I (801) heap_init: At 3FC9B2D8 len 0004E438 (313 KiB): RAM\n"
    "I (807) heap_init: At 3FCE9710 len 00005724 (21 KiB): RAM\n"
    "I (813) heap_init: At 3FCF0000 len 00008000 (32 KiB): DRAM\n";

/// 2 KiB of heap in PSRAM: 128 blocks of 16 bytes.
constexpr std::string_view s3_paste =
    "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
    ">>> micropython.mem_info(1)\n"
    "stack: 944 out of 15360\n"
    "GC: total: 2048, used: 96, free: 1952, max new split: 8192000\n"
    " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 120\n"
    "GC memory layout; from 3c1849e0:\n"
    "00000000: h=..D=hh........................................................\n"
    "00000400: ................................................................\n";

TEST(PythonMap, ABoardIsItsRamWhatTheFirmwareHasOfItAndTheHeap) {
  const PythonMap map = map_of(s3_paste, s3_log);
  EXPECT_EQ(map.title, "Generic ESP32S3 module with Octal-SPIRAM");
  EXPECT_EQ(
      lines_of(map),
      (std::vector<std::string>{
          "0x3c180000 8388608 ram PSRAM", "0x3c1849e0 2048 heap MicroPython heap", "0x3fc88000 491520 ram internal RAM",
          "0x3fc88000 78552 reserved firmware: code, data, stacks",
          "0x3fc9b2d8 320568 ram internal RAM: ESP-IDF heap RAM", "0x3fce9710 22308 ram internal RAM: ESP-IDF heap RAM",
          "0x3fceee34 4556 reserved firmware: code, data, stacks",
          "0x3fcf0000 32768 ram internal RAM: ESP-IDF heap DRAM",
          "0x3fcf8000 32768 reserved firmware: code, data, stacks", "0x50000000 8192 ram RTC slow RAM",
          "0x600fe000 8192 ram RTC fast RAM"}));
  EXPECT_TRUE(map.dynamic.empty());
}

TEST(PythonMap, EveryRegionSaysWhereItWasRead) {
  const PythonMap map = map_of(s3_paste, s3_log);
  EXPECT_EQ(to_string(region_named(map, "internal RAM").origin), "paste.txt:1 ESP32-S3");
  EXPECT_EQ(to_string(region_named(map, "PSRAM").origin), "boot.log:1");
  EXPECT_EQ(to_string(region_named(map, "MicroPython heap").origin), "paste.txt:6");
  EXPECT_EQ(to_string(region_named(map, "internal RAM: ESP-IDF heap DRAM").origin), "boot.log:4");
  EXPECT_EQ(to_string(region_named(map, "firmware: code, data, stacks").origin), "boot.log:2 heap_init");
}

TEST(PythonMap, AHeapHasItsBlocksAndTheirUse) {
  const PythonMap map = map_of(s3_paste, s3_log);
  const Region& heap = region_named(map, "MicroPython heap");
  EXPECT_EQ(heap.occupancy,
            (Occupancy{{16}, {{State::Used, {32}}, {State::Free, {32}}, {State::Used, {64}}, {State::Free, {1920}}}}));
  EXPECT_EQ(heap.usage, (Usage{.used = Bytes{96}, .free = Bytes{1952}, .largest_free = Bytes{1920}}));
}

TEST(PythonMap, WherePsramBeginsIsTakenFromTheHeapAndThatIsNoted) {
  const PythonMap map = map_of(s3_paste, s3_log);
  EXPECT_EQ(map.notes,
            (std::vector<Note>{
                {"paste.txt:4",
                 "where PSRAM begins is not told: shown from the 64 KiB page on in which the heap begins", ""}}));
}

TEST(PythonMap, PsramThatNothingPlacesIsARegionWithoutAnAddress) {
  const PythonMap map = map_of("", s3_log);
  EXPECT_EQ(map.title, "ESP32-S3") << "the only chip with RAM at these addresses";
  const DynamicRegion& psram = dynamic_named(map, "PSRAM");
  EXPECT_EQ(psram.kind, Kind::Ram);
  EXPECT_EQ(psram.size, mib(8));
  EXPECT_EQ(psram.alloc_ranges, (std::vector{*PhysRange::make({0x3c000000}, mib(32))}));
}

TEST(PythonMap, PsramThatFillsItsWindowLiesInAllOfIt) {
  const PythonMap map = map_of("",
                               "I (448) spiram: Found 64MBit SPI RAM device\n"
                               "I (971) heap_init: At 3FFAE6E0 len 00001920 (6 KiB): DRAM\n");
  EXPECT_EQ(region_named(map, "PSRAM").range, PhysRange::make({0x3f800000}, mib(4)));
  EXPECT_EQ(map.notes, (std::vector<Note>{{"boot.log:1", "of 8 MiB of PSRAM the chip can map 4 MiB", ""}}));
}

TEST(PythonMap, ALogThatNamesItsChipNeedsNoBanner) {
  const PythonMap map = map_of("", "ESP-ROM:esp32s3-20210327\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\n");
  EXPECT_EQ(map.title, "ESP32-S3");
  EXPECT_EQ(to_string(region_named(map, "internal RAM").origin), "boot.log:1 ESP32-S3");
}

TEST(PythonMap, PsramThatFailedItsTestIsNoRam) {
  const PythonMap map =
      map_of("",
             "I (250) esp_psram: Found 8MB PSRAM device\n"
             "E (735) esp_psram: SPI SRAM memory test fail. 12/1024 writes failed, first @ 0000a000\n");
  EXPECT_TRUE(map.dynamic.empty());
  EXPECT_EQ(map.notes.front().path, "boot.log:2");
}

TEST(PythonMap, PsramThatFailedIsNoRam) {
  const PythonMap map =
      map_of("",
             "E (298) quad_psram: PSRAM ID read error: 0x00ffffff, PSRAM chip not found or not supported, or wrong "
             "PSRAM line mode\n"
             "E (298) esp_psram: PSRAM enabled but initialization failed. Bailing out.\n"
             "I (801) heap_init: At 3FC9B2D8 len 0004E438 (313 KiB): RAM\n");
  EXPECT_TRUE(map.dynamic.empty());
  EXPECT_EQ(std::ranges::count(map.regions, "PSRAM", &Region::name), 0);
  EXPECT_EQ(map.notes,
            (std::vector<Note>{{"boot.log:2", "PSRAM could not be initialised", "`rampart explain` tells the cause"}}));
}

TEST(PythonMap, OnlyTheLastBootOfALogCounts) {
  const PythonMap map = map_of("",
                               "I (250) esp_psram: Found 8MB PSRAM device\n"
                               "I (801) heap_init: At 3FC9B2D8 len 0004E438 (313 KiB): RAM\n"
                               "rst:0x3 (RTC_SW_SYS_RST),boot:0x8 (SPI_FAST_FLASH_BOOT)\n"
                               "I (801) heap_init: At 3FC9C000 len 0004D710 (309 KiB): RAM\n");
  EXPECT_TRUE(map.dynamic.empty());
  EXPECT_EQ(region_named(map, "internal RAM: ESP-IDF heap RAM").range, PhysRange::make({0x3fc9c000}, {0x4d710}));
}

TEST(PythonMap, AHeapOfEspIdfThatIsAsLargeAsOneOfTheLogHasItsUse) {
  const PythonMap map = map_of(
      "MicroPython v1.25.0 on 2025-04-15; ESP32S3 with ESP32S3\n"
      ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
      "[(320568, 100000, 65536, 90000), (22308, 308, 292, 100), (8388608, 8000000, 7864320, 7900000)]\n",
      s3_log);
  EXPECT_EQ(region_named(map, "internal RAM: ESP-IDF heap RAM").usage,
            (Usage{.used = Bytes{220568}, .free = Bytes{100000}, .largest_free = Bytes{65536}}));
  EXPECT_EQ(dynamic_named(map, "PSRAM").usage,
            (Usage{.used = Bytes{388608}, .free = Bytes{8000000}, .largest_free = Bytes{7864320}}));
}

TEST(PythonMap, TwoHeapsOfOneSizeCannotBeToldApart) {
  const PythonMap map = map_of(
      "MicroPython v1.25.0 on 2025-04-15; ESP32S3 with ESP32S3\n"
      ">>> esp32.idf_heap_info(esp32.HEAP_DATA)\n"
      "[(320568, 100000, 65536, 90000), (320568, 308, 292, 100)]\n",
      s3_log);
  EXPECT_EQ(region_named(map, "internal RAM: ESP-IDF heap RAM").usage, Usage{});
}

TEST(PythonMap, OnlyTheLastCallCounts) {
  const PythonMap map = map_of(
      "stack: 720 out of 15360\n"
      "GC: total: 2048, used: 96, free: 1952\n"
      " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 120\n"
      "GC memory layout; from 20001000:\n"
      "00000000: h=..D=hh........................................................\n"
      "00000400: ................................................................\n"
      "stack: 720 out of 15360\n"
      "GC: total: 2048, used: 2048, free: 0\n"
      " No. of 1-blocks: 0, 2-blocks: 0, max blk sz: 128, max free sz: 0\n");
  EXPECT_TRUE(map.regions.empty());
  const DynamicRegion& heap = dynamic_named(map, "MicroPython heap");
  EXPECT_EQ(heap.size, Bytes{2048});
  EXPECT_EQ(heap.usage, (Usage{.used = Bytes{2048}, .free = Bytes{0}, .largest_free = std::nullopt}));
  EXPECT_EQ(map.notes, (std::vector<Note>{{"paste.txt:8", "nothing tells where the heap lies and which blocks are used",
                                           "paste micropython.mem_info(1)"}}));
}

TEST(PythonMap, AHeapThatCannotReachPsramLiesInInternalRam) {
  const PythonMap map = map_of(
      "MicroPython v1.23.0 on 2024-06-02; ESP32S3 module (spiram) with ESP32S3\n"
      "stack: 736 out of 15360\n"
      "GC: total: 127936, used: 126336, free: 1600, max new split: 69632\n"
      " No. of 1-blocks: 2167, 2-blocks: 365, max blk sz: 282, max free sz: 86\n");
  EXPECT_EQ(dynamic_named(map, "MicroPython heap").alloc_ranges,
            (std::vector{*PhysRange::make({0x3fc88000}, kib(480))}));
}

TEST(PythonMap, OfAHeapThatReachesIntoPsramNothingIsAssumed) {
  const PythonMap map = map_of(
      "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
      "stack: 736 out of 15360\n"
      "GC: total: 64000, used: 7056, free: 56944, max new split: 8192000\n"
      " No. of 1-blocks: 67, 2-blocks: 12, max blk sz: 137, max free sz: 3078\n");
  EXPECT_TRUE(dynamic_named(map, "MicroPython heap").alloc_ranges.empty());
  EXPECT_EQ(map.notes.back(), (Note{"paste.txt:3", "the heap uses PSRAM, whose size is not told",
                                    "paste esp32.idf_heap_info(esp32.HEAP_DATA), or give the boot log too"}));
}

TEST(PythonMap, ABoardsNameTellsItsPsramIfTheHeapReachesIt) {
  const std::string_view banner = "MicroPython v1.20.0-371-g5d8c3b02a on 2023-08-21; ProS3 with ESP32-S3\n";
  const PythonMap reached = map_of(std::string{banner} +
                                   "stack: 656 out of 15360\n"
                                   "GC: total: 64000, used: 2304, free: 61696, max new split: 8241152\n"
                                   " No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 3791\n");
  EXPECT_EQ(dynamic_named(reached, "PSRAM").size, mib(8));
  const PythonMap not_reached = map_of(std::string{banner} +
                                       "stack: 656 out of 15360\n"
                                       "GC: total: 64000, used: 2304, free: 61696, max new split: 65536\n"
                                       " No. of 1-blocks: 19, 2-blocks: 5, max blk sz: 23, max free sz: 3791\n");
  EXPECT_EQ(std::ranges::count(not_reached.dynamic, "PSRAM", &DynamicRegion::name), 0);
}

TEST(PythonMap, FurtherAreasAreNumbered) {
  const PythonMap map = map_of(
      "GC: total: 4096, used: 16, free: 4080\n"
      " No. of 1-blocks: 1, 2-blocks: 0, max blk sz: 1, max free sz: 127\n"
      "GC memory layout; from 55906311f640:\n"
      "00000000: h...............................................................\n"
      "00000800: ................................................................\n"
      "GC memory layout; from 55906312f660:\n"
      "00000000: ................................................................\n");
  EXPECT_EQ(lines_of(map), (std::vector<std::string>{"0x55906311f640 4096 heap MicroPython heap",
                                                     "0x55906312f660 2048 heap MicroPython heap, area 2"}))
      << "a row alone shows no step: its blocks are those of the other area";
}

TEST(PythonMap, WhatAPastedMapLacksOfTheHeapHasNoAddress) {
  const PythonMap map = map_of(
      "GC: total: 64000, used: 96, free: 63904\n"
      " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 120\n"
      "GC memory layout; from 20001000:\n"
      "00000000: h=..D=hh........................................................\n"
      "00000400: ................................................................\n");
  EXPECT_EQ(dynamic_named(map, "MicroPython heap, not in the map that was pasted").size, Bytes{61952});
}

TEST(PythonMap, AMissingRowLeavesTheUseOfAnAreaUnknown) {
  const PythonMap map = map_of(
      "GC: total: 3072, used: 96, free: 2976\n"
      " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 120\n"
      "GC memory layout; from 20001000:\n"
      "00000000: h=..D=hh........................................................\n"
      "00000800: ................................................................\n"
      "00000c00: ................................................................\n");
  const Region& heap = region_named(map, "MicroPython heap");
  EXPECT_EQ(heap.usage, Usage{});
  ASSERT_TRUE(heap.occupancy);
  EXPECT_EQ(std::ranges::count(heap.occupancy->runs, State::Unknown, &Occupancy::Run::state), 1);
}

TEST(PythonMap, MaixPyTellsWhereItsHeapLies) {
  const PythonMap map = map_of("mallocmallocgc heap=0x802f51a0-0x803751a0(524288)\n");
  EXPECT_EQ(map.title, "K210") << "the only chip with RAM there";
  EXPECT_EQ(lines_of(map),
            (std::vector<std::string>{"0x80000000 6291456 ram internal RAM", "0x802f51a0 524288 heap MicroPython heap",
                                      "0x80600000 2097152 ram KPU RAM"}));
}

TEST(PythonMap, AHeapWhosePlaceAndUseAreToldApartHasBoth) {
  const PythonMap map = map_of(
      "[MaixPy] gc heap=0x801f7d20-0x802d7d20(917504)\n"
      "GC: total: 903232, used: 4096, free: 899136\n"
      " No. of 1-blocks: 2, 2-blocks: 2, max blk sz: 2, max free sz: 120\n");
  EXPECT_EQ(region_named(map, "MicroPython heap").usage,
            (Usage{.used = Bytes{4096}, .free = Bytes{899136}, .largest_free = std::nullopt}));
  EXPECT_TRUE(map.dynamic.empty());
}

TEST(PythonMap, AddressesThatMoreThanOneChipHasNameNone) {
  const PythonMap map = map_of("", "I (801) heap_init: At 3FFC0000 len 00010000 (64 KiB): DRAM\n");
  EXPECT_EQ(map.title, "") << "an ESP32 and an ESP32-S2 have RAM there";
  EXPECT_EQ(lines_of(map), std::vector<std::string>{"0x3ffc0000 65536 ram ESP-IDF heap DRAM"});
}

TEST(PythonMap, SizesOfEspIdfWithoutItsLogAreNoted) {
  const PythonMap map = map_of("[(264, 0, 0, 0), (81240, 33964, 33792, 33180)]\n");
  EXPECT_TRUE(map.regions.empty());
  EXPECT_EQ(map.notes, (std::vector<Note>{{"paste.txt:1 esp32.idf_heap_info()", "its sizes have no addresses",
                                           "give the boot log too, whose heap_init lines have them"}}));
}

TEST(PythonMap, ALogOfLinuxIsNoMicrocontrollers) {
  EXPECT_FALSE(is_microcontroller_log(parse_boot_log("[    0.000000] Linux version 6.12.0\n", "dmesg")));
  EXPECT_TRUE(is_microcontroller_log(parse_boot_log(s3_log, "boot.log")));
}

TEST(PythonMap, AnAreaAtTheEndOfTheAddressesDoesNotWrap) {
  EXPECT_EQ(range_of(PythonHeapArea{.start = UINT64_MAX - 15, .block = {16}, .blocks = "h"}),
            PhysRange::make({UINT64_MAX - 15}, {16}));
  EXPECT_EQ(range_of(PythonHeapArea{.start = UINT64_MAX - 15, .block = {16}, .blocks = "h="}), std::nullopt);
  EXPECT_EQ(range_of(PythonHeapArea{.start = 0, .block = {16}, .blocks = ""}), std::nullopt);
}

}  // namespace
}  // namespace rampart

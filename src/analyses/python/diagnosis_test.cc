#include "analyses/python/diagnosis.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "analyses/explain/test_story.h"
#include "analyses/python/test_diagnosis.h"

namespace rampart {
namespace {

/// `no: internal RAM only: 91.4 KiB left, growth counted (paste:6)`
std::string answer(const PythonDiagnosis& diagnosis, std::string_view id) {
  const auto found = std::ranges::find(diagnosis.answers, id, &DiagnosisAnswer::id);
  if (found == diagnosis.answers.end()) return "not asked";
  std::string text{to_string(found->verdict)};
  if (!found->value.empty()) text += ": " + found->value;
  if (!found->evidence.empty()) text += " (" + to_string(found->evidence.front().where) + ')';
  return text;
}

std::string help(const PythonDiagnosis& diagnosis, std::string_view id) {
  return std::ranges::find(diagnosis.answers, id, &DiagnosisAnswer::id)->help;
}

TEST(Diagnosis, TheQuestionsAreAlwaysTheSameInTheSameOrder) {
  for (const auto& diagnosis : {diagnosed({{"paste", std::string{n16r8_without_psram}}}), diagnosed({})}) {
    std::vector<std::string_view> ids;
    for (const DiagnosisAnswer& each : diagnosis.answers) ids.push_back(each.id);
    EXPECT_EQ(ids,
              (std::vector<std::string_view>{"psram-fitted", "psram-in-use", "psram-kind", "firmware-matches",
                                             "heap-may-use", "flash-another", "heap-in-pieces", "program-holds-much"}));
  }
}

TEST(Diagnosis, AnN16R8WithInternalRamOnlyIsToldWhatToFlash) {
  const auto diagnosis = diagnosed({{"paste", std::string{n16r8_without_psram}}}, "N16R8");
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "yes: 8 MiB (--board)");
  EXPECT_EQ(answer(diagnosis, "psram-in-use"), "no: internal RAM only: 91.4 KiB left, growth counted (paste:6)");
  EXPECT_EQ(answer(diagnosis, "psram-kind"), "yes: octal (--board)");
  EXPECT_EQ(answer(diagnosis, "firmware-matches"), "no: it did not start octal PSRAM (paste:6)");
  EXPECT_EQ(answer(diagnosis, "heap-may-use"), "no: none of it now; started, up to 8 MiB (paste:6)");
  EXPECT_EQ(answer(diagnosis, "flash-another"), "yes: ESP32_GENERIC_S3-SPIRAM_OCT-20260406-v1.28.0.bin (--board)");
  EXPECT_EQ(answer(diagnosis, "heap-in-pieces"), "no: 69.6 KiB left, the largest object that fits is 68 KiB (paste:3)");
  EXPECT_EQ(answer(diagnosis, "program-holds-much"), "no: 123.4 KiB of 192.9 KiB that it may have (64%) (paste:3)");
  ASSERT_EQ(diagnosis.explained.causes.size(), 1U);
  EXPECT_EQ(diagnosis.explained.causes[0].cause_class, "psram_variant");
  EXPECT_TRUE(diagnosis.explained.has_error());
}

TEST(Diagnosis, WithoutTheModulesNameItSaysWhatWouldTell) {
  const auto diagnosis = diagnosed({{"paste", std::string{n16r8_without_psram}}});
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "unknown");
  EXPECT_EQ(help(diagnosis, "psram-fitted"),
            "give the module's name with --board, as it stands on its can (N16R8), or the boot log with --log");
  EXPECT_EQ(answer(diagnosis, "flash-another"), "unknown: ESP32_GENERIC_S3-SPIRAM_OCT, if its name says so (paste:6)");
  EXPECT_FALSE(diagnosis.explained.has_error());
}

TEST(Diagnosis, ALogAndAPasteAreOneBoard) {
  const auto diagnosis =
      diagnosed({{"paste",
                  "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
                  "GC: total: 64000, used: 9408, free: 54592, max new split: 8257536\n"
                  " No. of 1-blocks: 67, 2-blocks: 12, max blk sz: 137, max free sz: 3078\n"},
                 {"boot.log",
                  "I (192) octal_psram: vendor id    : 0x0d (AP)\n"
                  "I (250) esp_psram: Found 8MB PSRAM device\n"
                  "I (735) esp_psram: SPI SRAM memory test OK\n"}});
  EXPECT_EQ(diagnosis.machine, "Generic ESP32S3 module with Octal-SPIRAM with ESP32S3");
  EXPECT_EQ(diagnosis.version, "v1.25.0");
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "yes: 8 MiB (boot.log:2)");
  EXPECT_EQ(answer(diagnosis, "psram-in-use"), "yes: 7.9 MiB left to Python, growth counted (boot.log:2)");
  EXPECT_EQ(answer(diagnosis, "psram-kind"), "yes: octal (boot.log:1)");
  EXPECT_EQ(answer(diagnosis, "firmware-matches"), "yes: it has it in use (boot.log:2)");
  EXPECT_EQ(answer(diagnosis, "heap-may-use"), "yes: up to 8 MiB, on demand: `total` is a moment (paste:1)");
  EXPECT_EQ(answer(diagnosis, "flash-another"), "no: this one has the PSRAM in use (boot.log:2)");
  EXPECT_TRUE(diagnosis.explained.causes.empty());
}

TEST(Diagnosis, TheHeapOfEspIdfAloneTellsThatPsramIsInUse) {
  const auto diagnosis = diagnosed({{"paste", "[(22308, 7000, 6900, 6000), (8388608, 8305020, 8257536, 8300000)]\n"}});
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "yes: 8 MiB (paste:1)");
  EXPECT_EQ(answer(diagnosis, "flash-another"), "no: this one has the PSRAM in use (paste:1)");
}

TEST(Diagnosis, TheFirstChipMapsHalfOfItsPsram) {
  const auto diagnosis = diagnosed({{"log",
                                     "I (443) psram: This chip is ESP32-D0WD\n"
                                     "I (448) spiram: Found 64MBit SPI RAM device\n"
                                     "I (877) spiram: Adding pool of 4096K of external SPI memory to heap "
                                     "allocator\n"}});
  EXPECT_EQ(answer(diagnosis, "psram-kind"), "yes: quad (log:2)");
  EXPECT_EQ(answer(diagnosis, "heap-may-use"), "no: the ESP32 maps 4 MiB of its 8 MiB of PSRAM, by design (log:2)");
}

TEST(Diagnosis, ABuildOfTheSummerOf2023TakesHalf) {
  const auto diagnosis =
      diagnosed({{"paste",
                  "MicroPython v1.20.0-300-g3c4bfd1dec on 2023-07-20; ESP32S3 module (spiram octal) with ESP32S3\n"
                  ">>> gc.mem_free()\n"
                  "4185248\n"}},
                "N16R8");
  EXPECT_EQ(answer(diagnosis, "heap-may-use"), "no: the interpreter takes half of the PSRAM by design (paste:3)");
}

TEST(Diagnosis, AModuleWithoutPsramHasNothingToFlashFor) {
  const auto diagnosis = diagnosed({{"paste", std::string{n16r8_without_psram}}}, "ESP32-S3-WROOM-1-N8");
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "no: none, by the module's name (--board)");
  EXPECT_EQ(answer(diagnosis, "flash-another"), "no: no build makes PSRAM of none (--board)");
}

TEST(Diagnosis, AComputerHasNoPsram) {
  const auto diagnosis =
      diagnosed({{"paste", "(name='micropython', version=(1, 28, 0, ''), _machine='linux [GCC 12.2.0] version')\n"}});
  EXPECT_EQ(answer(diagnosis, "psram-fitted"), "no: none: a process of a computer (paste:1)");
}

TEST(Diagnosis, ARefusedAllocationTellsPiecesFromAFullHeap) {
  const std::string dump =
      "GC: total: 102400, used: 61440, free: 40960\n"
      " No. of 1-blocks: 900, 2-blocks: 200, max blk sz: 38, max free sz: 1000\n";
  const auto pieces = diagnosed({{"p", "MemoryError: memory allocation failed, allocating 20000 bytes\n" + dump}});
  EXPECT_EQ(answer(pieces, "heap-in-pieces"), "yes: 40 KiB left, the largest object that fits is 15.6 KiB (p:2)");
  EXPECT_EQ(answer(pieces, "program-holds-much"), "no: 60 KiB of 100 KiB that it may have (60%) (p:2)");
  const auto full = diagnosed({{"p", "MemoryError: memory allocation failed, allocating 65536 bytes\n" + dump}});
  EXPECT_EQ(answer(full, "heap-in-pieces"), "no: 40 KiB left, the largest object that fits is 15.6 KiB (p:2)");
  EXPECT_EQ(answer(full, "program-holds-much"), "yes: 60 KiB of 100 KiB that it may have (60%) (p:2)");
}

TEST(Diagnosis, ATextThatEndsInABootCutShortIsStillOfUse) {
  const auto diagnosis = diagnosed({{"log",
                                     "rst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\n"
                                     "E (229) quad_psram: PSRAM ID read error: 0x00ffffff\n"
                                     "abort() was called at PC 0x42007b1c on core 1\n"
                                     "ESP-ROM:esp32s3-20210327\n"
                                     "rst:0xc (RTC_SW_CPU_RST),boot:0x8 (SPI_FAST_FLASH_BOOT)\n"}},
                                   "N16R8");
  EXPECT_EQ(answer(diagnosis, "firmware-matches"), "no: it drives quad PSRAM, the module's is octal (log:2)");
}

TEST(Diagnosis, NumbersThatCannotBeTrueAreNoted) {
  const auto diagnosis = diagnosed({{"paste", "GC: total: 64000, used: 9408, free: 9408\n"}});
  ASSERT_EQ(diagnosis.explained.notes.size(), 1U);
  EXPECT_EQ(diagnosis.explained.notes[0].path, "paste");
  EXPECT_EQ(diagnosis.explained.notes[0].remedy, "see `rampart mpy parse`");
}

TEST(Diagnosis, AModuleOfAnotherChipIsNoted) {
  const std::string banner = "MicroPython v1.25.0 on 2025-04-15; Generic ESP32 module with ESP32\n";
  const auto diagnosis = diagnosed({{"paste", banner}}, "ESP32-S3-WROOM-1-N16R8");
  ASSERT_EQ(diagnosis.explained.notes.size(), 1U);
  EXPECT_EQ(diagnosis.explained.notes[0].reason, "a name of the ESP32-S3, and what was read is of the ESP32");
  EXPECT_TRUE(diagnosed({{"paste", banner}}, "N16R8").explained.notes.empty());  // a code alone is of any chip
}

TEST(Diagnosis, ItIsToldInChinese) {
  const auto diagnosis = diagnosed({{"paste", std::string{n16r8_without_psram}}}, "N16R8", Language::Chinese);
  EXPECT_EQ(answer(diagnosis, "firmware-matches"), "no: 它没有启动 octal PSRAM (paste:6)");
}

}  // namespace
}  // namespace rampart

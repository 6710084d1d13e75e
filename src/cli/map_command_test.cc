#include "cli/map_command.h"

#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "cli/test_run.h"

namespace rampart {
namespace {

/// `map` of these files.
Ran map_of(const std::vector<std::string>& files) {
  return captured([&](Context& context) { return run_map(context, files); });
}

std::string file_with(const std::string& name, std::string_view text) {
  const std::string path = testing::TempDir() + name;
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

constexpr std::string_view log_text =
    "I (250) esp_psram: Found 8MB PSRAM device\n"
    "I (801) heap_init: At 3FC9B2D8 len 0004E438 (313 KiB): RAM\n";
constexpr std::string_view paste_text =
    "MicroPython v1.25.0 on 2025-04-15; Generic ESP32S3 module with Octal-SPIRAM with ESP32S3\n"
    "GC: total: 1024, used: 32, free: 992, max new split: 8192000\n"
    " No. of 1-blocks: 0, 2-blocks: 1, max blk sz: 2, max free sz: 62\n"
    "GC memory layout; from 3c1849e0:\n"
    "00000000: h=..............................................................\n";

TEST(MapCommand, APasteAndABootLogAreOneMapWhateverTheirOrder) {
  const std::string log = file_with("boot.log", log_text);
  const std::string paste = file_with("paste.txt", paste_text);
  const Ran ran = map_of({log, paste});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(map_of({paste, log}).out, ran.out);
  EXPECT_NE(ran.out.find("8.5 MiB RAM = 166.9 KiB reserved + 1 KiB heap + 8.3 MiB left to the firmware\n"),
            std::string::npos)
      << ran.out;
}

TEST(MapCommand, OneTextMayHoldBoth) {
  const std::string both = file_with("both.txt", std::string{log_text} + std::string{paste_text});
  const Ran ran = map_of({both});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(ran.out.find("8.5 MiB RAM = 166.9 KiB reserved + 1 KiB heap + 8.3 MiB left to the firmware\n"),
            std::string::npos)
      << ran.out;
}

TEST(MapCommand, ADumpThatIsCutIsNamedWithItsPlace) {
  const std::string path = file_with("cut.txt", "stack: 720 out of 15360\nGC: total: 64000, us\n");
  const Ran ran = map_of({path});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_TRUE(ran.err.starts_with("rampart: " + path + ":2:")) << ran.err;
  EXPECT_EQ(ran.out, "");
}

TEST(MapCommand, AKernelLogThatSpeaksOfMicroPythonIsStillAKernels) {
  const std::string path = file_with("dmesg.txt",
                                     "[    0.000000] Linux version 6.12.0 (gcc)\n"
                                     "[    0.000000]   node   0: [mem 0x0000000040000000-0x000000005fffffff]\n"
                                     "GC: total: 64000, us\n");
  const Ran ran = map_of({path});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(ran.out.find("512 MiB RAM = 512 MiB free to Linux\n"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace rampart

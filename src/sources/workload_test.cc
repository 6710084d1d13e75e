#include "sources/workload.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

/// What is wrong with a workload, as a person reads it.
std::string refusal(std::string_view text) {
  const auto workload = parse_workload(text, "w");
  return workload ? "read" : to_string(workload.error());
}

constexpr std::string_view camera = "[[device]]\nname = \"camera\"\n";  // two lines

TEST(Workload, EveryPartIsRead) {
  const auto workload = parse_workload(
      "name = \"video call\"\n"
      "[board]\n"
      "device = \"maixcam\"\n"
      "ram = [\"0x80000000:256M\"]\n"
      "kernel = \"6.12\"\n"
      "[[pool]]\n"
      "name = \"secure\"\n"
      "kind = \"no-map\"\n"
      "below = \"4G\"\n"
      "[[device]]\n"
      "name = \"camera\"\n"
      "node = \"/soc/camera@1000\"\n"
      "contiguous = false\n"
      "[[buffer]]\n"
      "name = \"frame\"\n"
      "device = \"camera\"\n"
      "count = 4\n"
      "format = \"NV12\"\n"
      "width = 1920\n"
      "height = 1080\n"
      "height_align = 32\n"
      "[[model]]\n"
      "name = \"llm\"\n"
      "device = \"camera\"\n"
      "size = \"1.5G\"\n"
      "pool = \"secure\"\n"
      "[[queue]]\n"
      "name = \"events\"\n"
      "devices = [\"camera\"]\n"
      "entries = 256\n"
      "entry_size = 64\n"
      "[[linux]]\n"
      "name = \"system\"\n"
      "size = \"128M\"\n"
      "[[scenario]]\n"
      "name = \"call\"\n"
      "run = [\"camera\"]\n",
      "w");
  ASSERT_TRUE(workload) << to_string(workload.error());
  EXPECT_EQ(workload->name, "video call");
  EXPECT_EQ(workload->board.device, "maixcam");
  ASSERT_EQ(workload->board.ram.size(), 1U);
  EXPECT_EQ(workload->board.ram[0], *PhysRange::make({0x8000'0000}, mib(256)));
  ASSERT_EQ(workload->pools.size(), 1U);
  EXPECT_EQ(workload->pools[0].kind, PoolKind::NoMap);
  EXPECT_EQ(workload->pools[0].below, (PhysAddr{0x1'0000'0000}));
  EXPECT_TRUE(workload->pools[0].fixed_offsets);  // nothing else places buffers in a carve-out
  ASSERT_EQ(workload->demands.size(), 3U);
  EXPECT_EQ(workload->demands[0].size, (Bytes{1920 * 1088 * 3 / 2}));
  EXPECT_EQ(workload->demands[0].count, 4U);
  EXPECT_EQ(workload->demands[0].rule, "1920x1080 NV12, stride 1920");
  EXPECT_EQ(workload->demands[1].size, mib(1536));
  EXPECT_EQ(workload->demands[1].wish.pool, "secure");
  EXPECT_EQ(workload->demands[2].size, kib(16));
  EXPECT_EQ(workload->demands[2].rule, "256 entries of 64 bytes");
  EXPECT_EQ(workload->devices[0].wish.contiguous, false);
  EXPECT_EQ(workload->needs[0].size, mib(128));
  EXPECT_EQ(workload->scenarios[0].runs, std::vector<std::string>{"camera"});
}

TEST(Workload, WhatIsMissingIsSaidWhereItsTableBegins) {
  EXPECT_EQ(refusal(""), "w:1:1: nothing is wanted (expected [[buffer]], [[model]], [[queue]] or [[linux]])");
  EXPECT_EQ(refusal("[[buffer]]\nname = \"a\"\nsize = 1\n"),
            "w:1:1: a buffer without device (expected device = \"...\")");
  EXPECT_EQ(refusal("[[model]]\nname = \"a\"\ndevice = \"d\"\n"),
            "w:1:1: a model without size (expected size = \"1536M\")");
  EXPECT_EQ(refusal("[[buffer]]\nname = \"a\"\ndevice = \"d\"\n"),
            "w:1:1: a buffer without a size (expected size, or width, height and format)");
  EXPECT_EQ(refusal("[[queue]]\nname = \"a\"\ndevice = \"d\"\n"),
            "w:1:1: a queue without a size (expected size, or entries and entry_size)");
}

TEST(Workload, AKeyThatIsNotKnownIsRefusedWithThoseThatAre) {
  EXPECT_EQ(refusal("colour = 1\n"),
            "w:1:1: colour is not known (expected name, board, pool, device, buffer, model, queue, linux, scenario, "
            "never)");
  EXPECT_EQ(refusal("[[linux]]\nname = \"a\"\nsize = 1\ncolour = 2\n"),
            "w:4:1: colour is not known of a need of Linux (expected name, size)");
}

TEST(Workload, ValuesAreCheckedWhereTheyStand) {
  const std::string text{camera};
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nformat = \"H264\"\nwidth = 1\nheight = 1\n"),
            "w:6:10: H264 is no format that is known (expected a fourcc of V4L2 or DRM such as NV12; of a coded stream "
            "give size)");
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nsize = 0\n"),
            "w:6:8: size is not possible (expected 1 byte to 16 TiB)");
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nsize = 1\nalignment = 3\n"),
            "w:7:13: alignment is no power of two (expected such as \"4K\")");
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f f\"\ndevice = \"camera\"\nsize = 1\n"),
            "w:4:8: f f is no name (expected letters, digits, . _ and -)");
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nsize = 1\ncontiguous = 1\n"),
            "w:7:14: contiguous is neither true nor false (expected one of the two)");
  EXPECT_EQ(refusal("[board]\nram = [\"64M\"]\n"),
            "w:2:7: 64M is no RAM (expected BASE:SIZE, such as \"0x80000000:2G\")");
  EXPECT_EQ(refusal("[[pool]]\nname = \"p\"\nkind = \"ram\"\n"),
            "w:3:8: ram is no kind of pool (expected system, cma, coherent, no-map, cmm or ion)");
  EXPECT_EQ(refusal("[[pool]]\nname = \"cma\"\nkind = \"cma\"\n"),
            "w:2:8: cma is the name of a kind (expected another)");
  EXPECT_EQ(refusal(text + "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nsize = 1\ncount = 4097\n"),
            "w:7:9: count is not possible (expected a number of 1 to 4096)");
}

TEST(Workload, EverySizeMayBeAText) {
  const std::string text{camera};
  const auto workload = parse_workload(text +
                                           "[[buffer]]\nname = \"f\"\ndevice = \"camera\"\nformat = \"NV12\"\n"
                                           "width = 1920\nheight = 1080\nstride_align = \"4K\"\n"
                                           "size_align = \"1M\"\n[[queue]]\nname = \"q\"\ndevice = \"camera\"\n"
                                           "entries = 3\nentry_size = \"2K\"\n",
                                       "w");
  ASSERT_TRUE(workload) << to_string(workload.error());
  EXPECT_EQ(workload->demands[0].size, mib(7));  // 4096 * 1080 * 3 / 2 is 6.3 MiB
  EXPECT_EQ(workload->demands[1].size, kib(6));
}

TEST(Workload, NamesThatAreUsedAreThereAndStandOnce) {
  const std::string frame = std::string{camera} + "[[buffer]]\nname = \"frame\"\ndevice = \"camera\"\nsize = 1\n";
  EXPECT_EQ(refusal(frame), "read");
  EXPECT_EQ(refusal(frame + std::string{camera}), "w:7:1: camera stands twice (expected each name once)");
  EXPECT_EQ(refusal("[[buffer]]\nname = \"f\"\ndevice = \"gpu\"\nsize = 1\n"),
            "w:1:1: device gpu is not there (expected a [[device]] of that name)");
  EXPECT_EQ(refusal(frame + "pool = \"fast\"\n"),
            "w:3:1: pool fast is not there (expected a [[pool]] of that name, or system, cma, coherent, no-map, cmm, "
            "ion)");
  EXPECT_EQ(refusal(frame + "[[scenario]]\nname = \"s\"\nrun = [\"gpu\"]\n"),
            "w:7:1: gpu is not there (expected the name of a device, buffer, model or queue)");
  EXPECT_EQ(refusal(frame + "[[scenario]]\nname = \"s\"\nrun = [\"camera\", \"frame\"]\n[[never]]\ntogether = "
                            "[\"camera\", \"frame\"]\n"),
            "w:10:1: scenario s has two of them (expected them never together)");
  EXPECT_EQ(refusal(frame + "[[never]]\ntogether = [\"camera\"]\n"),
            "w:8:12: less than two names (expected who never runs with whom)");
  EXPECT_EQ(refusal(frame + "[[never]]\ntogether = [\"camera\", \"camera\"]\n"),
            "w:8:12: camera stands twice (expected others)");
}

TEST(Workload, ManyBuffersAreRefusedBeforeTheyFillMemory) {
  std::string text{camera};
  for (const char name : {'a', 'b'}) {
    text += std::string{"[[buffer]]\nname = \""} + name + "\"\ndevice = \"camera\"\nsize = 1\ncount = 3000\n";
  }
  EXPECT_EQ(refusal(text), "w:8:1: too many buffers (expected at most 4096)");
}

}  // namespace
}  // namespace rampart

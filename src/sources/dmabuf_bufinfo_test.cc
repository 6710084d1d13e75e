#include "sources/dmabuf_bufinfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view one_buffer =
    "\nDma-buf Objects:\nsize    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n"
    "03145728\t00000002\t00080007\t00000001\tlinux,cma\t00000002\tisp out\n"
    "\twrite fence:v3d v3d-render seq 17 unsignalled\n"
    "\tbookkeep fence:panfrost pan js0 seq 3 signalled\n"
    "\tAttached Devices:\n\tfd500000.isp\n\tfd500000.isp\nTotal 2 devices attached\n\n\n"
    "Total 1 objects, 3145728 bytes\n";

TEST(DmabufBufinfo, EveryPartOfABufferIsRead) {
  const auto info = parse_dmabuf_bufinfo(one_buffer, "bufinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  ASSERT_EQ(info->objects.size(), 1);
  EXPECT_EQ(
      info->objects[0],
      (DmabufObject{.size = mib(3),
                    .flags = 2,
                    .mode = 0x80007,
                    .count = 1,
                    .exporter = "linux,cma",
                    .ino = 2,
                    .name = "isp out",
                    .fences = {{"write", "v3d", "v3d-render", 17, false}, {"bookkeep", "panfrost", "pan js0", 3, true}},
                    .devices = {"fd500000.isp", "fd500000.isp"},
                    .line = 4}));
  EXPECT_EQ(info->total_count, 1);
  EXPECT_EQ(info->total_size, mib(3));
}

TEST(DmabufBufinfo, InEverySampleOfNewKernelsTheBuffersMakeTheTotal) {
  for (const std::string version : {"6.1", "6.12"}) {
    const auto info = parse_dmabuf_bufinfo(test_data("samples/dmabuf/bufinfo-linux-" + version + ".txt"), "bufinfo");
    ASSERT_TRUE(info) << to_string(info.error());
    ASSERT_EQ(info->objects.size(), 4);
    Bytes sum;
    for (const DmabufObject& object : info->objects) sum = saturating_add(sum, object.size);
    EXPECT_EQ(sum, info->total_size);
    EXPECT_EQ(info->total_count, 4);
    EXPECT_EQ(info->objects[0].name, std::nullopt);
    EXPECT_EQ(info->objects[2].name, "isp out");
    EXPECT_EQ(info->objects[3].ino, 1);
  }
}

TEST(DmabufBufinfo, Linux412HasNoInodesAndOtherFences) {
  const auto info = parse_dmabuf_bufinfo(test_data("samples/dmabuf/bufinfo-4.12-armada-etnaviv.txt"), "bufinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  ASSERT_EQ(info->objects.size(), 1);
  EXPECT_EQ(info->objects[0], (DmabufObject{.size = {3686400},
                                            .flags = 0,
                                            .mode = 5,
                                            .count = 4,
                                            .exporter = "drm",
                                            .fences = {{"Exclusive", "etnaviv", "130000.gpu", {}, true}},
                                            .devices = {"gpu-subsystem"},
                                            .line = 3}));
}

TEST(DmabufBufinfo, ANameIsReadThoughTheHeaderHasNone) {
  const auto info = parse_dmabuf_bufinfo(
      "Dma-buf Objects:\nsize\tflags\tmode\tcount\texp_name\tino\n"
      "00004096\t00000002\t00080007\t00000001\tion\t00017342\tpreview\n"
      "00004096\t00000002\t00080007\t00000001\tion\t00017343\t\n",
      "bufinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->objects[0].name, "preview");
  EXPECT_EQ(info->objects[0].ino, 17342);
  EXPECT_EQ(info->objects[1].name, std::nullopt);
}

TEST(DmabufBufinfo, AndroidsCopiesHaveNeitherHeaderNorTotals) {
  const auto info = parse_dmabuf_bufinfo(
      "00045056    00000002    00000007    00000002    ion 00022069    \n"
      "\tAttached Devices:\nTotal 0 devices attached\n"
      "01011712    00000002    00000007    00000001    ion 00019834    camera\n"
      "\tAttached Devices:\n\tsoc:qcom,cam_smmu\nTotal 1 devices attached\n",
      "bufinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  ASSERT_EQ(info->objects.size(), 2);
  EXPECT_EQ(info->objects[0].ino, 22069);
  EXPECT_EQ(info->objects[1].name, "camera");
  EXPECT_EQ(info->objects[1].devices, std::vector<std::string>{"soc:qcom,cam_smmu"});
  EXPECT_EQ(info->total_size, std::nullopt);
}

TEST(DmabufBufinfo, ASizeIsDecimalForAllItsZerosAndMayHaveMoreThanEightDigits) {
  const auto info = parse_dmabuf_bufinfo("4294967296 0 0 1 system 5\n00000010 0 0 1 system 6\n", "bufinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->objects[0].size, gib(4));
  EXPECT_EQ(info->objects[1].size, Bytes{10});
}

TEST(DmabufBufinfo, NoBuffersIsAnAnswer) {
  const auto info = parse_dmabuf_bufinfo(
      "\nDma-buf Objects:\nsize    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n"
      "\nTotal 0 objects, 0 bytes\n",
      "bufinfo");
  ASSERT_TRUE(info);
  EXPECT_TRUE(info->objects.empty());
  EXPECT_EQ(info->total_size, Bytes{0});
}

TEST(DmabufBufinfo, ALineOfAnotherKindIsRefusedWhereItStands) {
  const auto info = parse_dmabuf_bufinfo("\nDma-buf Objects:\nnot a buffer\n", "bufinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(to_string(info.error()), "bufinfo:3:1: no buffer (expected size, flags, mode, count, exporter and inode)");
}

TEST(DmabufBufinfo, AFenceBeforeAnyBufferIsRefused) {
  const auto info = parse_dmabuf_bufinfo("\twrite fence:v3d bin seq 1 signalled\n", "bufinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().where, (SourcePos{"bufinfo", 1, 1}));
}

TEST(DmabufBufinfo, MoreBuffersThanTheLimitAreRefused) {
  std::string text;
  for (std::size_t i = 0; i <= DmabufInfo::max_objects; ++i) text += "1 0 0 1 s 1\n";
  const auto info = parse_dmabuf_bufinfo(text, "bufinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().code, Errc::TooLarge);
  EXPECT_EQ(to_string(info.error()), "bufinfo:65537:1: more buffers than are read");
}

}  // namespace
}  // namespace rampart

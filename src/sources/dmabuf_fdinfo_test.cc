#include "sources/dmabuf_fdinfo.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(DmabufFdinfo, EveryFieldIsRead) {
  const auto info = parse_dmabuf_fdinfo(
      "pos:\t0\nflags:\t02000002\nmnt_id:\t9\nino:\t2\nsize:\t3145728\ncount:\t1\nexp_name:\tlinux,cma\nname:\tisp "
      "out\n",
      "fdinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(*info, (DmabufFdinfo{.pos = 0,
                                 .flags = 02000002,
                                 .mnt_id = 9,
                                 .ino = 2,
                                 .size = mib(3),
                                 .count = 1,
                                 .exporter = "linux,cma",
                                 .name = "isp out"}));
}

TEST(DmabufFdinfo, BlanksServeAsWellAsTabsAndKeysMayLack) {
  const auto info = parse_dmabuf_fdinfo("pos:    0\nino:    7\nsize:   4096\ncount:  2\nexp_name:  ion\n", "fdinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->flags, std::nullopt);
  EXPECT_EQ(info->size, kib(4));
  EXPECT_EQ(info->exporter, "ion");
  EXPECT_EQ(info->name, std::nullopt);
}

TEST(DmabufFdinfo, ADescriptorOfSomethingElseHasNoExporter) {
  const auto info = parse_dmabuf_fdinfo("pos:\t0\nflags:\t02\nmnt_id:\t15\nino:\t1057\neventfd-count:   0\n", "fdinfo");
  ASSERT_TRUE(info) << to_string(info.error());
  EXPECT_EQ(info->exporter, std::nullopt);
  EXPECT_EQ(info->size, std::nullopt);
}

TEST(DmabufFdinfo, ASizeThatIsNoNumberIsRefusedWhereItStands) {
  const auto info = parse_dmabuf_fdinfo("pos:\t0\nsize:\t4k\n", "fdinfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(to_string(info.error()), "fdinfo:2:7: size has no number (expected <key>: <number>)");
}

TEST(DmabufFdinfo, AFlagOfEightIsNotOctal) { EXPECT_FALSE(parse_dmabuf_fdinfo("flags:\t08\n", "fdinfo")); }

TEST(DmabufFdinfo, EverySampleIsADmabuf) {
  for (const std::string version : {"6.1", "6.12"}) {
    Bytes sum;
    for (const auto& [name, text] : test_data_parts("samples/dmabuf/fdinfo-linux-" + version + ".txt")) {
      const auto info = parse_dmabuf_fdinfo(text.substr(0, text.find("readlink")), name);
      ASSERT_TRUE(info) << to_string(info.error());
      ASSERT_TRUE(info->ino && info->size && info->exporter) << name;
      sum = saturating_add(sum, *info->size);
    }
    EXPECT_EQ(sum, Bytes{6303744});
  }
}

}  // namespace
}  // namespace rampart

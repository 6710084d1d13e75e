#include "sources/dmabuf_maps.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(DmabufMaps, OnlyMappingsOfDmabufsAreRead) {
  const auto mappings = parse_dmabuf_maps(
      "00400000-00401000 r-xp 00000000 fe:01 1234                               /usr/bin/camera\n"
      "7f5c000000-7f5c300000 rw-s 00000000 00:0b 2                              /dmabuf:isp out\n"
      "7f5d000000-7f5d001000 rw-p 00000000 00:00 0 \n"
      "7f5e000000-7f5e001000 rw-s 00001000 00:0b 3                              /dmabuf:\n",
      "maps");
  ASSERT_TRUE(mappings) << to_string(mappings.error());
  EXPECT_EQ(*mappings, (std::vector<DmabufMapping>{{2, mib(3), "isp out", 2}, {3, kib(4), "", 4}}));
}

TEST(DmabufMaps, AFileOfThatNameInADirectoryIsNoDmabuf) {
  const auto mappings = parse_dmabuf_maps("1000-2000 r--p 0 fe:01 9 /tmp/dmabuf:x\n", "maps");
  ASSERT_TRUE(mappings);
  EXPECT_TRUE(mappings->empty());
}

TEST(DmabufMaps, AMappingThatEndsBeforeItBeginsIsRefused) {
  const auto mappings = parse_dmabuf_maps("\n2000-1000 rw-s 0 00:0b 2 /dmabuf:\n", "maps");
  ASSERT_FALSE(mappings);
  EXPECT_EQ(to_string(mappings.error()),
            "maps:2:1: no mapping (expected <first>-<end> <perms> <offset> <dev> <ino> <path>)");
}

}  // namespace
}  // namespace rampart

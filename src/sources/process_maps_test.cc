#include "sources/process_maps.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(ProcessMaps, PrivateMemoryOfNoFileIsTaken) {
  const auto ranges = parse_anonymous_maps(
      "00400000-00407000 r-xp 00000000 00:02 1023                               /bin/init\n"
      "0041b000-0043d000 rw-p 00000000 00:00 0                                  [heap]\n"
      "7fa1000000-7fa1021000 rw-p 00000000 00:00 0 \n"
      "7fa2000000-7fa2001000 rw-s 00000000 00:01 4 /dev/zero (deleted)\n"
      "7fa3000000-7fa3001000 rw-p 00000000 00:00 0                              [anon:scudo:primary]\n"
      "7ffe000000-7ffe021000 rw-p 00000000 00:00 0                              [stack]\n"
      "7fff000000-7fff002000 r-xp 00000000 00:00 0                              [vdso]\n",
      "maps");
  ASSERT_TRUE(ranges) << to_string(ranges.error());
  EXPECT_EQ(*ranges, (std::vector<VirtualRange>{{0x41b000, 0x43d000},
                                                {0x7fa1000000, 0x7fa1021000},
                                                {0x7fa3000000, 0x7fa3001000},
                                                {0x7ffe000000, 0x7ffe021000}}));
}

TEST(ProcessMaps, AKernelThreadHasNone) {
  const auto ranges = parse_anonymous_maps("", "maps");
  ASSERT_TRUE(ranges);
  EXPECT_TRUE(ranges->empty());
}

TEST(ProcessMaps, ALineOfAnotherFormIsRefusedWhereItStands) {
  EXPECT_EQ(to_string(parse_anonymous_maps("00400000 r-xp\n", "maps").error()),
            "maps:1:9: no addresses (expected <first>-<end> in hex)");
  EXPECT_EQ(to_string(parse_anonymous_maps("0-1000 rw-p 0 00:00 0\n2000-1000 rw-p 0 00:00 0\n", "maps").error()),
            "maps:2:10: no addresses (expected <first>-<end> in hex)");
  EXPECT_EQ(to_string(parse_anonymous_maps("0-1000 rw-p 0 00:00 x\n", "maps").error()),
            "maps:1:21: no inode (expected a number)");
}

}  // namespace
}  // namespace rampart

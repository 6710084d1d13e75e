#include "host/recorded_maps.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

constexpr std::string_view maps =
    "aaaac0000000-aaaac0010000 r-xp 00000000 b3:02 131 /usr/bin/secret\n"
    "ffff90000000-ffff90200000 rw-s 00000000 00:0b 5 /dmabuf:isp out\n"
    "ffff90300000-ffff90301000 rw-p 00000000 00:00 0 [heap]\n";

TEST(RecordedMaps, OnlyTheLinesOfDmaBufsAreKept) {
  EXPECT_EQ(dmabuf_lines(maps), "ffff90000000-ffff90200000 rw-s 00000000 00:0b 5 /dmabuf:isp out\n");
  EXPECT_EQ(dmabuf_lines(""), "");
}

TEST(RecordedMaps, OnlyMapsOfProcessesAreCutAndErrorsStay) {
  Recording recording;
  recording["/proc/7/maps"].content = std::string{maps};
  recording["/proc/8/maps"].content =
      std::unexpected(Error{Errc::NoPermission, {"/proc/8/maps", 0, 0}, "permission denied"});
  recording["/etc/maps"].content = std::string{maps};
  keep_dmabuf_mappings(recording);
  EXPECT_EQ(**recording["/proc/7/maps"].content, dmabuf_lines(maps));
  EXPECT_EQ(recording["/proc/8/maps"].content->error().what, "permission denied");
  EXPECT_EQ(**recording["/etc/maps"].content, maps);
}

}  // namespace
}  // namespace rampart

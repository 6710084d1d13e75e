#include <gtest/gtest.h>

#include <rampart/base/result.h>

namespace rampart {
namespace {

TEST(SourcePos, IsWrittenAsFarAsItIsKnown) {
  EXPECT_EQ(to_string(SourcePos{"board.dts", 142, 3}), "board.dts:142:3");
  EXPECT_EQ(to_string(SourcePos{"dmesg", 17, 0}), "dmesg:17");
  EXPECT_EQ(to_string(SourcePos{"/proc/iomem", 0, 0}), "/proc/iomem");
  EXPECT_EQ(to_string(SourcePos{"/proc/iomem", 0, 5}), "/proc/iomem");
  EXPECT_EQ(to_string(SourcePos{}), "");
}

TEST(Error, IsItsPlaceAndWhatIsWrongThere) {
  EXPECT_EQ(to_string(Error{Errc::Malformed, {"meminfo", 2, 10}, "CmaTotal has no size (expected <number> kB)"}),
            "meminfo:2:10: CmaTotal has no size (expected <number> kB)");
  EXPECT_EQ(to_string(Error{Errc::Io, {}, "out of memory"}), "out of memory");
}

}  // namespace
}  // namespace rampart

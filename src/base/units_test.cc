#include <gtest/gtest.h>

#include <rampart/base/units.h>

namespace rampart {
namespace {

TEST(Units, BinaryUnitsAreBytes) {
  EXPECT_EQ(kib(1), Bytes{1024});
  EXPECT_EQ(mib(3), kib(3 * 1024));
  EXPECT_EQ(gib(4), Bytes{4'294'967'296});
}

TEST(Units, ASizeInPagesThatPasses64BitsIsNone) {
  EXPECT_EQ(size_of(Pages{3}, kib(16)), kib(48));
  EXPECT_EQ(size_of(Pages{UINT64_MAX / 4096}, kib(4)), Bytes{UINT64_MAX - 4095});
  EXPECT_EQ(size_of(Pages{UINT64_MAX / 4096 + 1}, kib(4)), std::nullopt);
  EXPECT_EQ(size_of(Pages{UINT64_MAX}, Bytes{0}), Bytes{0});
  EXPECT_EQ(size_of(Pages{0}, Bytes{UINT64_MAX}), Bytes{0});
}

TEST(Units, SumsAndDifferencesStopAtTheirEnds) {
  EXPECT_EQ(saturating_add(Bytes{UINT64_MAX - 1}, Bytes{1}), Bytes{UINT64_MAX});
  EXPECT_EQ(saturating_add(Bytes{UINT64_MAX}, Bytes{1}), Bytes{UINT64_MAX});
  EXPECT_EQ(saturating_add(Bytes{UINT64_MAX}, Bytes{UINT64_MAX}), Bytes{UINT64_MAX});
  EXPECT_EQ(saturating_sub(Bytes{3}, Bytes{2}), Bytes{1});
  EXPECT_EQ(saturating_sub(Bytes{2}, Bytes{3}), Bytes{0});
}

}  // namespace
}  // namespace rampart

#include "sources/meminfo.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Meminfo, AKernelWithoutCmaLeavesItsFieldsEmpty) {
  const auto info = parse_meminfo("MemTotal:  1024 kB\n", "meminfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->mem_total, kib(1024));
  EXPECT_EQ(info->cma_total, std::nullopt);
}

TEST(Meminfo, ANumberWithoutItsUnitIsRefusedWhereItStands) {
  const auto info = parse_meminfo("MemTotal: 8 kB\nCmaTotal: 64\n", "meminfo");
  ASSERT_FALSE(info);
  EXPECT_EQ(info.error().where, (SourcePos{"meminfo", 2, 10}));
  EXPECT_EQ(info.error().what, "CmaTotal has no size (expected <number> kB)");
}

TEST(Meminfo, ASizeThatPasses64BitsInBytesIsRefused) {
  EXPECT_FALSE(parse_meminfo("MemTotal: 18446744073709551615 kB\n", "meminfo"));
}

TEST(Meminfo, ALineWithoutAUnitThatIsNotOursIsSkipped) {
  const auto info = parse_meminfo("HugePages_Total:       0\nMemFree: 12 kB\n", "meminfo");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->mem_free, kib(12));
}

}  // namespace
}  // namespace rampart

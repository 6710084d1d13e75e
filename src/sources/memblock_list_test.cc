#include "sources/memblock_list.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

MemblockEntry entry(std::uint64_t first, std::uint64_t last, std::optional<std::string> flags) {
  return {*PhysRange::from_first_last({first}, {last}), std::move(flags)};
}

TEST(MemblockList, EachLineIsARangeWithItsFlags) {
  const auto list = parse_memblock_list(
      "   0: 0x0000000040000000..0x0000000058ffffff    0 NONE\n"
      "   1: 0x0000000059000000..0x000000005bffffff    0 NOMAP\n",
      "memory");
  ASSERT_TRUE(list);
  EXPECT_EQ(*list, (std::vector<MemblockEntry>{entry(0x40000000, 0x58ffffff, "NONE"),
                                               entry(0x59000000, 0x5bffffff, "NOMAP")}));
}

TEST(MemblockList, OldKernelsPrintNoFlags) {
  const auto list = parse_memblock_list("   0: 0x40000000..0x5fffffff\n", "memory");
  ASSERT_TRUE(list);
  EXPECT_EQ(*list, (std::vector<MemblockEntry>{entry(0x40000000, 0x5fffffff, std::nullopt)}));
}

TEST(MemblockList, AnyOtherLineIsRefusedWhereItBreaks) {
  const auto list = parse_memblock_list("   0: 0x40000000..0x5fffffff\n   1: 0x60000000-0x6fffffff\n", "memory");
  ASSERT_FALSE(list);
  EXPECT_EQ(to_string(list.error()), "memory:2:17: no range (expected <number>: 0x<first>..0x<last>)");
}

}  // namespace
}  // namespace rampart

#include "sources/generic_ion.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(GenericIon, ClientsAndOrphansAreRead) {
  const auto text = parse_generic_ion(
      "          client              pid             size\n"
      "----------------------------------------------------\n"
      "  surface flinger              201          4194304\n"
      "----------------------------------------------------\n"
      "allocations (info is from last known client):\n"
      "           media               77            65536 1 0\n"
      "----------------------------------------------------\n"
      "  total orphaned            65536\n"
      "          total           4259840\n"
      "   deferred free                0\n"
      "----------------------------------------------------\n"
      "0 order 8 highmem pages uncached in pool = 0 total\n",
      "system");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(text->pools[0], (VendorPool{.vendor = "ION",
                                        .kind = Kind::Ion,
                                        .used = Bytes{4259840},
                                        .blocks = {{.size = kib(64), .client = "media", .line = 6}},
                                        .clients = {{"surface flinger", 201, mib(4), 3}},
                                        .line = 9}));
}

TEST(GenericIon, ATextOfAnotherDriverIsLeftToIt) {
  const auto text = parse_generic_ion("---\nthe heap id is 6\n", "system");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::Unsupported);
  EXPECT_EQ(to_string(text.error()), "system:2:1: no ION heap (expected client pid size)");
}

TEST(GenericIon, ARowWithoutASizeIsRefused) {
  const auto text = parse_generic_ion("client pid size\nmedia 77\n", "system");
  ASSERT_FALSE(text);
  EXPECT_EQ(to_string(text.error()), "system:2:1: no row (expected a client, its pid and a size)");
}

}  // namespace
}  // namespace rampart

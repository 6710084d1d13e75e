#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A board with one dynamic CMA pool of 32 MiB that may lie in `length` bytes from 0x60000000 on.
BootSetup board(std::string_view name, std::uint32_t length) {
  return test_board([&](DtbBuilder& b) {
    b.begin_node(name);
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0x2000000});
    b.cells("alloc-ranges", {0, 0x60000000, 0, length});
    b.property("reusable");
    b.end_node();
  });
}

TEST(SizeUsedForReg, AnAddressInTheNameShowsThatRegWasMeant) {
  const auto setup = board("vpu@60000000", 0x10000000);
  EXPECT_EQ(found("size-used-for-reg", setup),
            Texts{"warning: vpu@60000000 has a size but no reg: the address in its name is not used"});
  EXPECT_EQ(first_found("size-used-for-reg", setup).effect,
            "Linux 6.12 places it anywhere in alloc-ranges, mostly at their end");
  EXPECT_TRUE(first_found("size-used-for-reg", board("vpu@60000000", 0x2000000)).effect.contains("only that address"));
}

TEST(SizeUsedForReg, ANameWithoutAnAddressIsThatOfADynamicRegion) {
  EXPECT_EQ(found("size-used-for-reg", board("linux,cma", 0x10000000)), Texts{});
}

TEST(SizeUsedForReg, ANodeWithRegIsNotLookedAt) {
  EXPECT_EQ(
      found("size-used-for-reg", test_board([](DtbBuilder& b) { region(b, "vpu@60000000", 0x60000000, 0x1000); })),
      Texts{});
}

}  // namespace
}  // namespace rampart

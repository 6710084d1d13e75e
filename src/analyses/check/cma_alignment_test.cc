#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup pool_at(std::uint32_t base, std::uint32_t size) {
  return test_board([&](DtbBuilder& b) { region(b, "npu@0", base, size, {"shared-dma-pool", "reusable"}); });
}

TEST(CmaAlignment, ABaseOffTheGranuleIsAnError) {
  const auto setup = pool_at(0x50100000, 0x8100000);
  EXPECT_EQ(found("cma-alignment", setup),
            Texts{"error: npu@0 is a CMA pool, and its base 0x50100000 and size 0x8100000 are no multiples of 2 MiB"});
  EXPECT_EQ(
      first_found("cma-alignment", setup).effect,
      "Linux 6.12 prints incorrect alignment of CMA region and makes no pool: the memory is given to anyone, also "
      "where another region, the kernel or the tree lies in it; 2 MiB is assumed, give --config for the kernel's "
      "own value");
}

TEST(CmaAlignment, APoolOfWholeGranulesIsFine) {
  EXPECT_EQ(found("cma-alignment", pool_at(0x50400000, 0x8000000)), Texts{});
}

TEST(CmaAlignment, TwoMebibytesDoWithHugePagesOnly) {
  auto setup = pool_at(0x50200000, 0x8000000);
  EXPECT_EQ(found("cma-alignment", setup),
            Texts{"note: npu@0 is a CMA pool, and its base 0x50200000 is no multiple of 4 MiB"});
  setup.kernel = {5, 10};
  EXPECT_EQ(found("cma-alignment", setup),
            Texts{"error: npu@0 is a CMA pool, and its base 0x50200000 is no multiple of 4 MiB"});
  setup.kernel = {6, 12};
  setup.has_config = true;
  EXPECT_EQ(found("cma-alignment", setup),
            Texts{"error: npu@0 is a CMA pool, and its base 0x50200000 is no multiple of 4 MiB"});
  setup.config.pages.transparent = true;
  EXPECT_EQ(found("cma-alignment", setup), Texts{});
  setup.kernel = {6, 1};
  EXPECT_EQ(found("cma-alignment", setup).size(), 1U) << "6.1 needs HUGETLB_PAGE";
}

TEST(CmaAlignment, OfADynamicPoolOnlyTheSizeCounts) {
  const auto dynamic = [](std::uint32_t size) {
    return test_board([&](DtbBuilder& b) {
      b.begin_node("linux,cma");
      b.cells("size", {0, size});
      b.cells("alignment", {0, 0x1000});
      b.string("compatible", "shared-dma-pool");
      b.property("reusable");
      b.end_node();
    });
  };
  EXPECT_EQ(found("cma-alignment", dynamic(0x2000000)), Texts{});
  EXPECT_EQ(found("cma-alignment", dynamic(0x2100000)),
            Texts{"error: linux,cma is a CMA pool, and its size 0x2100000 is no multiple of 2 MiB"});
}

TEST(CmaAlignment, OtherRegionsNeedNoGranule) {
  EXPECT_EQ(found("cma-alignment", test_board([](DtbBuilder& b) {
                    region(b, "a@50100000", 0x50100000, 0x1000, {"shared-dma-pool", "no-map"});
                    region(b, "b@50200000", 0x50201000, 0x1000, {"reusable"});
                  })),
            Texts{});
}

}  // namespace
}  // namespace rampart

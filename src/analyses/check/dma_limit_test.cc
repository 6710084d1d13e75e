#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view limit = "dma-limit";
constexpr std::string_view anywhere = "dynamic-without-alloc-ranges";

/// Where the pool of a board lies: at `high << 32 | low`, or where alloc-ranges say, or anywhere.
struct Pool {
  std::uint32_t high = 0;
  std::uint32_t low = 0;
  bool is_dynamic = false;
  bool has_ranges = true;
  std::string_view flag = "reusable";
};

/// 8 GiB of RAM at 0x40000000, a device of `compatible` on a bus, and its pool of 64 MiB.
BootSetup board(std::string_view compatible, const Pool& pool, bool has_dma_ranges = false) {
  const auto head = [&](DtbBuilder& b) {
    b.begin_node("soc");
    b.cells("#address-cells", {2});
    b.cells("#size-cells", {2});
    if (has_dma_ranges) b.cells("dma-ranges", {0, 0xc0000000, 0, 0x40000000, 0, 0x40000000});
    b.begin_node("codec");
    b.string("compatible", compatible);
    b.cells("memory-region", {1});
    b.end_node();
    b.end_node();
  };
  BootSetup setup = test_board(head, [&](DtbBuilder& b) {
    b.begin_node("pool");
    b.string("compatible", "shared-dma-pool");
    b.property(pool.flag);
    if (!pool.is_dynamic) {
      b.cells("reg", {pool.high, pool.low, 0, 0x4000000});
    } else {
      b.cells("size", {0, 0x4000000});
      if (pool.has_ranges) b.cells("alloc-ranges", {pool.high, pool.low, 0, 0x10000000});
    }
    b.cells("phandle", {1});
    b.end_node();
  });
  setup.ram = {*PhysRange::make({0x40000000}, gib(8))};
  return setup;
}

TEST(DmaLimit, APoolAbove4GiBOfADeviceThatIsKnownToHave32Bits) {
  const auto setup = board("rockchip,rk3399-vpu", {1, 0x80000000});
  EXPECT_EQ(found(limit, setup),
            Texts{"error: pool lies beyond the reach of /soc/codec: which reaches the lowest 4 GiB only"});
  EXPECT_TRUE(first_found(limit, setup).effect.contains("takes ordinary pages instead"));
  EXPECT_EQ(first_found(limit, setup).locations[1].detail, "/soc/codec");
}

TEST(DmaLimit, TheOldPeripheralsOfARaspberryPiReach1GiB) {
  EXPECT_EQ(found(limit, board("brcm,bcm2835-codec", {0, 0x80000000})),
            Texts{"error: pool lies beyond the reach of /soc/codec: which reaches the lowest 1 GiB only"});
}

TEST(DmaLimit, OfAnUnknownDeviceItIsAWarning) {
  EXPECT_EQ(
      found(limit, board("vendor,npu", {1, 0x80000000})),
      Texts{"warning: pool lies beyond the reach of /soc/codec: which has 32-bit addresses unless its driver asks "
            "for more"});
  EXPECT_EQ(found(limit, board("vendor,npu", {1, 0x80000000, true})).size(), 1U);
}

TEST(DmaLimit, DmaRangesTellHowFarABusReaches) {
  const auto setup = board("vendor,npu", {0, 0x90000000, false, true, "no-map"}, true);
  EXPECT_EQ(found(limit, setup),
            Texts{"error: pool lies beyond the reach of /soc/codec: dma-ranges of /soc end at 0x7fffffff"});
  EXPECT_TRUE(first_found(limit, setup).effect.contains("beyond the device's DMA address range"));
  EXPECT_EQ(found(limit, board("vendor,npu", {0, 0x7e000000}, true)),
            Texts{"error: pool lies partly beyond the reach of /soc/codec: dma-ranges of /soc end at 0x7fffffff"});
}

TEST(DmaLimit, ADefaultPoolAbove4GiBIsNoneForDevicesOf32Bits) {
  auto setup = test_board([](DtbBuilder& b) {
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0x4000000});
    b.cells("alloc-ranges", {1, 0, 0, 0x40000000});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
  setup.ram = {*PhysRange::make({0x40000000}, gib(8))};
  EXPECT_EQ(found(limit, setup), Texts{"warning: linux,cma, the default CMA pool, lies wholly above 4 GiB"});
}

TEST(DmaLimit, APoolWithinReachIsFine) {
  EXPECT_EQ(found(limit, board("rockchip,rk3399-vpu", {0, 0xf0000000})), Texts{});
  EXPECT_EQ(found(limit, board("vendor,npu", {0, 0x7c000000}, true)), Texts{});
  EXPECT_EQ(found(limit, board("vendor,npu", {0, 0xf8000000, true})), Texts{});  // partly below 4 GiB
}

TEST(DynamicWithoutAllocRanges, GoesToTheTopOfRamOutOfReach) {
  const auto setup = board("mediatek,mt8188-vcodec-dec", {.is_dynamic = true, .has_ranges = false});
  EXPECT_EQ(found(anywhere, setup), Texts{"warning: pool may be placed anywhere, also beyond the reach of /soc/codec"});
  EXPECT_EQ(first_found(anywhere, setup).effect,
            "Linux 6.12 looks for room from the top of RAM down and puts it at 0x23c000000");
}

TEST(DynamicWithoutAllocRanges, ABusMayReachLessThan4GiB) {
  auto setup = board("vendor,npu", {.is_dynamic = true, .has_ranges = false}, true);
  setup.ram = {*PhysRange::make({0x40000000}, gib(2))};
  EXPECT_EQ(found(anywhere, setup).size(), 1U);
}

TEST(DynamicWithoutAllocRanges, WithRangesOrWithRamBelow4GiBThereIsNothingToFear) {
  EXPECT_EQ(found(anywhere, board("vendor,npu", {0, 0xc0000000, true})), Texts{});
  auto setup = board("vendor,npu", {.is_dynamic = true, .has_ranges = false});
  setup.ram = {*PhysRange::make({0x40000000}, gib(3))};
  EXPECT_EQ(found(anywhere, setup), Texts{});
}

TEST(DynamicWithoutAllocRanges, TheDefaultPoolIsForDevicesOf32BitsToo) {
  auto setup = test_board([](DtbBuilder& b) {
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0x4000000});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
  EXPECT_EQ(found(anywhere, setup), Texts{});
  setup.ram = {*PhysRange::make({0x40000000}, gib(8))};
  EXPECT_EQ(found(anywhere, setup),
            Texts{"warning: linux,cma may be placed anywhere, also beyond the reach of every device that "
                  "reaches the lowest 4 GiB"});
}

}  // namespace
}  // namespace rampart

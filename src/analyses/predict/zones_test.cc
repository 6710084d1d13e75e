#include "analyses/predict/zones.h"

#include <gtest/gtest.h>

#include "analyses/predict/prediction.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// 2 GiB of RAM at `base` and a bus whose devices reach CPU addresses below `reach`; a kernel with both DMA zones and
/// 16 MiB of default CMA.
BootSetup board(KernelVersion kernel, std::uint32_t base, std::uint32_t reach, std::string_view status = "okay") {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.begin_node("memory");
  b.string("device_type", "memory");
  b.cells("reg", {base, 0x80000000});
  b.end_node();
  b.begin_node("soc");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.string("status", status);
  b.cells("dma-ranges", {0xc0000000, 0, reach});
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  setup.has_config = true;
  setup.config.layout.zone_dma = setup.config.layout.zone_dma32 = true;
  setup.architecture = Architecture::Arm64;
  setup.kernel = kernel;
  setup.loaded.kernel = PhysRange::make({base + mib(2).value}, mib(8));
  return setup;
}

/// The end of the default area, which lies as high as it may.
std::uint64_t end_of_default(const BootSetup& setup) {
  const Prediction found = predict(setup);
  return found.regions.empty() ? 0 : found.regions.front().range.last().value + 1;
}

TEST(Zones, TheReachOfABusIsRoundedUpBeforeSixTwelveAndExactSince) {
  EXPECT_EQ(end_of_default(board({6, 1}, 0, 0x3c000000)), 0x40000000U);
  EXPECT_EQ(end_of_default(board({6, 12}, 0, 0x3c000000)), 0x3c000000U);
}

TEST(Zones, ADisabledBusLimitsNothing) {
  EXPECT_EQ(end_of_default(board({6, 12}, 0, 0x3c000000, "disabled")), end_of_default(board({6, 12}, 0, 0x80000000)));
}

TEST(Zones, AReachBelowAllRamIsWidenedBeforeSixTwelveAndLeavesNothingSince) {
  EXPECT_EQ(end_of_default(board({6, 1}, 0x40000000, 0x3c000000)),
            end_of_default(board({6, 1}, 0x40000000, 0xc0000000)));
  const Prediction found = predict(board({6, 12}, 0x40000000, 0x3c000000));
  EXPECT_EQ(found.regions.size(), 0U);
  ASSERT_EQ(found.failed.size(), 1U);
  EXPECT_EQ(found.failed.front().reason, "cma_failed");
}

}  // namespace
}  // namespace rampart

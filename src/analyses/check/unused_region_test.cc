#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A device that names `phandle`, and a coherent pool that is phandle 1, or has none.
BootSetup board(std::uint32_t named, bool has_phandle = false, std::string_view status = "okay") {
  const auto head = [&](DtbBuilder& b) {
    b.begin_node("dsp");
    b.string("status", status);
    if (named != 0) b.cells("memory-region", {named});
    b.end_node();
  };
  return test_board(head, [&](DtbBuilder& b) {
    b.begin_node("dma@50000000");
    b.string("compatible", "shared-dma-pool");
    b.cells("reg", {0, 0x50000000, 0, 0x100000});
    b.property("no-map");
    if (has_phandle) b.cells("phandle", {1});
    b.end_node();
  });
}

TEST(UnusedRegion, APoolThatNobodyNamesIsWasted) {
  const auto setup = test_board(
      [](DtbBuilder& b) { region(b, "npu@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
  EXPECT_EQ(found("unused-region", setup), Texts{"warning: no device names npu@50000000"});
  EXPECT_EQ(first_found("unused-region", setup).effect,
            "Linux 6.12 makes a CMA pool that no device takes from: movable pages may use it, and from 7.2 on programs "
            "through its dma-buf heap, but no device");
}

TEST(UnusedRegion, SeveralCmaPoolsWithoutADeviceAreForPrograms) {
  EXPECT_EQ(found("unused-region", test_board([](DtbBuilder& b) {
                    region(b, "a@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "reusable"});
                    region(b, "b@58000000", 0x58000000, 0x4000000, {"shared-dma-pool", "reusable"});
                  })),
            (Texts{"note: no device names a@50000000", "note: no device names b@58000000"}));
}

TEST(UnusedRegion, ACoherentPoolWithAnAddressIsANoteSinceAFirmwareMayKnowIt) {
  EXPECT_EQ(found("unused-region", board(0)), Texts{"note: no device names dma@50000000"});
}

TEST(UnusedRegion, APoolThatADeviceNamesIsUsed) { EXPECT_EQ(found("unused-region", board(1, true)), Texts{}); }

TEST(UnusedRegion, ADisabledDeviceMakesItANote) {
  EXPECT_EQ(found("unused-region", board(1, true, "disabled")),
            Texts{"note: dma@50000000 is named by disabled devices only"});
}

TEST(UnusedRegion, APhandleWithoutSymbolsShowsThatSomethingRefersToIt) {
  EXPECT_EQ(found("unused-region", board(0, true)), Texts{});
}

TEST(UnusedRegion, BesideADanglingReferenceItIsPerhapsWhatThatWasToName) {
  EXPECT_EQ(found("unused-region", board(0x5e)), Texts{"note: no device names dma@50000000"});
}

TEST(UnusedRegion, CarveOutsAndTheDefaultPoolNeedNoDevice) {
  EXPECT_EQ(found("unused-region", test_board([](DtbBuilder& b) {
                    region(b, "optee@50000000", 0x50000000, 0x100000, {"no-map"});
                    region(b, "cma@60000000", 0x60000000, 0x4000000,
                           {"shared-dma-pool", "reusable", "linux,cma-default"});
                  })),
            Texts{});
}

TEST(UnusedRegion, ARegionWithoutAddressAndCompatibleIsKnownToNobody) {
  EXPECT_EQ(found("unused-region", test_board([](DtbBuilder& b) {
                    b.begin_node("linux,cma");
                    b.cells("size", {0, 0x400000});
                    b.end_node();
                  })),
            Texts{"warning: no device names linux,cma"});
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;
using Cells = std::initializer_list<std::uint32_t>;

/// A device that names `phandles`, beside a node of on-chip SRAM, which is phandle 9. Regions: 1 and 2 are enabled, 3
/// is disabled.
BootSetup board(Cells phandles, std::string_view names = "", std::string_view status = "") {
  const auto head = [&](DtbBuilder& b) {
    b.begin_node("sram");
    b.cells("phandle", {9});
    b.end_node();
    b.begin_node("dsp");
    if (!status.empty()) b.string("status", status);
    b.cells("memory-region", phandles);
    if (!names.empty()) b.property("memory-region-names", names);
    b.end_node();
  };
  return test_board(head, [](DtbBuilder& b) {
    std::uint32_t phandle = 0;
    for (const std::string_view name : {"a@50000000", "b@51000000", "c@52000000"}) {
      b.begin_node(name);
      b.cells("reg", {0, 0x50000000 + 0x1000000 * phandle, 0, 0x1000});
      b.property("no-map");
      b.cells("phandle", {++phandle});
      if (phandle == 3) b.string("status", "disabled");
      b.end_node();
    }
  });
}

TEST(DanglingMemoryRegion, APhandleThatNoNodeHasIsAnErrorAtTheDevice) {
  const auto setup = board({1, 0x5e});
  EXPECT_EQ(found("dangling-memory-region", setup),
            Texts{"error: memory-region number 2 of /dsp is 0x5e, a phandle that no node has"});
  EXPECT_EQ(first_found("dangling-memory-region", setup).locations[0].detail, "/dsp");
}

TEST(DanglingMemoryRegion, ANodeThatIsNoRegionIsAWarning) {
  EXPECT_EQ(found("dangling-memory-region", board({9})),
            Texts{"warning: memory-region of /dsp names /sram, which is no child of /reserved-memory"});
}

TEST(DanglingMemoryRegion, SeveralGoodPhandlesAndADisabledDeviceAreFine) {
  EXPECT_EQ(found("dangling-memory-region", board({1, 2})), Texts{});
  EXPECT_EQ(found("dangling-memory-region", board({0x5e}, "", "disabled")), Texts{});
}

TEST(MemoryRegionDisabled, AnEnabledDeviceMustNotNameADisabledRegion) {
  const auto setup = board({1, 3});
  EXPECT_EQ(found("memory-region-disabled", setup), Texts{"error: /dsp names c@52000000, which is disabled"});
  EXPECT_EQ(first_found("memory-region-disabled", setup).regions, Texts{"c@52000000"});
  EXPECT_EQ(found("memory-region-disabled", board({3}, "", "disabled")), Texts{});
}

TEST(MemoryRegionDisabled, ADeviceBelowADisabledOneIsNone) {
  const auto setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("remoteproc");
        b.string("status", "disabled");
        b.begin_node("mba");
        b.cells("memory-region", {1});
        b.end_node();
        b.end_node();
      },
      [](DtbBuilder& b) {
        b.begin_node("mba@50000000");
        b.cells("reg", {0, 0x50000000, 0, 0x1000});
        b.cells("phandle", {1});
        b.string("status", "disabled");
        b.end_node();
      });
  EXPECT_EQ(found("memory-region-disabled", setup), Texts{});
}

TEST(MemoryRegionNamesCount, EveryPhandleNeedsItsName) {
  EXPECT_EQ(found("memory-region-names-count", board({1, 2}, {"one\0", 4})),
            Texts{"error: /dsp names 2 regions, but has 1 name for them"});
  EXPECT_EQ(first_found("memory-region-names-count", board({1}, {"one\0two\0", 8})).effect,
            "a driver that asks for two finds no region for it");
  EXPECT_EQ(found("memory-region-names-count", board({1, 2}, {"one\0two\0", 8})), Texts{});
  EXPECT_EQ(found("memory-region-names-count", board({1, 2})), Texts{});
}

}  // namespace
}  // namespace rampart

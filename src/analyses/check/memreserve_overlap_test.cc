#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A board whose /memreserve/ is 64 KiB at 0x44008000.
BootSetup board(std::string_view name, std::uint32_t base, std::uint32_t size,
                std::initializer_list<std::string_view> flags, KernelVersion kernel) {
  auto setup = test_board([&](DtbBuilder& b) { region(b, name, base, size, flags); });
  setup.tree.mem_reserves = {{0x44008000, 0x10000}};
  setup.kernel = kernel;
  return setup;
}

TEST(MemreserveOverlap, ASharedPartIsAnErrorAtTheNodeAndAtTheLine) {
  const auto setup = board("ramoops@44000000", 0x44000000, 0x10000, {}, {6, 12});
  EXPECT_EQ(found("memreserve-overlap", setup),
            Texts{"error: /memreserve/ 0x44008000..0x44017fff shares 32 KiB with ramoops@44000000"});
  const Finding finding = first_found("memreserve-overlap", setup);
  ASSERT_EQ(finding.locations.size(), 2U);
  EXPECT_EQ(finding.locations[0].detail, "/reserved-memory/ramoops@44000000");
  EXPECT_EQ(finding.locations[1].detail, "/memreserve/");
}

TEST(MemreserveOverlap, AReservationBesideARegionIsNone) {
  EXPECT_EQ(found("memreserve-overlap", board("ramoops@44018000", 0x44018000, 0x1000, {}, {6, 12})), Texts{});
  EXPECT_EQ(found("memreserve-overlap", board("ramoops@44000000", 0x44000000, 0x8000, {}, {6, 12})), Texts{});
}

TEST(MemreserveOverlap, WhatOnlyRepeatsTheNodeIsANote) {
  EXPECT_EQ(found("memreserve-overlap", board("log@44008000", 0x44008000, 0x10000, {}, {6, 1})),
            Texts{"note: log@44008000 lies inside /memreserve/ 0x44008000..0x44017fff"});
}

TEST(MemreserveOverlap, UpTo63ItMakesTheKernelRefuseANoMapRegion) {
  const auto old = board("tee@44008000", 0x44008000, 0x10000, {"no-map"}, {6, 1});
  EXPECT_EQ(found("memreserve-overlap", old),
            Texts{"warning: tee@44008000 lies inside /memreserve/ 0x44008000..0x44017fff"});
  EXPECT_TRUE(
      first_found("memreserve-overlap", old).effect.starts_with("Linux 6.1 takes /memreserve/ first and refuses"));
  EXPECT_EQ(found("memreserve-overlap", board("tee@44008000", 0x44008000, 0x10000, {"no-map"}, {6, 6}),
                  {.kernel_stated = true}),
            Texts{"note: tee@44008000 lies inside /memreserve/ 0x44008000..0x44017fff"});
}

TEST(MemreserveOverlap, WithoutAKernelATreeHasToDoForThoseThatRefuse) {
  const auto setup = board("tee@44008000", 0x44008000, 0x10000, {"no-map"}, {7, 2});
  EXPECT_EQ(found("memreserve-overlap", setup),
            Texts{"warning: tee@44008000 lies inside /memreserve/ 0x44008000..0x44017fff"});
  EXPECT_EQ(first_found("memreserve-overlap", setup).effect,
            "Linux 7.2 takes /reserved-memory first, so both succeed without a message: two owners for one range; "
            "kernels before 6.4 take /memreserve/ first and refuse tee@44008000 (failed to reserve memory for node): "
            "its memory stays mapped, and what /memreserve/ does not cover is given to anyone");
}

TEST(MemreserveOverlap, AReservationThatHoldsANodeAndMoreMayBeOfAnotherOwner) {
  EXPECT_EQ(found("memreserve-overlap", board("log@4400c000", 0x4400c000, 0x4000, {}, {6, 12})),
            Texts{"warning: log@4400c000 lies inside /memreserve/ 0x44008000..0x44017fff"});
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup regions(int count, std::initializer_list<std::string_view> flags = {}) {
  return test_board([&](DtbBuilder& b) {
    for (int i = 0; i < count; ++i) {
      const auto base = 0x44000000U + static_cast<std::uint32_t>(i) * 0x800000U;
      region(b, "r" + std::to_string(i), base, 0x400000, flags);
    }
  });
}

TEST(TooManyRegions, TheOldTableHas64Entries) {
  auto setup = regions(65);
  setup.kernel = {6, 1};
  const CheckExtras stated{.kernel_stated = true};
  EXPECT_EQ(found("too-many-regions", setup, stated), Texts{"error: 65 regions, and Linux 6.1 keeps 64"});
  setup.kernel = {6, 12};
  EXPECT_EQ(found("too-many-regions", setup, stated), Texts{});
  EXPECT_EQ(found("too-many-regions", setup), Texts{"error: 65 regions, and kernels before 6.12.103 keep 64"})
      << "without --kernel the tree has to do for all";
  EXPECT_EQ(found("too-many-regions", regions(64)), Texts{});
}

TEST(TooManyRegions, TheNewTableHas64DynamicOnes) {
  auto setup = test_board([](DtbBuilder& b) {
    for (int i = 0; i < 65; ++i) {
      b.begin_node("d" + std::to_string(i));
      b.cells("size", {0, 0x1000});
      b.end_node();
    }
  });
  EXPECT_EQ(found("too-many-regions", setup, {.kernel_stated = true}), Texts{"error: more than 64 dynamic regions"});
}

TEST(TooManyRegions, TheListOfRamTakes61HolesWithoutEfi) {
  auto setup = regions(62, {"no-map"});
  const CheckExtras stated{.kernel_stated = true};
  EXPECT_EQ(found("too-many-regions", setup, stated), Texts{});
  setup.has_config = true;
  EXPECT_EQ(found("too-many-regions", setup, stated), Texts{"error: 62 no-map regions that do not touch each other"});
  setup.config.layout.efi = true;
  EXPECT_EQ(found("too-many-regions", setup, stated), Texts{});
}

TEST(TooManyPools, TheDefaultAreaNeedsASlotToo) {
  auto setup = regions(8, {"shared-dma-pool", "reusable"});
  EXPECT_EQ(found("too-many-pools", setup),
            Texts{"warning: 9 CMA areas with the default one, and CONFIG_CMA_AREAS is 7 "
                  "or 8 in kernels without NUMA"});
  setup.has_config = true;
  setup.config.cma.areas = 8;
  EXPECT_EQ(found("too-many-pools", setup),
            Texts{"error: 9 CMA areas with the default one, and CONFIG_CMA_AREAS is 8"});
  setup.kernel = {6, 1};
  EXPECT_EQ(found("too-many-pools", setup), Texts{}) << "up to 6.11 there is one slot more";
  setup.kernel = {6, 12};
  setup.command_line = parse_command_line("cma=0", "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  EXPECT_EQ(found("too-many-pools", setup), Texts{}) << "cma=0 asks for no default area";
}

}  // namespace
}  // namespace rampart

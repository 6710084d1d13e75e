#include <gtest/gtest.h>

#include "analyses/check/test_board.h"
#include "sources/cmdline.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view rule = "cma-unsatisfiable";

/// 1 GiB of RAM at 0x40000000 with a firmware in its middle.
BootSetup board(std::string_view cmdline) {
  BootSetup setup =
      test_board([](DtbBuilder& b) { region(b, "firmware@60000000", 0x60000000, 0x1000000, {"no-map"}); });
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  return setup;
}

Texts found_for(std::string_view cmdline) { return found(rule, board(cmdline)); }

TEST(CmaUnsatisfiable, MoreThanTheBoardHas) {
  EXPECT_EQ(found_for("cma=2G"), Texts{"error: cma= of 2 GiB is more than the board's 1 GiB of RAM"});
  EXPECT_EQ(first_found(rule, board("cma=2G")).effect,
            "Linux 6.12 prints cma: Failed to reserve, and there is no default CMA area");
}

TEST(CmaUnsatisfiable, OnArmWithoutLpaeALargeNumberLosesItsUpperBits) {
  auto setup = board("cma=5G");
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(found(rule, setup), Texts{"error: cma= of 5 GiB is more than 32 bits hold"});
  EXPECT_EQ(first_found(rule, setup).effect,
            "Linux 6.12 drops the upper bits without a message: it looks for room for 1 GiB");
  setup.config.layout.lpae = true;
  EXPECT_EQ(found(rule, setup), Texts{"error: cma= of 5 GiB is more than the board's 1 GiB of RAM"});
}

TEST(CmaUnsatisfiable, MoreThanAnyFreeRun) {
  EXPECT_EQ(found_for("cma=640M"),
            Texts{"error: cma= of 640 MiB finds no room: the longest run of RAM that nobody has is 512 MiB"});
}

TEST(CmaUnsatisfiable, WhatFitsIsFine) {
  EXPECT_EQ(found_for("cma=256M"), Texts{});
  EXPECT_EQ(found_for("cma=64M@0x50000000"), Texts{});
  EXPECT_EQ(found_for("cma=64M@0x50000000-0x58000000"), Texts{});
  EXPECT_EQ(found_for("cma=0"), Texts{});
  EXPECT_EQ(found_for("quiet"), Texts{});
}

TEST(CmaUnsatisfiable, AFixedBaseHasToBeginOnAPageblock) {
  EXPECT_EQ(found_for("cma=64M@0x50100000"),
            Texts{"error: cma= of 64 MiB at 0x50100000 does not begin on 2 MiB, a pageblock"});
  EXPECT_EQ(first_found(rule, board("cma=64M@0x50100000")).help, "use a base such as 0x50000000");
}

TEST(CmaUnsatisfiable, AFixedSizeThatIsNoMultipleOfAPageblockNeverFits) {
  EXPECT_EQ(found_for("cma=3M@0x50000000").size(), 1U);
  EXPECT_EQ(first_found(rule, board("cma=3M@0x50000000")).help, "ask for 4 MiB");
  EXPECT_EQ(found_for("cma=3M"), Texts{});
}

TEST(CmaUnsatisfiable, AFixedAreaOverARegionOrWithoutRam) {
  EXPECT_EQ(found_for("cma=64M@0x5f000000"), Texts{"error: cma= of 64 MiB at 0x5f000000 touches firmware@60000000"});
  EXPECT_EQ(found_for("cma=64M@0x20000000"), Texts{"error: cma= of 64 MiB at 0x20000000 lies where there is no RAM"});
  EXPECT_EQ(found_for("cma=64M@0x7e000000"),
            Texts{"error: cma= of 64 MiB at 0x7e000000 ends past the end of RAM at 0x7fffffff"});
}

TEST(CmaUnsatisfiable, ALimitOfItsOwn) {
  EXPECT_EQ(found_for("cma=64M@0x50000000-0x52000000"),
            Texts{"error: cma= of 64 MiB at 0x50000000 does not fit below the limit 0x52000000"});
}

TEST(CmaUnsatisfiable, TheDmaZoneEndsWhereTheNarrowestDmaRangesSay) {
  const auto head = [](DtbBuilder& b) {
    b.begin_node("soc");
    b.cells("#address-cells", {1});
    b.cells("#size-cells", {1});
    b.cells("dma-ranges", {0xc0000000, 0, 0x40000000, 0x10000000});
    b.end_node();
  };
  auto setup = test_board(head, [](DtbBuilder&) {});
  setup.command_line = parse_command_line("cma=512M", "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  EXPECT_EQ(found(rule, setup), Texts{"error: cma= of 512 MiB does not fit below the end of the DMA zone, which "
                                      "dma-ranges of the tree end at 0x4fffffff"});
  setup.has_config = true;
  setup.config.cma.dma_cma = true;
  setup.config.layout.zone_dma = false;
  EXPECT_EQ(found(rule, setup), Texts{});
}

TEST(CmaUnsatisfiable, OnArmItMustNotStraddleTheEndOfLowMemory) {
  auto setup = board("cma=64M@0x6e000000");
  EXPECT_EQ(found(rule, setup), Texts{});
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(found(rule, setup),
            Texts{"error: cma= of 64 MiB at 0x6e000000 straddles the end of low memory at 0x70000000"});
}

TEST(CmaUnsatisfiable, OnArmAnEndPast4GibPassesEveryTestOfTheKernel) {
  auto setup = board("cma=512M@0xf0000000");
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(found(rule, setup), Texts{"error: cma= of 512 MiB at 0xf0000000 lies where there is no RAM"});
  EXPECT_EQ(first_found(rule, setup).effect,
            "Linux 6.12 takes it as it is, and crashes when it sets the area up, if a section of its memory map has no "
            "RAM at all");
}

TEST(CmaUnsatisfiable, TheConfigurationAsksToo) {
  auto setup = board("");
  setup.has_config = true;
  setup.config.cma.dma_cma = true;
  setup.config.cma.size = mib(768);
  EXPECT_EQ(found(rule, setup), Texts{"error: the default CMA area of 768 MiB that the configuration asks for finds no "
                                      "room: the longest run of RAM that nobody has is 512 MiB"});
  setup.config.cma.size = mib(64);
  EXPECT_EQ(found(rule, setup), Texts{});
}

TEST(CmaUnsatisfiable, AKernelWithoutDmaCmaDoesNotKnowTheParameter) {
  auto setup = board("cma=64M");
  setup.has_config = true;
  setup.config.cma.dma_cma = false;
  EXPECT_EQ(found(rule, setup),
            Texts{"warning: cma= is no parameter of this kernel, which is built without CONFIG_DMA_CMA"});
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

TEST(OutsideRam, ARegionThatRunsPastTheEndOfRamIsAnError) {
  EXPECT_EQ(found("outside-ram",
                  test_board([](DtbBuilder& b) { region(b, "cmm@70000000", 0x70000000, 0x20000000, {"no-map"}); })),
            Texts{"error: cmm@70000000 runs past the end of RAM or of a bank: 256 MiB of its 512 MiB lie outside"});
}

TEST(OutsideRam, ARegionThatEndsWithRamIsInIt) {
  EXPECT_EQ(found("outside-ram",
                  test_board([](DtbBuilder& b) { region(b, "cmm@70000000", 0x70000000, 0x10000000, {"no-map"}); })),
            Texts{});
}

TEST(OutsideRam, ARegionThatBeginsBeforeRamIsAnError) {
  EXPECT_EQ(found("outside-ram", test_board([](DtbBuilder& b) { region(b, "fw@3ff00000", 0x3ff00000, 0x200000); })),
            Texts{"error: fw@3ff00000 begins before RAM does: 1 MiB of its 2 MiB lie outside"});
}

TEST(OutsideRam, ANoMapRegionWhollyOutsideIsSramAndLegal) {
  EXPECT_EQ(found("outside-ram", test_board([](DtbBuilder& b) {
                    region(b, "sram@10000000", 0x10000000, 0x40000, {"no-map", "shared-dma-pool"});
                    region(b, "rom@20000000", 0x20000000, 0x40000);
                  })),
            Texts{});
}

TEST(OutsideRam, ACmaPoolOutsideRamStopsTheBoot) {
  const auto setup = test_board(
      [](DtbBuilder& b) { region(b, "vpu@90000000", 0x90000000, 0x8000000, {"shared-dma-pool", "reusable"}); });
  EXPECT_EQ(found("outside-ram", setup), Texts{"error: vpu@90000000 is a CMA pool outside RAM"});
  EXPECT_EQ(first_found("outside-ram", setup).effect,
            "Linux 6.12 panics when it starts the CMA areas, since there are no pages behind it");
}

TEST(OutsideRam, APoolBesideRamInItsLastSectionBootsAndHandsOutWhatIsNotThere) {
  auto setup = test_board(
      [](DtbBuilder& b) { region(b, "vpu@64000000", 0x64000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
  setup.ram = {*PhysRange::make({0x40000000}, mib(0x230))};  // half of the section at 0x60000000
  EXPECT_EQ(found("outside-ram", setup), Texts{"error: vpu@64000000 is a CMA pool outside RAM"});
  EXPECT_EQ(first_found("outside-ram", setup).effect,
            "Linux 6.12 counts the missing part in CmaTotal, and hands out pages with no RAM behind them");
}

TEST(OutsideRam, ACrashLogNeedsRamBehindIt) {
  const auto board = [](std::uint32_t base) {
    return test_board([&](DtbBuilder& b) {
      b.begin_node("ramoops");
      b.string("compatible", "ramoops");
      b.cells("reg", {0, base, 0, 0x100000});
      b.end_node();
    });
  };
  EXPECT_EQ(found("outside-ram", board(0x80000000)), Texts{"warning: ramoops is a crash log outside RAM"});
  EXPECT_EQ(found("outside-ram", board(0x7ff00000)), Texts{});
}

TEST(OutsideRam, AHoleBetweenBanksMayBeLeftForACrashLog) {
  auto setup = test_board([](DtbBuilder& b) {
    b.begin_node("ramoops@50000000");
    b.string("compatible", "ramoops");
    b.cells("reg", {0, 0x50000000, 0, 0x100000});
    b.end_node();
  });
  setup.ram = {*PhysRange::make({0x40000000}, mib(256)), *PhysRange::make({0x50100000}, mib(255))};
  EXPECT_EQ(found("outside-ram", setup), Texts{});
}

TEST(OutsideRam, RamInTwoBanksThatTouchIsOne) {
  auto setup = test_board([](DtbBuilder& b) { region(b, "fw@7ff00000", 0x7ff00000, 0x200000, {"no-map"}); });
  setup.ram = {*PhysRange::make({0x40000000}, mib(1024)), *PhysRange::make({0x80000000}, mib(512))};
  EXPECT_EQ(found("outside-ram", setup), Texts{});
  setup.ram.pop_back();
  EXPECT_EQ(found("outside-ram", setup).size(), 1U);
}

TEST(OutsideRam, NothingIsSaidWhereTheBootLoaderFillsRamIn) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.begin_node("memory@80000000");
  b.string("device_type", "memory");
  b.cells("reg", {0x80000000, 0});
  b.end_node();
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.property("ranges");
  b.begin_node("vpu@90000000");
  b.cells("reg", {0x90000000, 0x8000000});
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
  b.end_node();
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  EXPECT_EQ(found("outside-ram", setup), Texts{});
}

TEST(OutsideRam, KeystoneHasItsRamAtTwoPlaces) {
  auto setup = test_board([](DtbBuilder& b) {
    b.begin_node("dsp@7c0000000");
    b.cells("reg", {7, 0xc0000000, 0, 0x1000000});
    b.string("compatible", "shared-dma-pool");
    b.property("reusable");
    b.end_node();
  });
  EXPECT_EQ(found("outside-ram", setup).size(), 1U);
  setup.tree.compatible = {"ti,k2hk-evm", "ti,keystone"};
  EXPECT_EQ(found("outside-ram", setup), Texts{});
}

TEST(OutsideRam, MemCanCutTheRamOffUnderAPool) {
  auto setup = test_board([](DtbBuilder& b) {
    region(b, "vpu@60000000", 0x60000000, 0x8000000, {"shared-dma-pool", "reusable"});
    region(b, "fw@70000000", 0x70000000, 0x100000, {"no-map"});
  });
  const auto with = [&](std::string_view line) {
    setup.command_line = parse_command_line(line, "cmdline");
    setup.parameters = memory_parameters(setup.command_line);
    return found("outside-ram", setup);
  };
  EXPECT_EQ(with("mem=512M"), Texts{"error: vpu@60000000 is a CMA pool outside what mem= leaves of RAM"});
  EXPECT_EQ(with("mem=600M"),
            Texts{"error: vpu@60000000 is a CMA pool of which 40 MiB lie outside what mem= leaves of RAM"});
  EXPECT_EQ(with("mem=640M"), Texts{});
  EXPECT_EQ(with("mem=512M mem=2G"), Texts{}) << "the last one counts";
  setup.architecture = Architecture::Riscv64;
  EXPECT_EQ(with("mem=512M mem=2G").size(), 1U) << "the smallest one counts";
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(with("mem=512M@0x60000000"), Texts{});
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/check/test_board.h"
#include "sources/uboot_env.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup pool_and_firmware() {
  return test_board([](DtbBuilder& b) {
    region(b, "vpu@48000000", 0x48000000, 0x8000000, {"shared-dma-pool", "reusable"});
    region(b, "tee@41000000", 0x41000000, 0x200000, {"no-map"});
  });
}

TEST(LoadedOverlap, AKernelThatWasLoadedOverARegionIsAnError) {
  auto setup = pool_and_firmware();
  setup.loaded.kernel = PhysRange::make({0x40200000}, mib(16));
  EXPECT_EQ(found("kernel-overlap", setup),
            Texts{"error: tee@41000000 shares 2 MiB with the kernel at 0x40200000..0x411fffff"});
  EXPECT_EQ(first_found("kernel-overlap", setup).effect,
            "Linux 6.12 refuses tee@41000000 (failed to reserve memory for node): its memory stays ordinary RAM");
  setup.loaded.kernel = PhysRange::make({0x40200000}, mib(14));
  EXPECT_EQ(found("kernel-overlap", setup), Texts{});
}

TEST(LoadedOverlap, InitrdAndTreeHaveRulesOfTheirOwn) {
  auto setup = pool_and_firmware();
  setup.loaded.initrd = PhysRange::make({0x47f00000}, mib(2));
  setup.loaded.fdt = PhysRange::make({0x48000000}, kib(64));
  EXPECT_EQ(found("initrd-overlap", setup),
            Texts{"error: vpu@48000000 shares 1 MiB with the initrd at 0x47f00000..0x480fffff"});
  EXPECT_EQ(found("fdt-overlap", setup),
            Texts{"error: vpu@48000000 shares 64 KiB with the device tree at 0x48000000..0x4800ffff"});
  EXPECT_EQ(found("kernel-overlap", setup), Texts{});
}

TEST(LoadedOverlap, ChosenTellsWhereTheInitrdIs) {
  const auto setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("chosen");
        b.cells("linux,initrd-start", {0x44000000});
        b.cells("linux,initrd-end", {0x44400000});
        b.end_node();
      },
      [](DtbBuilder& b) { region(b, "fw@443ff000", 0x443ff000, 0x1000); });
  EXPECT_EQ(found("initrd-overlap", setup),
            Texts{"error: fw@443ff000 shares 4 KiB with the initrd at 0x44000000..0x443fffff"});
}

/// What the rule finds with a U-Boot environment.
Texts with_environment(std::string_view rule, std::string_view text) {
  const auto environment = parse_uboot_env(text, "env.txt").value();
  const auto memory = uboot_memory(environment).value();
  return found(rule, pool_and_firmware(), {.environment = &environment, .boot_memory = &memory});
}

TEST(LoadedOverlap, AnAddressOfTheEnvironmentInsideARegionIsAnError) {
  EXPECT_EQ(with_environment("kernel-overlap", "kernel_addr_r=0x41100000\n"),
            Texts{"error: kernel_addr_r 0x41100000 lies in tee@41000000"});
  EXPECT_EQ(with_environment("initrd-overlap", "ramdisk_addr_r=0x48100000\ninitrd_high=0xffffffffffffffff\n"),
            Texts{"error: ramdisk_addr_r 0x48100000 lies in vpu@48000000"});
}

TEST(LoadedOverlap, AnInitrdThatUBootMovesIsOnlyAWarningInAPool) {
  EXPECT_EQ(with_environment("initrd-overlap", "ramdisk_addr_r=0x48100000\n"),
            Texts{"warning: ramdisk_addr_r 0x48100000 lies in vpu@48000000"});
}

TEST(LoadedOverlap, AnAddressWhereNoRamIsIsAWarning) {
  EXPECT_EQ(with_environment("kernel-overlap", "kernel_addr_r=0x80080000\n"),
            Texts{"warning: kernel_addr_r puts the kernel at 0x80080000, where no RAM is"});
}

TEST(LoadedOverlap, TheEnvironmentShowsHowMuchEachMayGrow) {
  const std::string_view text = "kernel_addr_r=0x40080000\nfdt_addr_r=0x43000000\nramdisk_addr_r=0x44000000\n";
  EXPECT_EQ(with_environment("kernel-overlap", text),
            Texts{"note: kernel_addr_r at 0x40080000 may grow to 15.5 MiB until it meets tee@41000000"});
  EXPECT_EQ(with_environment("fdt-overlap", text),
            Texts{"note: fdt_addr_r at 0x43000000 may grow to 16 MiB until it meets ramdisk_addr_r"});
  EXPECT_EQ(with_environment("initrd-overlap", text),
            Texts{"note: ramdisk_addr_r at 0x44000000 may grow to 64 MiB until it meets vpu@48000000"});
}

}  // namespace
}  // namespace rampart

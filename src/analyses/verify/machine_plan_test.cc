#include "analyses/verify/machine_plan.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// A tree with one bank of RAM and perhaps a region.
std::string tree_of(std::uint64_t base, std::uint64_t size, std::optional<std::uint64_t> region = std::nullopt,
                    std::string_view flag = "no-map", std::uint32_t region_size = 0x800000) {
  const auto high = [](std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); };
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("memory");
  b.string("device_type", "memory");
  b.cells("reg", {high(base), low(base), high(size), low(size)});
  b.end_node();
  if (region) {
    b.begin_node("reserved-memory");
    b.cells("#address-cells", {2});
    b.cells("#size-cells", {2});
    b.property("ranges");
    b.begin_node("firmware");
    b.property(flag);
    b.cells("reg", {high(*region), low(*region), 0, region_size});
    b.end_node();
    b.end_node();
  }
  b.end_node();
  return *b.finish();
}

constexpr KernelImage arm64_image{.kind = ImageKind::Arm64Image, .image_size = mib(5), .text_offset = 0};

Result<MachinePlan> plan_of(const std::string& blob, Architecture architecture, KernelImage image,
                            const LoadedImages& loaded = {}, std::string_view cmdline = "") {
  BootSetup setup;
  setup.tree = *parse_dtb(blob, "board.dtb");
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.architecture = architecture;
  setup.loaded = loaded;
  return plan_machine({.setup = setup,
                       .blob = blob,
                       .kernel = image,
                       .kernel_file = mib(4),
                       .kernel_path = "Image",
                       .initramfs = std::string(0x300000, 'i')});
}

bool has_argument(const MachinePlan& plan, std::string_view argument) {
  return std::ranges::find(plan.arguments, argument) != plan.arguments.end();
}

TEST(MachinePlan, ABoardWhoseRamTheMachineCanHaveKeepsItsAddresses) {
  const auto plan = plan_of(tree_of(0x80000000, 0x40000000), Architecture::Arm64, arm64_image);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->shift, 0u);
  EXPECT_EQ(plan->ram_base, PhysAddr{0x80000000});
  EXPECT_EQ(plan->setup.loaded.kernel, PhysRange::make({0x80200000}, mib(5)));
  EXPECT_EQ(plan->setup.loaded.fdt->base(), PhysAddr{0x80800000});
  EXPECT_EQ(plan->setup.loaded.initrd, PhysRange::make({0x80900000}, mib(3)));
  EXPECT_EQ(plan->setup.loaded.fdt->size().value, plan->setup.tree.total_size);
  // RAM from QEMU's 0x40000000 to the board's end, and some behind it.
  EXPECT_TRUE(has_argument(*plan, "2056M"));
  EXPECT_TRUE(has_argument(*plan, "loader,addr=0xc0000000,cpu-num=0"));
  EXPECT_TRUE(has_argument(*plan, "loader,file=Image,addr=0x80200000,force-raw=on"));
  EXPECT_TRUE(plan->notes.empty());
}

TEST(MachinePlan, RamWhereTheMachineHasDevicesIsMovedByWholeGib) {
  const auto plan =
      plan_of(tree_of(0x20000000, 0x40000000, 0x30000000), Architecture::Arm64, arm64_image, {}, "cma=64M@0x50000000");
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->shift, std::uint64_t{1} << 30);
  EXPECT_EQ(plan->ram_base, PhysAddr{0x60000000});
  EXPECT_EQ(plan->setup.tree.reserved->nodes[0].reg->cells, (std::vector<std::uint32_t>{0, 0x70000000, 0, 0x800000}));
  EXPECT_EQ(plan->setup.parameters.cma->base, PhysAddr{0x90000000});
  EXPECT_EQ(plan->notes,
            std::vector<std::string>{"QEMU has no RAM at 0x20000000: every address of memory is moved up by 1 GiB"});
}

TEST(MachinePlan, ImagesAvoidWhatTheTreeKeeps) {
  const auto plan = plan_of(tree_of(0x80000000, 0x40000000, 0x80400000), Architecture::Arm64, arm64_image);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.loaded.kernel->base(), PhysAddr{0x80c00000});
}

TEST(MachinePlan, ImagesGoWhereTheBoardsBootLoaderPutsThem) {
  const LoadedImages loaded{.kernel = PhysRange::make({0x90000000}, mib(1)),
                            .initrd = PhysRange::make({0xa0001000}, mib(8)),
                            .fdt = PhysRange::make({0xb0000000}, kib(64))};
  const auto plan = plan_of(tree_of(0x80000000, 0x40000000), Architecture::Arm64, arm64_image, loaded);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.loaded.kernel, PhysRange::make({0x90000000}, mib(5))) << "the image's own size";
  EXPECT_EQ(plan->setup.loaded.initrd, PhysRange::make({0xa0001000}, mib(8))) << "filled up";
  EXPECT_EQ(plan->setup.loaded.fdt, PhysRange::make({0xb0000000}, kib(64))) << "filled up";
}

TEST(MachinePlan, WhatCannotBePlacedIsRefused) {
  const auto outside = plan_of(tree_of(0x80000000, 0x40000000), Architecture::Arm64, arm64_image,
                               {.kernel = PhysRange::make({0xd0000000}, mib(1)), .initrd = {}, .fdt = {}});
  ASSERT_FALSE(outside);
  EXPECT_EQ(to_string(outside.error()), "board.dtb: --loaded kernel: outside RAM");
  const auto low = plan_of(tree_of(0x40000000, 0x40000000), Architecture::Arm64, arm64_image,
                           {.kernel = PhysRange::make({0x40080000}, mib(1)), .initrd = {}, .fdt = {}});
  ASSERT_FALSE(low);
  EXPECT_EQ(to_string(low.error()), "board.dtb: --loaded kernel: QEMU keeps 0x40000000..0x400fffff to itself");
  const auto small = plan_of(tree_of(0x80000000, 0x400000), Architecture::Arm64, arm64_image);
  ASSERT_FALSE(small);
  EXPECT_EQ(to_string(small.error()), "board.dtb: RAM has no room for the kernel");
  const auto far = plan_of(tree_of(0x80000000, std::uint64_t{1} << 40), Architecture::Arm64, arm64_image);
  ASSERT_FALSE(far);
  EXPECT_EQ(to_string(far.error()),
            "board.dtb: RAM up to 0x1007fffffff (expected no address over 0x3fffffffff, which is what QEMU's machine "
            "has)");
}

TEST(MachinePlan, AKernelOfAnotherArchitectureIsRefused) {
  const auto plan = plan_of(tree_of(0x80000000, 0x40000000), Architecture::Riscv64, arm64_image);
  ASSERT_FALSE(plan);
  EXPECT_EQ(to_string(plan.error()), "Image: a kernel of another architecture (expected riscv64)");
}

TEST(MachinePlan, OnArmTheKernelUnpacksItselfToTheStartOfRam) {
  const KernelImage zimage{.kind = ImageKind::ArmZImage, .image_size = Bytes{0x512340}, .text_offset = 0x8000};
  const auto plan = plan_of(tree_of(0x40000000, 0x20000000), Architecture::Arm, zimage);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.loaded.kernel, PhysRange::from_first_last({0x40100000}, {0x4051a33f}));
  EXPECT_TRUE(has_argument(*plan, "loader,file=Image,addr=0x41000000,force-raw=on"));
}

TEST(MachinePlan, OnArmTheImageStaysInThe128MibInWhichItTakesItsStartForThatOfRam) {
  const KernelImage zimage{.kind = ImageKind::ArmZImage, .image_size = Bytes{0x512340}, .text_offset = 0x8000};
  const auto plan =
      plan_of(tree_of(0x40000000, 0x20000000, 0x40800000, "no-map", 0x10000000), Architecture::Arm, zimage);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.loaded.kernel->base(), PhysAddr{0x40100000});
  EXPECT_TRUE(has_argument(*plan, "loader,file=Image,addr=0x41000000,force-raw=on")) << "over the region, if need be";
}

Result<MachinePlan> arm_plan(bool lpae, bool early) {
  const std::string blob = tree_of(0x40000000, 0x20000000);
  BootSetup setup;
  setup.tree = *parse_dtb(blob, "board.dtb");
  setup.architecture = Architecture::Arm;
  setup.config.layout.lpae = lpae;
  return plan_machine({.setup = setup,
                       .blob = blob,
                       .kernel = {.kind = ImageKind::ArmZImage, .image_size = Bytes{0x512340}, .text_offset = 0x8000},
                       .kernel_file = mib(4),
                       .kernel_path = "zImage",
                       .initramfs = std::string(0x300000, 'i'),
                       .early_console = early});
}

TEST(MachinePlan, WithLpaeTheKernelsCodeBeginsASectionOf2MibAboveItsHeaders) {
  const auto plan = arm_plan(true, false);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.loaded.kernel, PhysRange::from_first_last({0x40200000}, {0x4051a33f}));
}

TEST(MachinePlan, AnEarlyConsoleIsAskedForWhereTheConsoleIsLate) {
  const auto bootargs = [](bool early) { return arm_plan(false, early)->setup.command_line.text; };
  EXPECT_EQ(bootargs(false), "console=ttyAMA0 panic=-1 rdinit=/init");
  EXPECT_EQ(bootargs(true), "earlycon=pl011,0x9000000 console=ttyAMA0 panic=-1 rdinit=/init");
}

TEST(MachinePlan, OnRiscv64TheFirmwaresMemoryIsReservedAndTheStubIsTheKernel) {
  const KernelImage image{.kind = ImageKind::RiscvImage, .image_size = mib(5), .text_offset = 0x200000};
  const auto plan = plan_of(tree_of(0x80000000, 0x20000000), Architecture::Riscv64, image);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->setup.tree.reserved->nodes[0].name, "mmode_resv0@80000000");
  EXPECT_TRUE(has_argument(*plan, "@/stub"));
  const auto over_pool = plan_of(tree_of(0x80000000, 0x20000000, 0x80000000, "reusable"), Architecture::Riscv64, image);
  ASSERT_TRUE(over_pool);
  EXPECT_EQ(over_pool->setup.tree.reserved->nodes.size(), 2u) << "a pool keeps nobody out of it";
  const auto over_carveout = plan_of(tree_of(0x80000000, 0x20000000, 0x80000000), Architecture::Riscv64, image);
  ASSERT_TRUE(over_carveout);
  EXPECT_EQ(over_carveout->setup.tree.reserved->nodes.size(), 1u);
  const auto above = plan_of(tree_of(0x80200000, 0x20000000), Architecture::Riscv64, image);
  ASSERT_TRUE(above);
  EXPECT_EQ(above->setup.tree.reserved, std::nullopt) << "its firmware is no RAM of Linux's";
}

}  // namespace
}  // namespace rampart

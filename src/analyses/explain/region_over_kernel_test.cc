#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

BootSetup board(std::initializer_list<std::string_view> flags) {
  return test_board([&](DtbBuilder& b) { region(b, "dsp@40400000", 0x40400000, 0x100000, flags); });
}

constexpr std::string_view refused =
    "[    0.000000] Linux version 6.1.20\n"
    "[    0.000000] OF: reserved mem: failed to reserve memory for node 'dsp@40400000': base 0x0000000040400000, size "
    "1 "
    "MiB\n";

TEST(RegionOverKernel, TheBootLoaderTellsWhereTheKernelLies) {
  const BootSetup setup = board({"no-map"});
  const auto causes =
      explained("Moving Image from 0x48000000 to 0x40200000, end=41d00000\n" + std::string{refused}, &setup);
  ASSERT_FALSE(causes.empty());
  const Cause& cause = causes.front();
  EXPECT_EQ(classes({cause}), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(cause, "region_base"), "1077936128");
  EXPECT_EQ(fact_of(cause, "kernel_end"), "1104150528");
  EXPECT_EQ(fact_of(cause, "overlap_bytes"), "1048576");
  EXPECT_EQ(fact_of(cause, "corrected_base"), "1105199104");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{3, 1}));
  EXPECT_TRUE(cause.finding.help.contains("reg = 0x41e00000")) << cause.finding.help;
}

TEST(RegionOverKernel, TheRunningKernelTellsWhereItLies) {
  const auto causes = explained(std::string{refused} +
                                "40210000-4118ffff : Kernel code\n"
                                "41190000-41c6ffff : Kernel data\n");
  ASSERT_FALSE(causes.empty());
  EXPECT_EQ(classes({causes.front()}), "boot_image_overlap certain error");
  EXPECT_TRUE(causes[0].finding.help.contains("load the kernel past the region, to 0x40600000"))
      << causes[0].finding.help;
}

TEST(RegionOverKernel, ABoardAloneShowsItIfItIsSaidWhereTheKernelIsLoaded) {
  BootSetup setup = board({"shared-dma-pool", "reusable"});
  setup.loaded.kernel = PhysRange::make({0x40200000}, mib(24));
  const auto causes = explained("", &setup);
  ASSERT_FALSE(causes.empty());
  EXPECT_EQ(classes({causes.front()}), "boot_image_overlap certain error");
  EXPECT_TRUE(causes[0].finding.effect.contains("accepts both")) << causes[0].finding.effect;
}

TEST(RegionOverKernel, ARefusedRegionAwayFromTheKernelIsNotItsOwn) {
  const auto causes = explained(std::string{refused} +
                                "42210000-4318ffff : Kernel code\n"
                                "43190000-43c6ffff : Kernel data\n");
  EXPECT_FALSE(classes(causes).contains("boot_image_overlap"));
}

}  // namespace
}  // namespace rampart

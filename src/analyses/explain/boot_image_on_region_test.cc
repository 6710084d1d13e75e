#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

BootSetup board() {
  return test_board([](DtbBuilder& b) {
    region(b, "framebuffer@46400000", 0x46400000, 0x1000000, {"no-map"});
    region(b, "bl31@48000000", 0x48000000, 0x1000000, {"no-map"});
  });
}

constexpr std::string_view log =
    "   Loading Ramdisk to 480cd000, end 4a1c4f20 ... OK\n"
    "ERROR: reserving fdt memory region failed (addr=48000000 size=1000000)\n";

TEST(BootImageOnRegion, ARamdiskOnFirmwareHasToGoBelowAllThatIsInItsWay) {
  const BootSetup setup = board();
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "ramdisk_dest"), "1208799232");
  EXPECT_EQ(fact_of(cause, "initrd_high"), "1178599424");
  EXPECT_EQ(fact_of(cause, "overlapping_regions"), "has parts");
  EXPECT_EQ(cause.finding.regions, (std::vector<std::string>{"bl31@48000000", "framebuffer@46400000"}));
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 2}));
  EXPECT_TRUE(cause.finding.help.contains("setenv initrd_high 0x46400000")) << cause.finding.help;
}

TEST(BootImageOnRegion, TheLogAloneTellsWhatItLiesOn) {
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "initrd_high"), "1207959552");
}

TEST(BootImageOnRegion, AFileIsRefusedThatWouldGoOntoARegion) {
  const BootSetup setup = board();
  const auto causes = explained(
      "=> load mmc 0:1 0x48000000 Image\n"
      "** Reading file would overwrite reserved memory **\n",
      &setup);
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "load_address"), "1207959552");
  EXPECT_TRUE(causes[0].finding.help.contains("0x49000000")) << causes[0].finding.help;
}

TEST(BootImageOnRegion, TheKernelFindsItsRamdiskInUse) {
  const auto causes = explained(
      "[    0.000000] Linux version 6.6.20\n"
      "[    0.000000] OF: reserved mem: 0x0000000048000000..0x0000000048ffffff (16384 KiB) nomap non-reusable bl31\n"
      "[    0.000000] INITRD: 0x48800000+0x00900000 overlaps in-use memory region - disabling initrd\n"
      "[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n");
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "ramdisk_load"), "1216348160");
  EXPECT_EQ(fact_of(causes[0], "initrd_high"), "1207959552");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{3, 2}));
  ASSERT_EQ(causes[0].consequences.size(), 1U);
}

TEST(BootImageOnRegion, ARamdiskBesideTheRegionsIsNotBlamed) {
  const BootSetup setup = board();
  EXPECT_EQ(classes(explained("   Loading Ramdisk to 4a000000, end 4c0f7f20 ... OK\n", &setup)), "");
}

}  // namespace
}  // namespace rampart

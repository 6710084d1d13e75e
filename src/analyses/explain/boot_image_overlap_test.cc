#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(BootImageOverlap, AKernelThatHasGrownReachesTheRamdisk) {
  const auto causes = explained(
      "## Booting kernel from Legacy Image at 42200000 ...\n"
      "   Image Type:   AArch64 Linux Kernel Image (uncompressed)\n"
      "   Data Size:    48523776 Bytes = 46.3 MiB\n"
      "   Load Address: 42200000\n"
      "   Verifying Checksum ... Bad Data CRC\n"
      "ERROR -22: can't get kernel image!\n"
      "kernel_addr_r=0x42200000\n"
      "ramdisk_addr_r=0x45000000\n");
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "kernel_load"), "1109393408");
  EXPECT_EQ(fact_of(cause, "kernel_bytes"), "48523776");
  EXPECT_EQ(fact_of(cause, "kernel_end"), "1157917184");
  EXPECT_EQ(fact_of(cause, "ramdisk_addr_r"), "1157627904");
  EXPECT_EQ(fact_of(cause, "overlap_bytes"), "289280");
  EXPECT_EQ(fact_of(cause, "corrected_ramdisk_addr_r"), "1174405120");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 3, 8, 5}));
  EXPECT_TRUE(cause.finding.help.contains("setenv ramdisk_addr_r 0x46000000")) << cause.finding.help;
}

TEST(BootImageOverlap, FilesOfANetworkBootTellTheirPlacesAndSizes) {
  const auto causes = explained(
      "U-Boot 2022.04 (Apr 04 2022 - 10:00:00 +0000)\n"
      "Filename 'Image'.\n"
      "Load address: 0x80080000\n"
      "Bytes transferred = 52428800 (3200000 hex)\n"
      "Filename 'initramfs.cpio.gz'.\n"
      "Load address: 0x83000000\n"
      "Bytes transferred = 4194304 (400000 hex)\n"
      "Starting kernel ...\n"
      "[    0.000000] Linux version 5.15.0\n"
      "[    1.200000] Initramfs unpacking failed: invalid magic at start of compressed archive\n");
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "kernel_end"), "2200436736");  // 0x83280000
  EXPECT_EQ(fact_of(causes[0], "overlap_bytes"), "2621440");
  EXPECT_EQ(fact_of(causes[0], "corrected_ramdisk_addr_r"), "2214592512");
}

TEST(BootImageOverlap, TheBootLoaderNamesTheKernelsPlaceItself) {
  const auto causes = explained(
      "Moving Image from 0x80000 to 0x200000, end=2990000\n"
      "ERROR: RD image overlaps OS image (OS=0x200000..0x2990000)\n"
      "ramdisk_addr_r=0x02700000\n");
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "kernel_end"), "43581440");
  EXPECT_EQ(fact_of(causes[0], "corrected_ramdisk_addr_r"), "50331648");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{2, 3}));
}

TEST(BootImageOverlap, AKernelUnpackedOverItsOwnFile) {
  const auto causes = explained(
      "## Booting kernel from Legacy Image at 80800000 ...\n"
      "   Data Size:    8388608 Bytes = 8 MiB\n"
      "   Load Address: 80008000\n"
      "   Uncompressing Kernel Image\n"
      "ERROR: new format image overwritten - must RESET the board to recover\n");
  ASSERT_EQ(classes(causes), "boot_image_overlap certain error");
  EXPECT_EQ(fact_of(causes[0], "kernel_load"), "2147516416");
  EXPECT_EQ(fact_of(causes[0], "corrected_kernel_addr_r"), "2231369728");
}

TEST(BootImageOverlap, ATreeThatMayNotBeMovedAndThenSilence) {
  constexpr std::string_view log =
      "=> printenv fdt_high initrd_high fdt_addr_r\n"
      "fdt_high=0xffffffffffffffff\n"
      "initrd_high=0xffffffffffffffff\n"
      "fdt_addr_r=0x88000000\n"
      "Moving Image from 0x84000000 to 0x80200000, end=8151d000\n"
      "## Flattened Device Tree blob at 88000000\n"
      "   Booting using the fdt blob at 0x88000000\n"
      "\n"
      "Starting kernel ...\n";
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "boot_image_overlap possible error");
  EXPECT_EQ(fact_of(causes[0], "fdt_addr_r"), "2281701376");
  EXPECT_EQ(fact_of(causes[0], "fdt_high"), "0xffffffffffffffff");
  EXPECT_EQ(fact_of(causes[0], "kernel_loaded_at"), "2214592512");
  EXPECT_EQ(fact_of(causes[0], "kernel_moved_to"), "2149580800");
  EXPECT_EQ(fact_of(causes[0], "kernel_end"), "2169622528");
  EXPECT_TRUE(causes[0].finding.help.contains("setenv fdt_high;")) << causes[0].finding.help;

  EXPECT_EQ(classes(explained(std::string{log} + "[    0.000000] Linux version 5.10.6\n")), "");
}

TEST(BootImageOverlap, ABootWithItsImagesApartIsNotBlamed) {
  EXPECT_EQ(classes(explained("Retrieving file: /boot/Image\n"
                              "kernel_addr_r=0x80080000\n"
                              "31457280 bytes read in 1300 ms (23 MiB/s)\n"
                              "Retrieving file: /boot/initrd.img\n"
                              "ramdisk_addr_r=0x84000000\n"
                              "8388608 bytes read in 400 ms (20 MiB/s)\n"
                              "Moving Image from 0x80080000 to 0x80200000, end=82100000\n"
                              "   Loading Ramdisk to bd400000, end bdc00000 ... OK\n"
                              "   Loading Device Tree to 00000000bd3e0000, end 00000000bd3fffff ... OK\n"
                              "Starting kernel ...\n"
                              "[    0.000000] Linux version 6.1.0\n")),
            "");
}

TEST(BootImageOverlap, ABadChecksumAloneSaysNothingOfAddresses) {
  EXPECT_EQ(classes(explained("   Verifying Checksum ... Bad Data CRC\n")), "");
}

}  // namespace
}  // namespace rampart

#include "sources/kernel_image.h"

#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace rampart {
namespace {

/// An image of zero bytes with some words set, little-endian.
std::string image_of(std::size_t size, std::initializer_list<std::pair<std::size_t, std::uint32_t>> words) {
  std::string bytes(size, '\0');
  for (const auto& [at, word] : words) {
    for (std::size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(word >> (8 * i) & 0xff);
  }
  return bytes;
}

constexpr std::uint32_t arm64_magic = 0x644d5241;
constexpr std::uint32_t riscv_magic = 0x05435352;

TEST(KernelImage, AnArm64ImageTellsWhatItTakesWithItsZeroedData) {
  const auto image = parse_kernel_image(image_of(64, {{16, 0x490000}, {56, arm64_magic}}), "Image");
  ASSERT_TRUE(image);
  EXPECT_EQ(*image, (KernelImage{.kind = ImageKind::Arm64Image, .image_size = Bytes{0x490000}, .text_offset = 0}));
}

TEST(KernelImage, ARiscvImageTellsItsOffsetFromTheStartOfRam) {
  const auto image = parse_kernel_image(image_of(64, {{8, 0x200000}, {16, 0x460000}, {56, riscv_magic}}), "Image");
  ASSERT_TRUE(image);
  EXPECT_EQ(*image,
            (KernelImage{.kind = ImageKind::RiscvImage, .image_size = Bytes{0x460000}, .text_offset = 0x200000}));
}

TEST(KernelImage, AZImageTellsTheSizeOfTheKernelThatItHoldsPacked) {
  const auto image = parse_kernel_image(image_of(256, {{0x24, 0x016f2818},
                                                       {0x34, 0x45454545},
                                                       {0x38, 0x80},  // its table
                                                       {0x80 + 4, 0x5a534c4b},
                                                       {0x80 + 8, 0xc0},      // where the size stands
                                                       {0x80 + 12, 0x10000},  // zeroed data
                                                       {0xc0, 0x300000}}),
                                        "zImage");
  ASSERT_TRUE(image);
  EXPECT_EQ(*image, (KernelImage{.kind = ImageKind::ArmZImage, .image_size = Bytes{0x310000}, .text_offset = 0x8000}));
}

TEST(KernelImage, AZImageWithoutATableTellsNoSize) {
  const auto image = parse_kernel_image(image_of(64, {{0x24, 0x016f2818}}), "zImage");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->image_size, std::nullopt);
}

TEST(KernelImage, ATableThatPointsOutsideTheImageTellsNoSize) {
  const auto image = parse_kernel_image(
      image_of(256, {{0x24, 0x016f2818}, {0x34, 0x45454545}, {0x38, 0x80}, {0x84, 0x5a534c4b}, {0x88, 0xfffffffe}}),
      "zImage");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->image_size, std::nullopt);
}

TEST(KernelImage, WhatIsNoKernelIsRefused) {
  const auto gzip = parse_kernel_image("\x1f\x8b" + std::string(100, 'x'), "Image.gz");
  ASSERT_FALSE(gzip);
  EXPECT_EQ(to_string(gzip.error()),
            "Image.gz: no kernel that can be booted here (expected an uncompressed Image of arm64 or riscv64, or a "
            "zImage of arm)");
  const auto nothing = parse_kernel_image("", "Image");
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().what, "too short for a kernel (expected an Image or a zImage)");
  const auto old = parse_kernel_image(image_of(64, {{56, arm64_magic}}), "Image");
  ASSERT_FALSE(old);
  EXPECT_EQ(old.error().what, "its header tells no size (expected a kernel since 3.17)");
}

}  // namespace
}  // namespace rampart

#include "sources/picture_format.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

/// The bytes of a picture; 0 if there is no such format or size.
std::uint64_t bytes_of(std::string_view fourcc, PictureShape layout) {
  const PictureFormat* const format = find_picture_format(fourcc);
  if (format == nullptr) return 0;
  const auto size = picture_size(*format, layout);
  return size ? size->size.value : 0;
}

constexpr PictureShape uhd{.width = 3840, .height = 2160};
constexpr PictureShape hd{.width = 1920, .height = 1080};

TEST(PictureFormat, SizesOfOnePictureWithoutPadding) {
  EXPECT_EQ(bytes_of("NV12", uhd), 12'441'600U);
  EXPECT_EQ(bytes_of("NV21", hd), 3'110'400U);
  EXPECT_EQ(bytes_of("YU12", hd), 3'110'400U);
  EXPECT_EQ(bytes_of("NV16", hd), 4'147'200U);
  EXPECT_EQ(bytes_of("YUYV", hd), 4'147'200U);
  EXPECT_EQ(bytes_of("UYVY", hd), 4'147'200U);
  EXPECT_EQ(bytes_of("NV24", hd), 6'220'800U);
  EXPECT_EQ(bytes_of("P010", uhd), 24'883'200U);
  EXPECT_EQ(bytes_of("NV15", uhd), 15'552'000U);
  EXPECT_EQ(bytes_of("RG24", hd), 6'220'800U);
  EXPECT_EQ(bytes_of("BG24", hd), 6'220'800U);
  EXPECT_EQ(bytes_of("XR24", hd), 8'294'400U);
  EXPECT_EQ(bytes_of("AR24", hd), 8'294'400U);
  EXPECT_EQ(bytes_of("GREY", hd), 2'073'600U);
}

TEST(PictureFormat, RawPicturesPackedAndInSixteenBits) {
  EXPECT_EQ(bytes_of("RGGB", uhd), 8'294'400U);
  EXPECT_EQ(bytes_of("RG10", uhd), 16'588'800U);
  EXPECT_EQ(bytes_of("pBAA", uhd), 10'368'000U);
  EXPECT_EQ(bytes_of("pRCC", uhd), 12'441'600U);
  EXPECT_EQ(bytes_of("pBEE", uhd), 14'515'200U);
  EXPECT_EQ(bytes_of("pBAA", {.width = 3, .height = 1}), 5U);  // a group of four pixels stays whole
}

TEST(PictureFormat, StrideAndHeightAreRoundedUpAndEveryPlaneFollows) {
  const PictureFormat* const nv12 = find_picture_format("NV12");
  ASSERT_NE(nv12, nullptr);
  EXPECT_EQ(picture_size(*nv12, {.width = 1920, .height = 1080, .stride_alignment = 512, .height_alignment = 32}),
            (PictureSize{2048, {2048 * 1088 * 3 / 2}}));
  EXPECT_EQ(picture_size(*nv12, {.width = 641, .height = 481, .size_alignment = 4096}), (PictureSize{642, {466'944}}));
  EXPECT_EQ(picture_size(*nv12, {.width = 1920, .height = 1080, .stride = 4096}), (PictureSize{4096, {4096 * 1620}}));
  EXPECT_EQ(bytes_of("YU12", {.width = 1920, .height = 1080, .plane_alignment = 4096}), 2'076'672U + 2 * 520'192U);
}

TEST(PictureFormat, AStrideThatDoesNotHoldARowIsNone) {
  EXPECT_EQ(bytes_of("NV12", {.width = 1920, .height = 1080, .stride = 1024}), 0U);
  EXPECT_EQ(bytes_of("NV12", {.width = UINT32_MAX, .height = UINT32_MAX}), 0U);
  EXPECT_EQ(bytes_of("NV12", {.width = 16, .height = 16, .stride_alignment = 0}), 0U);
}

TEST(PictureFormat, ACodedStreamHasNoSizeOfItsOwn) {
  EXPECT_EQ(find_picture_format("H264"), nullptr);
  EXPECT_EQ(find_picture_format("nv12"), nullptr);
  EXPECT_EQ(find_picture_format(""), nullptr);
  EXPECT_EQ(bytes_of("Y10", hd), 4'147'200U);  // DRM and V4L2 pad the name with a blank
}

}  // namespace
}  // namespace rampart

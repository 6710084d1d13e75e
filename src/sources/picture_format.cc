#include "sources/picture_format.h"

#include <algorithm>

namespace rampart {
namespace {

// Facts from include/uapi/linux/videodev2.h and include/uapi/drm/drm_fourcc.h of Linux, and
// Documentation/userspace-api/media/v4l/pixfmt-*.rst for how the samples are packed.
constexpr PicturePlane one_byte[] = {{8}};
constexpr PicturePlane two_bytes[] = {{16}};
constexpr PicturePlane three_bytes[] = {{24}};
constexpr PicturePlane four_bytes[] = {{32}};
constexpr PicturePlane eight_bytes[] = {{64}};
constexpr PicturePlane two_pixels_in_four_bytes[] = {{32, 2}};
constexpr PicturePlane four_pixels_in_five_bytes[] = {{40, 4}};
constexpr PicturePlane two_pixels_in_three_bytes[] = {{24, 2}};
constexpr PicturePlane four_pixels_in_seven_bytes[] = {{56, 4}};
constexpr PicturePlane semi_planar_420[] = {{8}, {16, 2, 2}};
constexpr PicturePlane semi_planar_422[] = {{8}, {16, 2}};
constexpr PicturePlane semi_planar_444[] = {{8}, {16}};
constexpr PicturePlane planar_420[] = {{8}, {8, 2, 2}, {8, 2, 2}};
constexpr PicturePlane planar_422[] = {{8}, {8, 2}, {8, 2}};
constexpr PicturePlane planar_444[] = {{8}, {8}, {8}};
constexpr PicturePlane semi_planar_420_16[] = {{16}, {32, 2, 2}};
constexpr PicturePlane semi_planar_422_16[] = {{16}, {32, 2}};
constexpr PicturePlane semi_planar_420_10_packed[] = {{40, 4}, {40, 4, 2}};

constexpr PictureFormat known_formats[] = {
    {"AB24", "RGBA, 8 bits each", four_bytes},
    {"AB30", "ABGR of 10 bits, alpha of 2", four_bytes},
    {"AR24", "BGRA, 8 bits each", four_bytes},
    {"AR30", "ARGB of 10 bits, alpha of 2", four_bytes},
    {"BA10", "raw GRBG, 10 bits in 16", two_bytes},
    {"BA12", "raw GRBG, 12 bits in 16", two_bytes},
    {"BA24", "ARGB, 8 bits each", four_bytes},
    {"BA81", "raw BGGR, 8 bits", one_byte},
    {"BG10", "raw BGGR, 10 bits in 16", two_bytes},
    {"BG12", "raw BGGR, 12 bits in 16", two_bytes},
    {"BG24", "BGR of DRM, RGB in memory", three_bytes},
    {"BGR3", "BGR, 8 bits each", three_bytes},
    {"BYR2", "raw BGGR, 16 bits", two_bytes},
    {"GB10", "raw GBRG, 10 bits in 16", two_bytes},
    {"GB12", "raw GBRG, 12 bits in 16", two_bytes},
    {"GBRG", "raw GBRG, 8 bits", one_byte},
    {"GRBG", "raw GRBG, 8 bits", one_byte},
    {"GREY", "grey, 8 bits", one_byte},
    {"NV12", "Y, then CbCr for 2x2", semi_planar_420},
    {"NV15", "10 bits, four samples in five bytes: Y, then CbCr for 2x2", semi_planar_420_10_packed},
    {"NV16", "Y, then CbCr for 2x1", semi_planar_422},
    {"NV21", "Y, then CrCb for 2x2", semi_planar_420},
    {"NV24", "Y, then CbCr", semi_planar_444},
    {"NV42", "Y, then CrCb", semi_planar_444},
    {"NV61", "Y, then CrCb for 2x1", semi_planar_422},
    {"P010", "10 bits in 16: Y, then CbCr for 2x2", semi_planar_420_16},
    {"P012", "12 bits in 16: Y, then CbCr for 2x2", semi_planar_420_16},
    {"P210", "10 bits in 16: Y, then CbCr for 2x1", semi_planar_422_16},
    {"RG10", "raw RGGB, 10 bits in 16", two_bytes},
    {"RG12", "raw RGGB, 12 bits in 16", two_bytes},
    {"RG16", "RGB565 of DRM, or raw RGGB of 16 bits", two_bytes},
    {"RG24", "RGB of DRM, BGR in memory", three_bytes},
    {"RGB3", "RGB, 8 bits each", three_bytes},
    {"RGBP", "RGB565", two_bytes},
    {"RGGB", "raw RGGB, 8 bits", one_byte},
    {"UYVY", "Cb Y Cr Y", two_pixels_in_four_bytes},
    {"VYUY", "Cr Y Cb Y", two_pixels_in_four_bytes},
    {"XB24", "RGBX, 8 bits each", four_bytes},
    {"XR24", "BGRX, 8 bits each", four_bytes},
    {"XR30", "XRGB of 10 bits", four_bytes},
    {"XR48", "XRGB of 16 bits", eight_bytes},
    {"Y10 ", "grey, 10 bits in 16", two_bytes},
    {"Y12 ", "grey, 12 bits in 16", two_bytes},
    {"Y16 ", "grey, 16 bits", two_bytes},
    {"YU12", "Y, Cb and Cr for 2x2", planar_420},
    {"YU16", "Y, Cb and Cr for 2x1", planar_422},
    {"YU24", "Y, Cb, Cr", planar_444},
    {"YUYV", "Y Cb Y Cr", two_pixels_in_four_bytes},
    {"YV12", "Y, Cr and Cb for 2x2", planar_420},
    {"YV16", "Y, Cr and Cb for 2x1", planar_422},
    {"YVYU", "Y Cr Y Cb", two_pixels_in_four_bytes},
    {"pBAA", "raw BGGR, 10 bits, four pixels in five bytes", four_pixels_in_five_bytes},
    {"pBCC", "raw BGGR, 12 bits, two pixels in three bytes", two_pixels_in_three_bytes},
    {"pBEE", "raw BGGR, 14 bits, four pixels in seven bytes", four_pixels_in_seven_bytes},
    {"pGAA", "raw GBRG, 10 bits, four pixels in five bytes", four_pixels_in_five_bytes},
    {"pGCC", "raw GBRG, 12 bits, two pixels in three bytes", two_pixels_in_three_bytes},
    {"pRAA", "raw RGGB, 10 bits, four pixels in five bytes", four_pixels_in_five_bytes},
    {"pRCC", "raw RGGB, 12 bits, two pixels in three bytes", two_pixels_in_three_bytes},
    {"pREE", "raw RGGB, 14 bits, four pixels in seven bytes", four_pixels_in_seven_bytes},
    {"pgAA", "raw GRBG, 10 bits, four pixels in five bytes", four_pixels_in_five_bytes},
    {"pgCC", "raw GRBG, 12 bits, two pixels in three bytes", two_pixels_in_three_bytes},
};
static_assert(std::ranges::is_sorted(known_formats, {}, &PictureFormat::fourcc));

constexpr std::uint64_t max_number = std::uint64_t{1} << 48;

constexpr std::uint64_t divided_up(std::uint64_t number, std::uint64_t by) { return number / by + (number % by != 0); }

/// Both at most 2^48: the quotient is at most that too, and is multiplied with care.
std::optional<std::uint64_t> multiple_up(std::uint64_t number, std::uint64_t of) {
  if (of == 0 || of > max_number || number > max_number) return std::nullopt;
  const std::uint64_t times = divided_up(number, of);
  if (times != 0 && of > max_number / times) return std::nullopt;
  return times * of;
}

std::optional<std::uint64_t> product(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > max_number / b) return std::nullopt;
  return a * b;
}

}  // namespace

const PictureFormat* find_picture_format(std::string_view fourcc) {
  const auto* const found = std::ranges::lower_bound(known_formats, fourcc, {}, &PictureFormat::fourcc);
  if (found != std::end(known_formats) && found->fourcc == fourcc) return found;
  // Names of three characters are padded with a blank, which nobody writes.
  const auto* const padded = std::ranges::find_if(known_formats, [&](const PictureFormat& format) {
    return format.fourcc.back() == ' ' && format.fourcc.substr(0, 3) == fourcc;
  });
  return padded == std::end(known_formats) ? nullptr : padded;
}

std::optional<PictureSize> picture_size(const PictureFormat& format, const PictureShape& layout) {
  const PicturePlane& first = format.planes.front();
  // A row of the coarsest plane has to fit as well: widths of 1, 2 and 4 pixels divide each other.
  const std::uint64_t group = std::ranges::max(format.planes, {}, &PicturePlane::pixels).pixels;
  const std::uint64_t row = divided_up(divided_up(layout.width, group) * group / first.pixels * first.bits, 8);
  const auto stride = multiple_up(layout.stride == 0 ? row : layout.stride, layout.stride_alignment);
  const auto rows = multiple_up(layout.height, layout.height_alignment);
  if (!stride || *stride < row || !rows) return std::nullopt;
  std::uint64_t total = 0;
  for (const PicturePlane& plane : format.planes) {
    const auto wide = product(*stride, std::uint64_t{plane.bits} * first.pixels);
    if (!wide) return std::nullopt;
    const std::uint64_t plane_stride = divided_up(*wide, std::uint64_t{first.bits} * plane.pixels);
    const auto bytes = product(plane_stride, divided_up(*rows, plane.rows));
    const auto aligned = bytes ? multiple_up(*bytes, layout.plane_alignment) : std::nullopt;
    if (!aligned || (total += *aligned) > max_number) return std::nullopt;
  }
  const auto size = multiple_up(total, layout.size_alignment);
  if (!size) return std::nullopt;
  return PictureSize{*stride, {*size}};
}

}  // namespace rampart

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include <rampart/base/units.h>

namespace rampart {

/// One plane of a picture: `bits` for each `pixels` in a row, one row for each `rows` of the picture.
struct PicturePlane {
  std::uint32_t bits{};
  std::uint32_t pixels = 1;
  std::uint32_t rows = 1;
};

/// A pixel format that V4L2 or DRM names by four characters. Both use the same size for a name that both have.
struct PictureFormat {
  std::string_view fourcc;
  std::string_view description;
  std::span<const PicturePlane> planes;  ///< The first decides the stride.
};

/// The format of a name, or null.
const PictureFormat* find_picture_format(std::string_view fourcc);

/// How a picture lies in memory beyond its format: what the device that writes it demands.
struct PictureShape {
  std::uint32_t width{};               ///< Pixels, at least 1.
  std::uint32_t height{};              ///< Rows, at least 1.
  std::uint64_t stride{};              ///< Bytes from row to row of the first plane; 0: as few as hold a row.
  std::uint64_t stride_alignment = 1;  ///< The stride is a multiple of it.
  std::uint64_t height_alignment = 1;  ///< Rows are added up to a multiple of it.
  std::uint64_t plane_alignment = 1;   ///< So are bytes behind each plane,
  std::uint64_t size_alignment = 1;    ///< and behind the picture.
};

struct PictureSize {
  std::uint64_t stride{};  ///< Of the first plane.
  Bytes size;
  friend bool operator==(const PictureSize&, const PictureSize&) = default;
};

/// The bytes of one picture. Strides of other planes follow from the first, as V4L2's single-planar formats have it.
/// Nothing if the stride does not hold a row, or a number passes 2^48.
std::optional<PictureSize> picture_size(const PictureFormat& format, const PictureShape& layout);

}  // namespace rampart

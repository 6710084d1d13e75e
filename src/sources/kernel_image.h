#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// Which boot protocol an image speaks.
enum class ImageKind {
  Arm64Image,
  RiscvImage,
  ArmZImage,  ///< Compressed, unpacks itself.
};

/// What the header of a kernel image tells a boot loader.
struct KernelImage {
  ImageKind kind{};
  /// What must be free behind the place where the image is put, its zeroed data included. Of a zImage: what the
  /// unpacked kernel takes, empty where the image has no table that tells (before 4.14).
  std::optional<Bytes> image_size;
  std::uint64_t text_offset = 0;  ///< From a 2 MiB boundary (riscv64, and arm64 before 5.8); of a zImage 0x8000.
  friend bool operator==(const KernelImage&, const KernelImage&) = default;
};

/// Reads the header of an uncompressed arm64 or riscv64 `Image` or of an arm `zImage`. Malformed if it is none of
/// these, or an image so old that its header tells no size.
Result<KernelImage> parse_kernel_image(std::string_view bytes, std::string_view file);

}  // namespace rampart

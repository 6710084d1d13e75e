#include "sources/kernel_image.h"

#include <cstddef>
#include <string>

namespace rampart {
namespace {

constexpr std::size_t image_header_size = 64;

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

std::optional<std::uint32_t> word_at(std::string_view bytes, std::uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < 4) return std::nullopt;
  return static_cast<std::uint32_t>(little_endian(bytes, static_cast<std::size_t>(at), 4));
}

std::unexpected<Error> no_image(std::string_view file, std::string what) {
  return std::unexpected(Error{Errc::Malformed, {std::string{file}, 0, 0}, std::move(what)});
}

/// The size of the unpacked kernel stands behind the packed one, that of its zeroed data in a table which the header
/// points to (arch/arm/boot/compressed/vmlinux.lds.S).
std::optional<Bytes> unpacked_size(std::string_view bytes) {
  constexpr std::uint32_t has_table = 0x45454545;
  constexpr std::uint32_t table_magic = 0x5a534c4b;
  if (word_at(bytes, 0x34) != has_table) return std::nullopt;
  const std::uint64_t table = word_at(bytes, 0x38).value_or(0);
  const auto size_at = word_at(bytes, table + 8);
  const auto zeroed = word_at(bytes, table + 12);
  if (word_at(bytes, table + 4) != table_magic || !size_at || !zeroed) return std::nullopt;
  const auto unpacked = word_at(bytes, *size_at);
  return unpacked ? std::optional{Bytes{std::uint64_t{*unpacked} + *zeroed}} : std::nullopt;
}

}  // namespace

Result<KernelImage> parse_kernel_image(std::string_view bytes, std::string_view file) {
  if (bytes.size() < image_header_size) return no_image(file, "too short for a kernel (expected an Image or a zImage)");
  constexpr std::uint32_t zimage_magic = 0x016f2818;
  if (word_at(bytes, 0x24) == zimage_magic) {
    return KernelImage{.kind = ImageKind::ArmZImage, .image_size = unpacked_size(bytes), .text_offset = 0x8000};
  }
  const std::string_view magic = bytes.substr(56, 4);
  const bool is_arm64 = magic == "ARM\x64";
  if (!is_arm64 && magic != "RSC\x05") {
    return no_image(file,
                    "no kernel that can be booted here (expected an uncompressed Image of arm64 or riscv64, or a "
                    "zImage of arm)");
  }
  const std::uint64_t image_size = little_endian(bytes, 16, 8);
  if (image_size == 0) return no_image(file, "its header tells no size (expected a kernel since 3.17)");
  return KernelImage{.kind = is_arm64 ? ImageKind::Arm64Image : ImageKind::RiscvImage,
                     .image_size = Bytes{image_size},
                     .text_offset = little_endian(bytes, 8, 8)};
}

}  // namespace rampart

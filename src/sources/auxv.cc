#include "sources/auxv.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/malformed.h"

namespace rampart {
namespace {

// The tags of the kernel's uapi/linux/auxvec.h that we need; none is larger than 63 today.
constexpr std::uint64_t at_null = 0;
constexpr std::uint64_t at_pagesz = 6;
constexpr std::uint64_t largest_tag = 4095;

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

bool is_page_size(std::uint64_t value) {
  return std::has_single_bit(value) && value >= kib(1).value && value <= mib(16).value;
}

/// The page size among pairs of `word`-byte words up to AT_NULL. Nothing if a tag is none: then the words are of
/// another size, for what lies beside a 32-bit tag is mostly not zero.
std::optional<Bytes> page_size_of(std::string_view bytes, std::size_t word) {
  std::optional<Bytes> found;
  for (; bytes.size() >= 2 * word; bytes.remove_prefix(2 * word)) {
    const std::uint64_t tag = little_endian(bytes.substr(0, word));
    const std::uint64_t value = little_endian(bytes.substr(word, word));
    if (tag == at_null) return found;
    if (tag > largest_tag) return std::nullopt;
    if (tag == at_pagesz && is_page_size(value)) found = Bytes{value};
  }
  return std::nullopt;
}

}  // namespace

Result<Bytes> parse_auxv_page_size(std::string_view bytes, std::string_view file) {
  for (const std::size_t word : {sizeof(std::uint64_t), sizeof(std::uint32_t)}) {
    if (const auto size = page_size_of(bytes, word)) return *size;
  }
  return malformed(file, 0, 0, "no page size (expected pairs of words with AT_PAGESZ before AT_NULL)");
}

}  // namespace rampart

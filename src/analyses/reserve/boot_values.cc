#include "analyses/reserve/boot_values.h"

#include <fmt/format.h>

namespace rampart {

std::string boot_size_text(Bytes size) {
  constexpr std::uint64_t kib_mask = 0x3ff;
  if (size.value == 0) return "0";
  if ((size.value & kib_mask) != 0) return fmt::format("{:#x}", size.value);
  if ((size.value >> 10 & kib_mask) != 0) return fmt::format("{}K", size.value >> 10);
  if ((size.value >> 20 & kib_mask) != 0) return fmt::format("{}M", size.value >> 20);
  return fmt::format("{}G", size.value >> 30);
}

}  // namespace rampart

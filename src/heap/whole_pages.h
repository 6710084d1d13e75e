#pragma once

#include <optional>
#include <unistd.h>

#include <rampart/base/units.h>

namespace rampart {

/// A size rounded up to whole pages of this system; nothing past 2^64 - 1.
inline std::optional<Bytes> whole_pages(Bytes size) {
  // Asked once: it costs as much as all else that an allocation does before its system call.
  static const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (size.value > UINT64_MAX - (page - 1)) return std::nullopt;
  return Bytes{(size.value + page - 1) & ~(page - 1)};
}

}  // namespace rampart

#pragma once

#include <cstdint>

#include <rampart/base/units.h>

namespace rampart {

/// So many pages in bytes, for JSON; the largest number if 64 bits cannot hold it, as a forged trace may ask for.
inline std::uint64_t page_bytes(Pages pages, Bytes page_size) {
  return size_of(pages, page_size).value_or(Bytes{UINT64_MAX}).value;
}

}  // namespace rampart

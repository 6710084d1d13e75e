#pragma once

#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// The page size in the bytes of /proc/PID/auxv (AT_PAGESZ): pairs of little-endian words of 64 or 32 bits, which the
/// pairs themselves tell. Malformed if neither reading ends with AT_NULL and names a power of two from 1 KiB to 16 MiB.
Result<Bytes> parse_auxv_page_size(std::string_view bytes, std::string_view file);

}  // namespace rampart

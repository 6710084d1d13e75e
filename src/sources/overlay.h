#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// A device-tree blob and the file that it came from.
struct NamedBlob {
  std::string_view blob;
  std::string_view file;
};

/// libfdt moves what lies behind every property that it adds: of a larger overlay that would take long.
constexpr std::size_t max_overlay_size = std::size_t{256} << 10;

/// Applies overlays to a blob in order, as a boot loader does, and returns the new blob. The error names the overlay
/// that does not fit and says why: Malformed if one of the blobs is broken or no overlay, NotFound if it names a node
/// or label that the tree does not have, TooLarge over the limit.
Result<std::string> apply_overlays(NamedBlob base, std::span<const NamedBlob> overlays);

}  // namespace rampart

#pragma once

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

/// Applies overlays to a blob in order, as a boot loader does, and returns the new blob. The error names the overlay
/// that does not fit and says why: Malformed if one of the blobs is broken or no overlay, NotFound if it names a node
/// or label that the base has not, or the base has no __symbols__ for it.
Result<std::string> apply_overlays(NamedBlob base, std::span<const NamedBlob> overlays);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rampart/base/result.h>

#include "host/recording_tree.h"

namespace rampart {

/// The member that comes first in every snapshot of ours.
constexpr std::string_view manifest_name = "rampart-manifest.json";
constexpr std::string_view manifest_schema = "rampart.snapshot/1";

/// What a snapshot may hold, unpacked: more is not written, and refused when it is read.
struct ArchiveLimits {
  std::size_t total = std::size_t{256} << 20;    ///< Bytes of all members with their headers.
  std::size_t members = std::size_t{1} << 18;    ///< Files, directories and links.
  std::size_t manifest = std::size_t{16} << 20;  ///< Bytes of the manifest.
};

/// What the manifest says beside the files.
struct SnapshotFacts {
  bool redacted = false;
  /// Names and texts put after the schema, in this order: who wrote it, of what, when.
  std::vector<std::pair<std::string, std::string>> extras;
};

/// The bytes of a .tar.gz that holds the recording: first the manifest, then each file under its path without the
/// leading slash, each directory that was listed, each link. The same recording gives the same bytes.
/// TooLarge past the limits; Io if memory does not suffice.
Result<std::string> pack_snapshot(const Recording& recording, const SnapshotFacts& facts,
                                  const ArchiveLimits& limits = {});

/// Packs and writes it at once or not at all, readable by its owner only: what root may see is in it.
Result<void> write_snapshot(const Recording& recording, const SnapshotFacts& facts, const std::string& path);

}  // namespace rampart

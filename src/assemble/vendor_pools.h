#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/note.h>
#include <rampart/model/region.h>

#include "base/file_tree.h"
#include "sources/vendor_pool.h"

namespace rampart {

/// What one file of a vendor's allocator says.
struct VendorPoolFile {
  std::string path;
  VendorPoolText text;
};

/// Every pool of a vendor's allocator on the device.
struct VendorPools {
  std::vector<VendorPoolFile> files;
  std::vector<Region> regions;    ///< Of the pools whose place is known; origin `/proc/ax_proc/mem_cmm_info:3`.
  std::vector<Finding> findings;  ///< Of all texts, with their places.
  std::vector<Note> notes;        ///< Files that are forbidden or not understood. One that is absent is no note.

  /// Sums over the files whose pools are of this kind, with the text's own total where it prints one. Empty if there
  /// is no such pool, or if one does not tell.
  std::optional<Bytes> total(Kind kind) const;
  std::optional<Bytes> used(Kind kind) const;
};

/// Reads what is there of every vendor's files. A new vendor is a parser and an entry in the table of vendor_pools.cc.
VendorPools read_vendor_pools(FileTree& files);

}  // namespace rampart

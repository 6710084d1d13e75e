#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/note.h>

#include "assemble/watched_file.h"
#include "base/file_tree.h"
#include "sources/swaps.h"
#include "sources/zram.h"

namespace rampart {

/// The files of one /sys/block/zramN.
class ZramFiles {
 public:
  explicit ZramFiles(std::string_view name);

  /// Reads all of them into `device`. True if a note is another than before.
  bool refresh(FileTree& tree, std::string& scratch, ZramDevice& device);
  /// Appends what could not be read.
  void append_notes(std::vector<Note>& notes) const;
  /// Whether the device is gone.
  bool lost() const { return initstate_.lost(); }

 private:
  /// A file of one number, as kernels before 4.1 have instead of `mm_stat` and `io_stat`.
  struct OldNumber {
    WatchedFile file;
    std::optional<std::uint64_t> value;
  };

  bool refresh_old_numbers(FileTree& tree, std::string& scratch, ZramDevice& device);

  std::string path_;
  WatchedFile initstate_;
  WatchedFile disksize_;
  WatchedFile algorithms_;
  WatchedFile mm_stat_;
  WatchedFile io_stat_;
  WatchedFile bd_stat_;
  std::vector<OldNumber> old_numbers_;
};

/// Reads every zram device again and again. The devices are listed at first, when one has gone, and when a swap area
/// lies on one that is not known.
class ZramSampler {
 public:
  void look_for(const Swaps& swaps, const std::vector<ZramDevice>& devices);

  /// Brings `devices`, which must be those of the last call, up to date. True if a note is another than before.
  bool refresh(FileTree& tree, std::string& scratch, std::vector<ZramDevice>& devices);

  /// Appends what could not be read.
  void append_notes(std::vector<Note>& notes) const;

 private:
  void list(FileTree& tree, std::vector<ZramDevice>& devices);
  bool refresh_all(FileTree& tree, std::string& scratch, std::vector<ZramDevice>& devices);

  bool listed_ = false;
  std::optional<Note> list_note_;
  std::vector<ZramFiles> files_;  ///< Of each device.
};

}  // namespace rampart

#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/host/unique_fd.h>

#include "base/file_tree.h"

namespace rampart {

/// The running system. What the kernel makes on every read (/proc, /sys) is kept open and read again from its
/// beginning, so that a sample costs neither an open nor an allocation. Not for several threads at once.
///
/// `/dev/kmsg` answers with the kernel's log as dmesg prints it, for the device itself gives one record a read.
class LiveTree final : public FileTree {
 public:
  using FileTree::read;
  /// Descriptors held at most; later files are opened on each read.
  static constexpr std::size_t max_kept = 64;

  Result<void> read(std::string_view path, std::string& into) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<std::string> read_link(std::string_view path) override;

  /// How many descriptors are held now.
  std::size_t kept() const { return kept_.size(); }

 private:
  std::map<std::string, UniqueFd, std::less<>> kept_;
};

/// Whether a file may stay open between reads. Not what belongs to one process, which would live on as a name in our
/// table; not debugfs and tracefs, where some files are written when they are opened (the bitmap of a CMA pool) or
/// halt tracing while they are open; not device trees, which never change.
bool may_be_kept(std::string_view path);

}  // namespace rampart

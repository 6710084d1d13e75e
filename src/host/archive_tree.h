#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file_tree.h"
#include "host/archive.h"
#include "host/recording_tree.h"

namespace rampart {

/// A snapshot archive. What was asked when it was made is answered as it was then, errors included; of a .tar.gz made
/// by hand, what its members tell. Links are followed inside the archive; all else is NotFound.
class ArchiveTree final : public FileTree {
 public:
  using FileTree::read;

  /// Unpacks into memory. Malformed with what is wrong if it is no intact .tar.gz, or if a member's name leads out of
  /// it; TooLarge past the limits; NotFound, NoPermission and Io from reading the file.
  static Result<ArchiveTree> open(const std::string& path);
  /// As above, from bytes; `file` names them in errors.
  static Result<ArchiveTree> from_bytes(std::string_view bytes, std::string_view file,
                                        const ArchiveLimits& limits = {});

  Result<void> read(std::string_view path, std::string& into) override;
  Result<std::vector<std::string>> list(std::string_view path) override;
  Result<std::string> read_link(std::string_view path) override;

  /// What the archive holds.
  const Recording& contents() const { return contents_; }

 private:
  explicit ArchiveTree(Recording contents);
  Recording contents_;
};

}  // namespace rampart

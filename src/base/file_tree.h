#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// The one seam for reading: the live system, a directory, or a snapshot archive (`--root`).
/// Paths are absolute, as on the device: `/proc/meminfo`. Errors carry the path in `where.file`.
class FileTree {
 public:
  /// No file of /proc, /sys or a device tree that we read is larger; a larger one is TooLarge, never half read.
  static constexpr std::size_t max_file_size = std::size_t{64} << 20;

  virtual ~FileTree() = default;

  /// Replaces `into` with the whole content of the file. A buffer that is passed again keeps its capacity, and a
  /// live tree keeps its descriptor, so a repeated read allocates nothing and opens nothing.
  virtual Result<void> read(std::string_view path, std::string& into) = 0;

  /// The names in a directory, sorted bytewise, without "." and "..".
  virtual Result<std::vector<std::string>> list(std::string_view path) = 0;

  /// The target of a symbolic link, unchanged.
  virtual Result<std::string> read_link(std::string_view path) = 0;

  /// As above, into a new string.
  Result<std::string> read(std::string_view path) {
    std::string content;
    if (auto done = read(path, content); !done) return std::unexpected(std::move(done.error()));
    return content;
  }
};

}  // namespace rampart

#pragma once

#include <expected>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// What an open gave: a descriptor, or an errno.
using Opened = std::expected<UniqueFd, int>;

/// Neither a FIFO without a writer nor a silent device may hold us, and no terminal becomes ours.
constexpr int flags_to_read = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr int flags_to_list = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
constexpr int flags_to_read_link = O_PATH | O_NOFOLLOW | O_CLOEXEC;

/// open(2), EINTR handled. A path that is not absolute, or holds a zero byte, is ENOENT. Allocates nothing.
Opened open_file(std::string_view path, int flags);

/// Replaces `into` with all that the descriptor gives from its beginning, and returns zero or an errno: ESPIPE if it
/// is no regular file, EFBIG past FileTree::max_file_size. Reads with pread until the end of file, so that it can be
/// called again, and allocates only where `into` is too small.
int read_whole(int descriptor, std::string& into);

/// The answers of a FileTree about `path`, from what opening it (with the flags above) gave.
Result<void> read_opened(const Opened& opened, std::string_view path, std::string& into);
Result<std::vector<std::string>> list_opened(Opened opened, std::string_view path);
Result<std::string> link_opened(const Opened& opened, std::string_view path);

}  // namespace rampart

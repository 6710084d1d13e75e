#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>

#include <rampart/base/result.h>

namespace rampart {

/// Writes a file so that its old or its whole new content is there at every moment, a power cut included: into a
/// temporary file beside it, then renamed over it. Nothing is left behind on failure. `mode` is narrowed by the umask
/// and holds for a new file; a file that is replaced keeps its own, and its owner where that is allowed. A symbolic
/// link stays, and its target is replaced. A pipe or a character device (`/dev/null`, `/dev/stdout`) is written
/// directly; a directory, a block device or a socket is refused as Unsupported. Io with the reason otherwise (`cannot
/// write: no space left on device`).
Result<void> write_file_atomically(const std::string& path, std::string_view content, mode_t mode = 0666);

/// The same for a file of a directory; `may_replace` is asked when the new content is on the disk and nothing is left
/// but the rename: its error is returned, and the old file stays.
Result<void> write_file_atomically(const std::string& path, std::string_view content,
                                   const std::function<Result<void>()>& may_replace);

/// The file itself, past symbolic links; the path as it is if there is no such file yet.
std::string path_without_links(const std::string& path);

}  // namespace rampart

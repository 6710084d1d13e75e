#pragma once

#include <string_view>

#include <rampart/base/result.h>
#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// The note of a file that could not be read or understood; what may not be read may be read by root.
Note note_of(const Error& error);

/// The same for something below /sys/kernel/debug. If it is missing, it tells whether debugfs is not mounted, or the
/// kernel has no such part: then `option` is what it lacks.
Note debugfs_note(FileTree& files, const Error& error, std::string_view option);

/// Whether a part of debugfs is missing from a debugfs that is mounted and may be read.
bool is_absent_from_debugfs(FileTree& files, const Error& error);

}  // namespace rampart

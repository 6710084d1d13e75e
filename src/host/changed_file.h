#pragma once

#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// A file as it was when a change of it was made up.
struct FileToChange {
  std::string path;     ///< As a person names it; may be a symbolic link.
  std::string content;  ///< All of it.
};

/// Reads a file that will be changed. The errors of reading; TooLarge past FileTree::max_file_size.
Result<FileToChange> read_file_to_change(const std::string& path);

/// What a change left beside the file.
struct ChangedFile {
  std::string path;    ///< As in FileToChange.
  std::string backup;  ///< A file with the old content.
};

/// Gives a file new content, whole or not at all. The old content is kept beside it first, as `NAME.orig` or, where
/// that is taken, `NAME.orig.1` and so on; of a symbolic link, which stays one, beside its target. Then the new content
/// goes to the disk under another name, is renamed over the file, and is read again.
///
/// Io if somebody changed the file since it was read (nothing is written then), or if it reads back differently; else
/// the errors of write_file_atomically. After any error but the last the file has its old content whole, and no backup
/// is left; a failure to make the rename last leaves the new content and the backup.
Result<ChangedFile> change_file(const FileToChange& before, std::string_view content);

/// Writes a file that was not there. OutOfRange if it is there now.
Result<void> create_file(const std::string& path, std::string_view content);

/// Undoes `change_file`: the old content comes back, and the backup goes. For when another file of a change failed.
Result<void> restore_file(const FileToChange& before, const ChangedFile& changed);

}  // namespace rampart

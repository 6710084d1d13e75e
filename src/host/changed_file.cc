#include "host/changed_file.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <rampart/host/unique_fd.h>

#include "host/io_error.h"
#include "host/opened_file.h"
#include "host/write_file.h"

namespace rampart {
namespace {

constexpr int most_backups = 1000;

Result<std::string> content_now(const std::string& path) {
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  std::string content;
  if (auto read = read_opened(open_file(absolute, flags_to_read), path, content); !read) {
    return std::unexpected(std::move(read.error()));
  }
  return content;
}

Result<void> check_unchanged(const FileToChange& before) {
  const auto now = content_now(before.path);
  if (!now) return std::unexpected(now.error());
  if (*now == before.content) return {};
  return std::unexpected(Error{Errc::Io,
                               {before.path, 0, 0},
                               "was changed by someone while the change was made up (expected it as it was read)"});
}

int write_and_sync(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return ::fsync(descriptor) == 0 ? 0 : errno;
}

/// Creates a file of its own for the old content; the name, or an error. `mode` and owner are those of the file.
Result<std::string> write_backup(const FileToChange& before) {
  const std::string target = path_without_links(before.path);
  struct stat status{};
  if (::stat(target.c_str(), &status) != 0) return std::unexpected(io_error(errno, before.path, "cannot read"));
  for (int number = 0; number < most_backups; ++number) {
    std::string name = target + ".orig" + (number == 0 ? "" : '.' + std::to_string(number));
    UniqueFd file{
        ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, status.st_mode & mode_t{0777})};
    if (!file.is_open() && errno == EEXIST) continue;
    if (!file.is_open()) return std::unexpected(io_error(errno, name, "cannot write"));
    if (status.st_uid != ::geteuid() || status.st_gid != ::getegid()) {
      [[maybe_unused]] const int ignored = ::fchown(file.get(), status.st_uid, status.st_gid);
    }
    int failure = ::fchmod(file.get(), status.st_mode & mode_t{0777}) == 0 ? 0 : errno;
    if (failure == 0) failure = write_and_sync(file.get(), before.content);
    if (const int closing = file.close(); failure == 0) failure = closing;
    if (failure == 0) return name;
    ::unlink(name.c_str());
    return std::unexpected(io_error(failure, name, "cannot write"));
  }
  return std::unexpected(
      Error{Errc::TooLarge, {before.path, 0, 0}, "has a thousand backups already (expected some to be removed)"});
}

/// What a failed write means: nothing happened, and the backup goes; or the file is new, and it stays.
Error after_failed_write(const FileToChange& before, const std::string& backup, Error error) {
  const auto now = content_now(before.path);
  if (now && *now != before.content) {
    error.what =
        "has its new content, which may not last through a power cut: " + error.what + "; the old is in " + backup;
  } else {
    ::unlink(backup.c_str());
  }
  return error;
}

}  // namespace

Result<FileToChange> read_file_to_change(const std::string& path) {
  auto content = content_now(path);
  if (!content) return std::unexpected(std::move(content.error()));
  return FileToChange{path, std::move(*content)};
}

Result<ChangedFile> change_file(const FileToChange& before, std::string_view content) {
  if (auto same = check_unchanged(before); !same) return std::unexpected(std::move(same.error()));
  auto backup = write_backup(before);
  if (!backup) return std::unexpected(std::move(backup.error()));
  auto written = write_file_atomically(before.path, content, [&] { return check_unchanged(before); });
  if (!written) return std::unexpected(after_failed_write(before, *backup, std::move(written.error())));
  const auto now = content_now(before.path);
  if (!now) return std::unexpected(now.error());
  if (*now != content) {
    return std::unexpected(Error{Errc::Io,
                                 {before.path, 0, 0},
                                 "reads back differently from what was written (expected it whole); the old content is "
                                 "in " +
                                     *backup});
  }
  return ChangedFile{before.path, std::move(*backup)};
}

Result<void> create_file(const std::string& path, std::string_view content) {
  const auto is_new = [&]() -> Result<void> {
    struct stat status{};
    if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return {};
    return std::unexpected(Error{Errc::OutOfRange, {path, 0, 0}, "is there already (expected a new file)"});
  };
  if (auto fresh = is_new(); !fresh) return fresh;
  return write_file_atomically(path, content, is_new);
}

Result<void> restore_file(const FileToChange& before, const ChangedFile& changed) {
  if (auto done = write_file_atomically(before.path, before.content); !done) return done;
  ::unlink(changed.backup.c_str());
  return {};
}

}  // namespace rampart

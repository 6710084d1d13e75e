#include "host/write_file.h"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <rampart/host/unique_fd.h>

#include "host/io_error.h"

namespace rampart {
namespace {

std::unexpected<Error> failed(int number, const std::string& path) {
  Error error = io_error(number, path, "cannot write");
  if (error.code == Errc::NotFound) error.what = "no such directory";
  if (number == EFBIG) error = {Errc::Io, error.where, "cannot write: " + reason_of(number)};
  return std::unexpected(std::move(error));
}

/// All of it, or an errno.
int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

/// A file that is removed again unless it was put in its place.
class TemporaryFile {
 public:
  TemporaryFile(TemporaryFile&&) = delete;
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  TemporaryFile(const std::string& beside, mode_t mode) {
    const std::size_t name_at = beside.rfind('/') + 1;  // zero without a directory
    for (int attempt = 0; attempt < 100 && !descriptor_.is_open(); ++attempt) {
      name_ = beside.substr(0, name_at) + '.' + beside.substr(name_at, 200) + '.' + std::to_string(::getpid()) + '-' +
              std::to_string(attempt) + ".tmp";
      descriptor_ = UniqueFd{::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)};
      failure_ = descriptor_.is_open() ? 0 : errno;
      if (failure_ != 0 && failure_ != EEXIST && failure_ != EINTR) return;
    }
  }
  ~TemporaryFile() {
    if (descriptor_.is_open() || written_) ::unlink(name_.c_str());
  }

  int failure() const { return failure_; }

  /// Puts the content on the disk, with mode and owner of the file that it will replace. An errno, or zero.
  int write(std::string_view content, const struct stat* kept) {
    if (kept != nullptr && (kept->st_uid != ::geteuid() || kept->st_gid != ::getegid())) {
      // Only root may: whoever else may write here gets the file, as with any editor that saves by renaming.
      [[maybe_unused]] const int ignored = ::fchown(descriptor_.get(), kept->st_uid, kept->st_gid);
    }
    int failure = kept != nullptr && ::fchmod(descriptor_.get(), kept->st_mode & mode_t{0777}) != 0 ? errno : 0;
    if (failure == 0) failure = write_all(descriptor_.get(), content);
    if (failure == 0 && ::fsync(descriptor_.get()) != 0) failure = errno;
    written_ = true;
    const int closing = descriptor_.close();
    return failure != 0 ? failure : closing;
  }

  int rename_to(const std::string& target) {
    if (::rename(name_.c_str(), target.c_str()) != 0) return errno;
    written_ = false;
    return 0;
  }

 private:
  std::string name_;
  UniqueFd descriptor_;
  int failure_ = EEXIST;
  bool written_ = false;
};

/// Makes the rename last. A file system that cannot do this (EINVAL) has nothing to make last.
int sync_directory(const std::string& directory) {
  const UniqueFd descriptor{::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!descriptor.is_open()) return errno == EACCES ? 0 : errno;  // writable but not readable: renamed all the same
  return ::fsync(descriptor.get()) == 0 || errno == EINVAL ? 0 : errno;
}

/// What to ask before the rename; an empty one says yes.
using MayReplace = std::function<Result<void>()>;

Result<void> replace(const std::string& path, std::string_view content, mode_t mode, const struct stat* kept,
                     const MayReplace& may_replace) {
  const std::string target = path_without_links(path);
  TemporaryFile file{target, mode};
  if (file.failure() != 0) return failed(file.failure(), path);
  if (const int failure = file.write(content, kept); failure != 0) return failed(failure, path);
  if (may_replace) {
    if (auto answer = may_replace(); !answer) return answer;
  }
  if (const int failure = file.rename_to(target); failure != 0) return failed(failure, path);
  const std::string directory = target.substr(0, target.rfind('/') + 1);
  if (const int failure = sync_directory(directory.empty() ? "." : directory); failure != 0) {
    return failed(failure, path);
  }
  return {};
}

Result<void> write_directly(const std::string& path, std::string_view content) {
  // Not blocking on the open: a FIFO that nobody reads is an error and no reason to wait.
  UniqueFd descriptor{::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
  if (!descriptor.is_open()) return failed(errno, path);
  const int flags = ::fcntl(descriptor.get(), F_GETFL);
  if (flags < 0 || ::fcntl(descriptor.get(), F_SETFL, flags & ~O_NONBLOCK) != 0) return failed(errno, path);
  int failure = write_all(descriptor.get(), content);
  if (const int closing = descriptor.close(); failure == 0) failure = closing;
  return failure == 0 ? Result<void>{} : failed(failure, path);
}

Result<void> write(const std::string& path, std::string_view content, mode_t mode, const MayReplace& may_replace) {
  struct stat status{};
  if (path == "/dev/stdout") {
    // Not by its name: redirected to a file, a second open would write over what stands there already.
    const int failure = write_all(STDOUT_FILENO, content);
    return failure == 0 ? Result<void>{} : failed(failure, path);
  }
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno != ENOENT) return failed(errno, path);
  if (!exists) return replace(path, content, mode, nullptr, may_replace);
  if (S_ISREG(status.st_mode)) return replace(path, content, mode, &status, may_replace);
  if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) return write_directly(path, content);
  const char* const kind = S_ISDIR(status.st_mode) ? "is a directory" : "is a special file";
  return std::unexpected(Error{Errc::Unsupported, {path, 0, 0}, std::string{kind} + " (expected a file to write)"});
}

}  // namespace

std::string path_without_links(const std::string& path) {
  const std::unique_ptr<char, decltype([](char* text) { std::free(text); })> real{::realpath(path.c_str(), nullptr)};
  return real ? real.get() : path;
}

Result<void> write_file_atomically(const std::string& path, std::string_view content, mode_t mode) {
  return write(path, content, mode, {});
}

Result<void> write_file_atomically(const std::string& path, std::string_view content,
                                   const std::function<Result<void>()>& may_replace) {
  return write(path, content, 0666, may_replace);
}

}  // namespace rampart

#include "host/opened_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <dirent.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_tree.h"
#include "host/io_error.h"

namespace rampart {
namespace {

constexpr std::size_t max_names = std::size_t{1} << 20;  // a directory of more is hostile

/// One pread that is not disturbed by signals. Some drivers' files cannot seek: those are read on from where they are.
ssize_t read_some(int descriptor, char* into, std::size_t size, std::size_t offset) {
  for (;;) {
    ssize_t count = ::pread(descriptor, into, size, static_cast<off_t>(offset));
    if (count < 0 && errno == ESPIPE) count = ::read(descriptor, into, size);
    if (count >= 0 || errno != EINTR) return count;
  }
}

struct Filled {
  std::size_t size{};
  bool at_end = false;
  int failure = 0;
};

/// Reads on from `filled.size` until the buffer is full, the file ends or fails.
Filled fill(int descriptor, char* buffer, std::size_t capacity, Filled filled) {
  while (filled.size < capacity) {
    const ssize_t count = read_some(descriptor, buffer + filled.size, capacity - filled.size, filled.size);
    if (count < 0) {
      filled.failure = errno;
      return filled;
    }
    filled.at_end = count == 0;
    if (filled.at_end) return filled;
    filled.size += static_cast<std::size_t>(count);
  }
  return filled;
}

}  // namespace

Opened open_file(std::string_view path, int flags) {
  std::array<char, PATH_MAX> terminated;
  if (!path.starts_with('/') || path.contains('\0')) return std::unexpected(ENOENT);
  if (path.size() >= terminated.size()) return std::unexpected(ENAMETOOLONG);
  *std::ranges::copy(path, terminated.begin()).out = '\0';
  for (;;) {
    const int descriptor = ::open(terminated.data(), flags);
    if (descriptor >= 0) return UniqueFd{descriptor};
    if (errno != EINTR) return std::unexpected(errno);
  }
}

int read_whole(int descriptor, std::string& into) {
  constexpr std::size_t first_size = 4095;
  Filled filled;
  into.clear();
  for (std::size_t capacity = std::max(into.capacity(), first_size);;) {
    // One byte past the limit tells a file that is too large from one that just fits.
    capacity = std::min(capacity, FileTree::max_file_size + 1);
    into.resize_and_overwrite(capacity, [&](char* buffer, std::size_t size) {
      filled = fill(descriptor, buffer, size, filled);
      return filled.size;
    });
    if (filled.size > FileTree::max_file_size) filled.failure = EFBIG;
    if (filled.failure != 0) into.clear();
    if (filled.failure != 0 || filled.at_end) return filled.failure;
    capacity = into.capacity() * 2;
  }
}

Result<void> read_opened(const Opened& opened, std::string_view path, std::string& into) {
  int failure = opened ? 0 : opened.error();
  struct stat status{};
  if (failure == 0 && ::fstat(opened->get(), &status) != 0) failure = errno;
  if (failure == 0 && S_ISDIR(status.st_mode)) failure = EISDIR;
  if (failure == 0 && !S_ISREG(status.st_mode)) failure = ESPIPE;
  if (failure == 0 && status.st_size > static_cast<off_t>(FileTree::max_file_size)) failure = EFBIG;
  if (failure == 0) {
    // Zero in /proc, a page in /sys; elsewhere it saves growing, and one byte more lets the end be seen.
    into.reserve(static_cast<std::size_t>(status.st_size) + 1);
    failure = read_whole(opened->get(), into);
  }
  if (failure == 0) return {};
  into.clear();
  return std::unexpected(io_error(failure, path));
}

Result<std::vector<std::string>> list_opened(Opened opened, std::string_view path) {
  if (!opened) return std::unexpected(io_error(opened.error(), path, "cannot list"));
  const std::unique_ptr<DIR, int (*)(DIR*)> directory{::fdopendir(opened->get()), ::closedir};
  if (!directory) return std::unexpected(io_error(errno, path, "cannot list"));
  opened->release();  // it is the directory's now
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(directory.get());
    if (entry == nullptr) break;
    const std::string_view name{static_cast<const char*>(entry->d_name)};
    if (name == "." || name == "..") continue;
    if (names.size() == max_names) {
      const SourcePos where{std::string{path}, 0, 0};
      return std::unexpected(Error{Errc::TooLarge, where, "too many names (expected at most 1048576)"});
    }
    names.emplace_back(name);
  }
  if (errno != 0) return std::unexpected(io_error(errno, path, "cannot list"));
  std::ranges::sort(names);
  return names;
}

Result<std::string> link_opened(const Opened& opened, std::string_view path) {
  if (!opened) return std::unexpected(io_error(opened.error(), path, "cannot read the link"));
  struct stat status{};
  if (::fstat(opened->get(), &status) != 0) return std::unexpected(io_error(errno, path, "cannot read the link"));
  if (!S_ISLNK(status.st_mode)) {
    return std::unexpected(Error{Errc::Unsupported, {std::string{path}, 0, 0}, "not a symbolic link"});
  }
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlinkat(opened->get(), "", target.data(), target.size());
  if (size < 0) return std::unexpected(io_error(errno, path, "cannot read the link"));
  return std::string{target.data(), static_cast<std::size_t>(size)};
}

}  // namespace rampart

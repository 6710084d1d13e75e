#include "host/rooted_open.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <fcntl.h>
#include <linux/openat2.h>
#include <optional>
#include <string>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rampart {
namespace {

constexpr int max_links = 40;  // as the kernel

/// Nothing if the kernel's own resolver cannot be had.
std::optional<Opened> open_by_kernel(int root, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<unsigned int>(flags);
  how.resolve = RESOLVE_IN_ROOT;
  for (;;) {
    const long descriptor = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
    if (descriptor >= 0) return UniqueFd{static_cast<int>(descriptor)};
    if (errno == EINTR) continue;
    // EPERM may be a seccomp filter that does not know the call, EAGAIN a rename beside us: walking tells.
    if (errno == ENOSYS || errno == EPERM || errno == EAGAIN || errno == EINVAL) return std::nullopt;
    return std::unexpected(errno);
  }
}

Opened open_at(int directory, const std::string& name, int flags) {
  for (;;) {
    const int descriptor = ::openat(directory, name.c_str(), flags);
    if (descriptor >= 0) return UniqueFd{descriptor};
    if (errno != EINTR) return std::unexpected(errno);
  }
}

/// The target if the descriptor, opened with O_PATH | O_NOFOLLOW, is a symbolic link; else nothing.
std::optional<std::string> target_of(int descriptor) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0 || !S_ISLNK(status.st_mode)) return std::nullopt;
  std::array<char, PATH_MAX> target;
  const ssize_t size = ::readlinkat(descriptor, "", target.data(), target.size());
  return std::string{target.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

/// Goes down a path one name at a time, never through a link unseen.
class Walk {
 public:
  Walk(int root, std::string_view path) : root_{root}, rest_{path} {}

  Opened open(int flags) {
    for (;;) {
      const std::string name = next_name();
      if (name.empty()) return open_at(here(), ".", flags & ~O_NOFOLLOW);
      if (name == ".") continue;
      if (name == "..") {
        if (!below_.empty()) below_.pop_back();
        continue;
      }
      Opened found = open_at(here(), name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
      if (!found) return found;
      const bool is_last = rest_.find_first_not_of('/') == std::string::npos;
      const auto target = target_of(found->get());
      if (target && !(is_last && (flags & O_NOFOLLOW) != 0)) {
        if (target->empty() || ++links_ > max_links) return std::unexpected(target->empty() ? ENOENT : ELOOP);
        follow(*target);
      } else if (is_last) {
        // By name again, for a descriptor of O_PATH reads nothing; a link put here meanwhile is refused.
        return open_at(here(), name, flags | O_NOFOLLOW);
      } else {
        below_.push_back(std::move(*found));
      }
    }
  }

 private:
  int here() const { return below_.empty() ? root_ : below_.back().get(); }

  /// Takes the next name off the path; empty at its end.
  std::string next_name() {
    const std::size_t from = rest_.find_first_not_of('/');
    if (from == std::string::npos) return {};
    const std::size_t to = std::min(rest_.find('/', from), rest_.size());
    std::string name = rest_.substr(from, to - from);
    rest_.erase(0, to);
    return name;
  }

  void follow(const std::string& target) {
    if (target.starts_with('/')) below_.clear();
    rest_ = target + '/' + rest_;
  }

  int root_;
  std::string rest_;
  std::vector<UniqueFd> below_;  ///< The directories from the root down to here.
  int links_ = 0;
};

}  // namespace

Opened open_in_root(int root, std::string_view path, int flags, Resolver resolver) {
  if (!path.starts_with('/') || path.contains('\0')) return std::unexpected(ENOENT);
  if (path.size() >= PATH_MAX) return std::unexpected(ENAMETOOLONG);
  if (resolver == Resolver::Kernel) {
    if (auto opened = open_by_kernel(root, std::string{path}, flags)) return std::move(*opened);
  }
  return Walk{root, path}.open(flags);
}

}  // namespace rampart

#pragma once

#include <utility>

namespace rampart {

/// Owns one file descriptor and closes it. Whoever opens it passes O_CLOEXEC.
class UniqueFd {
 public:
  UniqueFd() = default;
  explicit UniqueFd(int fd) : fd_{fd} {}
  UniqueFd(UniqueFd&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
  UniqueFd& operator=(UniqueFd&& other) noexcept;
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// Gives the descriptor away, unclosed.
  int release() { return std::exchange(fd_, -1); }
  /// Closes it now. The errno of close, or zero: a network file system may report a failed write only here.
  int close();

 private:
  int fd_ = -1;
};

}  // namespace rampart

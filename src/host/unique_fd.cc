#include <cerrno>
#include <unistd.h>

#include <rampart/host/unique_fd.h>

namespace rampart {

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

UniqueFd::~UniqueFd() { close(); }

int UniqueFd::close() {
  if (fd_ < 0) return 0;
  // Never again after EINTR: Linux has freed the number, and another thread may own it already.
  return ::close(std::exchange(fd_, -1)) == 0 || errno == EINTR ? 0 : errno;
}

}  // namespace rampart

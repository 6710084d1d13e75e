#include "host/kernel_log.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <sys/klog.h>

#include "host/io_error.h"

namespace rampart {

Result<void> read_kernel_log(std::string& into) {
  constexpr int read_all = 3;      // SYSLOG_ACTION_READ_ALL: leaves the ring as it is
  constexpr int size_buffer = 10;  // SYSLOG_ACTION_SIZE_BUFFER
  const int ring = ::klogctl(size_buffer, nullptr, 0);
  int failure = ring < 0 ? errno : 0;
  if (failure == 0) {
    // The text is longer than the ring's own accounting of it by a prefix a line.
    const auto capacity = static_cast<std::size_t>(std::min(ring, 1 << 24)) * 2;
    into.resize_and_overwrite(capacity, [&](char* buffer, std::size_t size) {
      const int count = ::klogctl(read_all, buffer, static_cast<int>(size));
      if (count < 0) failure = errno;
      return static_cast<std::size_t>(std::max(count, 0));
    });
  }
  if (failure == 0) return {};
  into.clear();
  return std::unexpected(io_error(failure, kernel_log_path));
}

}  // namespace rampart

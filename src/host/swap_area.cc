#include "host/swap_area.h"

#include <cerrno>
#include <sys/swap.h>

#include "host/io_error.h"

namespace rampart {
namespace {

/// What errnos mean here; swapon(2) does not say more.
const char* expectation(int number) {
  switch (number) {
    case EPERM:
      return "root";
    case EINVAL:
      return "a swap header for this kernel's pages, and at least two of them";
    case EBUSY:
      return "a device that is neither mounted nor swap already";
    case ENOSYS:
      return "a kernel with CONFIG_SWAP";
    case ENOMEM:
      return "room in memory and other swap areas for what lies there";
    default:
      return nullptr;
  }
}

Result<void> outcome(int failure, const std::string& path, const char* doing) {
  if (failure == 0) return {};
  Error error = io_error(failure, path, doing);
  if (const char* const expected = expectation(failure)) error.what += std::string{" (expected "} + expected + ')';
  return std::unexpected(std::move(error));
}

}  // namespace

Result<void> swap_on(const std::string& path, int priority) {
  const int flags = priority < 0 ? 0 : SWAP_FLAG_PREFER | (priority & SWAP_FLAG_PRIO_MASK);
  int failure = 0;
  do {
    failure = ::swapon(path.c_str(), flags) == 0 ? 0 : errno;
  } while (failure == EINTR);
  return outcome(failure, path, "swapon refused");
}

Result<void> swap_off(const std::string& path) {
  int failure = 0;
  do {
    failure = ::swapoff(path.c_str()) == 0 ? 0 : errno;
  } while (failure == EINTR);
  return outcome(failure, path, "swapoff refused");
}

}  // namespace rampart

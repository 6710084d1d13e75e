#include "heap/fake_dma_heap.h"

#include <cerrno>
#include <cstdarg>
#include <fmt/format.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rampart {
namespace {

FakeDmaHeap* active = nullptr;

}  // namespace

FakeDmaHeap::FakeDmaHeap() : device_{::memfd_create("fake heap", MFD_CLOEXEC)} { active = this; }
FakeDmaHeap::~FakeDmaHeap() { active = nullptr; }

std::string FakeDmaHeap::path() const { return fmt::format("/proc/self/fd/{}", device_.get()); }

int FakeDmaHeap::answer(int fd, unsigned long request, void* argument) {
  const std::uint64_t flags = request == DMA_BUF_IOCTL_SYNC ? static_cast<dma_buf_sync*>(argument)->flags : 0;
  int number = 0;
  if (!failures_.empty()) {
    number = failures_.front();
    failures_.pop_front();
  } else if (request == DMA_HEAP_IOCTL_ALLOC) {
    auto& wanted = *static_cast<dma_heap_allocation_data*>(argument);
    wanted.fd = static_cast<std::uint32_t>(::memfd_create("fake buffer", MFD_CLOEXEC));
    if (::ftruncate(static_cast<int>(wanted.fd), static_cast<off_t>((wanted.len + 4095) & ~std::uint64_t{4095})) < 0)
      number = errno;
  } else if (request == DMA_BUF_IOCTL_SYNC && (flags & ~std::uint64_t{DMA_BUF_SYNC_VALID_FLAGS_MASK}) != 0) {
    number = EINVAL;
  } else if (request == DMA_BUF_IOCTL_EXPORT_SYNC_FILE) {
    static_cast<dma_buf_export_sync_file*>(argument)->fd = ::dup(fd);
  }
  calls_.push_back({request, flags, number});
  errno = number;
  return number == 0 ? 0 : -1;
}

}  // namespace rampart

/// Takes the place of the C library's for all of the test program.
extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
  va_list rest;
  va_start(rest, request);
  void* const argument = va_arg(rest, void*);
  va_end(rest);
  if (rampart::active != nullptr) return rampart::active->answer(fd, request, argument);
  return static_cast<int>(::syscall(SYS_ioctl, fd, request, argument));
}

#include "host/bare_heap_cycle.h"

#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace rampart {

std::uint64_t monotonic_nanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

Called<HeapCycleTimes> bare_heap_cycle(int heap, std::uint64_t size) {
  HeapCycleTimes times;
  times.begun = monotonic_nanoseconds();
  dma_heap_allocation_data wanted{.len = size, .fd = 0, .fd_flags = O_RDWR | O_CLOEXEC, .heap_flags = 0};
  if (::ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &wanted) < 0) return std::unexpected(errno);
  times.allocated = monotonic_nanoseconds();
  const int fd = static_cast<int>(wanted.fd);
  void* const memory = ::mmap(nullptr, static_cast<std::size_t>(size), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  int number = memory == MAP_FAILED ? errno : 0;
  if (number == 0) {
    ::dma_buf_sync sync{.flags = DMA_BUF_SYNC_START | DMA_BUF_SYNC_WRITE};
    if (::ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync) < 0) number = errno;
    *static_cast<volatile char*>(memory) = 1;
    sync.flags = DMA_BUF_SYNC_END | DMA_BUF_SYNC_WRITE;
    if (::ioctl(fd, DMA_BUF_IOCTL_SYNC, &sync) < 0) number = errno;
    ::munmap(memory, static_cast<std::size_t>(size));
  }
  ::close(fd);
  times.freed = monotonic_nanoseconds();
  if (number != 0) return std::unexpected(number);
  return times;
}

}  // namespace rampart

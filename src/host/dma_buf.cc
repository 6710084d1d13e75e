#include "host/dma_buf.h"

#include <cerrno>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace rampart {
namespace {

/// Zero, or the errno. The kernel restarts most calls by itself, but for a handler without SA_RESTART.
template <typename Argument>
int call(int fd, unsigned long request, Argument argument) {
  while (::ioctl(fd, request, argument) < 0) {
    if (errno != EINTR && errno != EAGAIN) return errno;
  }
  return 0;
}

Called<void> done(int number) { return number == 0 ? Called<void>{} : std::unexpected(number); }

}  // namespace

Called<UniqueFd> open_device(const char* path, int flags) {
  while (true) {
    const int fd = ::open(path, flags | O_CLOEXEC);
    if (fd >= 0) return UniqueFd{fd};
    if (errno != EINTR) return std::unexpected(errno);
  }
}

Called<UniqueFd> dma_heap_allocate(int heap, std::uint64_t size, std::uint32_t fd_flags, std::uint64_t heap_flags) {
  dma_heap_allocation_data wanted{.len = size, .fd = 0, .fd_flags = fd_flags, .heap_flags = heap_flags};
  if (const int number = call(heap, DMA_HEAP_IOCTL_ALLOC, &wanted)) return std::unexpected(number);
  return UniqueFd{static_cast<int>(wanted.fd)};
}

Called<void> dma_buf_sync(int buffer, std::uint64_t flags) {
  ::dma_buf_sync sync{.flags = flags};
  return done(call(buffer, DMA_BUF_IOCTL_SYNC, &sync));
}

Called<void> dma_buf_set_name(int buffer, const std::string& name) {
  return done(call(buffer, DMA_BUF_SET_NAME, name.c_str()));
}

Called<UniqueFd> dma_buf_export_sync_file(int buffer, std::uint32_t flags) {
  ::dma_buf_export_sync_file wanted{.flags = flags, .fd = -1};
  if (const int number = call(buffer, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &wanted)) return std::unexpected(number);
  return UniqueFd{wanted.fd};
}

Called<void> dma_buf_import_sync_file(int buffer, int sync_file, std::uint32_t flags) {
  ::dma_buf_import_sync_file given{.flags = flags, .fd = sync_file};
  return done(call(buffer, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &given));
}

Called<bool> is_dma_buf(int fd) {
  // Flags that no kernel knows: a DMA-BUF refuses them before it does anything, another file does not know the call.
  ::dma_buf_sync none{.flags = ~std::uint64_t{0}};
  const int number = call(fd, DMA_BUF_IOCTL_SYNC, &none);
  if (number == EBADF) return std::unexpected(number);
  return number == EINVAL;
}

Called<UniqueFd> make_memfd(const char* name, std::uint64_t size) {
  UniqueFd memory{::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  if (!memory.is_open()) return std::unexpected(errno);
  if (size > INT64_MAX) return std::unexpected(ENOMEM);
  int number = 0;
  do {
    // Memory now, not at the first touch: what is not there is an error of the allocation, as a heap's is.
    number = ::posix_fallocate64(memory.get(), 0, static_cast<off64_t>(size));
  } while (number == EINTR);
  if (number != 0) return std::unexpected(number == ENOSPC || number == EFBIG ? ENOMEM : number);
  // udmabuf takes nothing that can shrink under it.
  if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK) < 0) return std::unexpected(errno);
  return memory;
}

bool is_memfd(int fd) { return ::fcntl(fd, F_GET_SEALS) >= 0; }

Called<UniqueFd> udmabuf_create(int device, int memfd, std::uint64_t size) {
  ::udmabuf_create wanted{
      .memfd = static_cast<std::uint32_t>(memfd), .flags = UDMABUF_FLAGS_CLOEXEC, .offset = 0, .size = size};
  int fd = -1;
  while ((fd = ::ioctl(device, UDMABUF_CREATE, &wanted)) < 0) {
    if (errno != EINTR) return std::unexpected(errno);
  }
  return UniqueFd{fd};
}

Called<std::uint64_t> size_of_fd(int fd) {
  const off64_t end = ::lseek64(fd, 0, SEEK_END);
  if (end < 0) return std::unexpected(errno);
  static_cast<void>(::lseek64(fd, 0, SEEK_SET));
  return static_cast<std::uint64_t>(end);
}

}  // namespace rampart

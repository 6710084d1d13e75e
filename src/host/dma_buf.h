#pragma once

#include <cstdint>
#include <expected>
#include <string>

#include <rampart/host/unique_fd.h>

namespace rampart {

/// The system calls of DMA-BUFs and their heaps. What fails returns the errno; a signal is no failure: EINTR, and the
/// EAGAIN that some exporters give for it, are tried again.
template <typename T>
using Called = std::expected<T, int>;

/// Opens a heap's device.
Called<UniqueFd> open_device(const char* path, int flags);

/// DMA_HEAP_IOCTL_ALLOC.
Called<UniqueFd> dma_heap_allocate(int heap, std::uint64_t size, std::uint32_t fd_flags, std::uint64_t heap_flags);

/// DMA_BUF_IOCTL_SYNC; `flags` are those of the kernel's uapi/linux/dma-buf.h.
Called<void> dma_buf_sync(int buffer, std::uint64_t flags);

/// DMA_BUF_SET_NAME.
Called<void> dma_buf_set_name(int buffer, const std::string& name);

/// DMA_BUF_IOCTL_EXPORT_SYNC_FILE.
Called<UniqueFd> dma_buf_export_sync_file(int buffer, std::uint32_t flags);

/// DMA_BUF_IOCTL_IMPORT_SYNC_FILE.
Called<void> dma_buf_import_sync_file(int buffer, int sync_file, std::uint32_t flags);

/// Whether a descriptor is a DMA-BUF.
Called<bool> is_dma_buf(int fd);

/// A memfd of this size, sealed against shrinking.
Called<UniqueFd> make_memfd(const char* name, std::uint64_t size);

/// Whether a descriptor is a memfd: nothing else can be sealed.
bool is_memfd(int fd);

/// UDMABUF_CREATE: the pages of a whole memfd as a DMA-BUF; `device` is /dev/udmabuf.
Called<UniqueFd> udmabuf_create(int device, int memfd, std::uint64_t size);

/// Where the file ends: the size of a DMA-BUF.
Called<std::uint64_t> size_of_fd(int fd);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <rampart/base/units.h>
#include <rampart/heap/heap_error.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// What is done to a buffer's memory. The values are those of DMA_BUF_SYNC_READ and DMA_BUF_SYNC_WRITE.
enum class Access : std::uint8_t { Read = 1, Write = 2, ReadWrite = 3 };

/// A buffer's memory in this process. It keeps the memory alive by itself: the Buffer may be gone before it.
///
/// The content may be touched only between the begin and the end of a CpuAccess: outside it the caches of the processor
/// and what a device sees may differ.
class Mapping {
 public:
  Mapping() = default;
  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&& other) noexcept;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping();

  std::byte* data() const { return memory_.data(); }
  Bytes size() const { return {memory_.size()}; }
  /// Empty if default-made or moved from.
  std::span<std::byte> bytes() const { return memory_; }

 private:
  friend class Buffer;
  explicit Mapping(std::span<std::byte> memory) : memory_{memory} {}
  void unmap();

  std::span<std::byte> memory_;
};

/// One DMA-BUF, owned by its descriptor: the memory goes back when the last descriptor, mapping and device that uses it
/// is gone, in whatever process. A process that is killed therefore leaks nothing.
///
/// Move-only. One Buffer must not be used by two threads at once if one of them moves it, names it or destroys it;
/// everything else is thread-safe. A moved-from or default-made Buffer has no descriptor, and every call fails (EBADF).
class Buffer {
 public:
  Buffer() = default;

  /// Takes a descriptor from elsewhere: another process, V4L2's VIDIOC_EXPBUF, DRM's PRIME. It has to be a DMA-BUF or a
  /// memfd (EINVAL otherwise). Its size is asked from the kernel by lseek, which DMA-BUFs know since Linux 3.16.
  static HeapResult<Buffer> import(UniqueFd fd);

  /// The descriptor, which stays the buffer's; for ioctls of drivers. -1 if there is none.
  int fd() const { return fd_.get(); }
  bool is_open() const { return fd_.is_open(); }
  /// What the kernel allocated: the request rounded up to whole pages.
  Bytes size() const { return size_; }
  /// As given to `set_name`; empty otherwise, an imported buffer's too.
  const std::string& name() const { return name_; }
  /// The path of the heap it came from; empty for an imported one.
  std::string_view heap() const { return heap_ ? std::string_view{*heap_} : std::string_view{}; }
  /// False for a stand-in made of a memfd without /dev/udmabuf: then no device takes it, and `CpuAccess` does nothing.
  bool is_dma_buf() const { return is_dma_buf_; }

  /// Names it in debugfs's bufinfo and in /proc/PID/fdinfo, so that a person finds its holder (Linux 5.3: ENOTTY before
  /// that). At most 31 bytes, without a newline (EINVAL). A device that is attached made older kernels refuse (EBUSY).
  HeapResult<void> set_name(std::string_view name);

  /// Maps all of it. EACCES if the descriptor was allocated or received for less than `access`. A buffer of memory that
  /// the processor may not touch, as some vendors' secure heaps give, is refused by its driver.
  HeapResult<Mapping> map(Access access = Access::ReadWrite) const;

  /// A second descriptor of the same buffer, closed on exec: for a driver or a process that will own it. EMFILE at the
  /// process's limit (RLIMIT_NOFILE).
  HeapResult<UniqueFd> export_fd() const;

  /// A sync file with the fences that someone who wants this access has to wait for: Read waits for writers, Write and
  /// ReadWrite for everyone. Without any fence it is signalled at once. Linux 6.0; ENOTTY before that.
  HeapResult<UniqueFd> export_sync_file(Access access) const;
  /// Adds the fence of a sync file as this kind of access, for drivers that wait for it. Linux 6.0; ENOTTY before that.
  HeapResult<void> import_sync_file(int sync_file, Access access) const;

  /// Gives the descriptor away; the Buffer is empty after it.
  UniqueFd release();

 private:
  friend class Heap;
  friend class CpuAccess;
  Buffer(UniqueFd fd, Bytes size, bool is_dma_buf, std::shared_ptr<const std::string> heap);

  /// An error of a call on this buffer.
  std::unexpected<HeapError> refused(int number, std::string_view doing, std::string_view advice = {}) const;

  UniqueFd fd_;
  Bytes size_;
  bool is_dma_buf_ = false;
  std::shared_ptr<const std::string> heap_;
  std::string name_;
};

/// The time in which the processor touches a buffer: DMA_BUF_IOCTL_SYNC with START when it begins, with END of the same
/// access when the object goes out of scope, by return or exception. The begin waits for devices that still write.
///
///     const auto access = CpuAccess::begin(buffer, Access::Write);
///     if (!access) return access.error();
///     std::memset(mapping.data(), 0, mapping.size().value);
///
/// The Buffer must outlive it, and may be moved meanwhile.
class CpuAccess {
 public:
  /// Linux 4.6. Signals do not end it (EINTR and EAGAIN are tried again). EIO and others as the exporter has them.
  static HeapResult<CpuAccess> begin(const Buffer& buffer, Access access);

  CpuAccess(CpuAccess&& other) noexcept;
  CpuAccess& operator=(CpuAccess&& other) noexcept;
  CpuAccess(const CpuAccess&) = delete;
  CpuAccess& operator=(const CpuAccess&) = delete;
  ~CpuAccess();

  /// Ends it now, and says if that failed; the destructor cannot. A second call does nothing.
  HeapResult<void> end();

 private:
  CpuAccess(const Buffer& buffer, Access access);

  int fd_ = -1;  ///< Of the buffer; -1 when there is nothing to end.
  Access access_{};
  std::shared_ptr<const std::string> heap_;
};

/// Sends a buffer over a Unix socket (SCM_RIGHTS): the other process then holds it too. EPIPE if nobody listens.
HeapResult<void> send_buffer(int socket, const Buffer& buffer);

/// Waits for a buffer that `send_buffer` sent. ENODATA if the other side closed, EPROTO if something else arrived,
/// EMFILE at the limit of descriptors.
HeapResult<Buffer> receive_buffer(int socket);

}  // namespace rampart

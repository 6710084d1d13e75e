#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <sys/mman.h>
#include <utility>

#include <rampart/heap/buffer.h>

#include "heap/refusal.h"
#include "host/dma_buf.h"

namespace rampart {

static_assert(static_cast<int>(Access::Read) == DMA_BUF_SYNC_READ);
static_assert(static_cast<int>(Access::Write) == DMA_BUF_SYNC_WRITE);

Buffer::Buffer(UniqueFd fd, Bytes size, bool is_dma_buf, std::shared_ptr<const std::string> heap)
    : fd_{std::move(fd)}, size_{size}, is_dma_buf_{is_dma_buf}, heap_{std::move(heap)} {}

std::unexpected<HeapError> Buffer::refused(int number, std::string_view doing, std::string_view advice) const {
  return std::unexpected(refusal(number, heap(), doing, advice));
}

HeapResult<Buffer> Buffer::import(UniqueFd fd) {
  const auto is_buffer = rampart::is_dma_buf(fd.get());
  if (!is_buffer) return std::unexpected(refusal(is_buffer.error(), {}, "cannot import the descriptor"));
  if (!*is_buffer && !is_memfd(fd.get())) {
    return std::unexpected(refusal(EINVAL, {}, "cannot import the descriptor", "it is neither a DMA-BUF nor a memfd"));
  }
  const auto size = size_of_fd(fd.get());
  if (!size) return std::unexpected(refusal(size.error(), {}, "cannot tell the size of the descriptor"));
  return Buffer{std::move(fd), Bytes{*size}, *is_buffer, nullptr};
}

HeapResult<void> Buffer::set_name(std::string_view name) {
  constexpr std::size_t longest = 31;  // DMA_BUF_NAME_LEN with its zero; the kernel refuses what is longer
  if (name.size() > longest || name.find('\0') != std::string_view::npos || name.find('\n') != std::string_view::npos) {
    return refused(EINVAL, "cannot name the buffer", "a name has at most 31 bytes, without a newline");
  }
  std::string text{name};
  if (fd_.is_open() && !is_dma_buf_) {  // a memfd has the name it was made with
    name_ = std::move(text);
    return {};
  }
  if (const auto done = dma_buf_set_name(fd_.get(), text); !done) {
    return refused(done.error(), "cannot name the buffer", done.error() == ENOTTY ? "names need Linux 5.3" : "");
  }
  name_ = std::move(text);
  return {};
}

HeapResult<Mapping> Buffer::map(Access access) const {
  if (!fd_.is_open()) return refused(EBADF, "cannot map the buffer");
  const auto flags = static_cast<unsigned>(access);
  const int protection =
      ((flags & DMA_BUF_SYNC_READ) != 0 ? PROT_READ : 0) | ((flags & DMA_BUF_SYNC_WRITE) != 0 ? PROT_WRITE : 0);
  if (size_.value > SIZE_MAX) return refused(ENOMEM, "cannot map the buffer", "it is larger than the address space");
  const auto size = static_cast<std::size_t>(size_.value);
  void* const memory = ::mmap(nullptr, size, protection, MAP_SHARED, fd_.get(), 0);
  if (memory == MAP_FAILED) {
    return refused(errno, "cannot map the buffer", errno == EACCES ? "its descriptor was made for less access" : "");
  }
  return Mapping{{static_cast<std::byte*>(memory), size}};
}

HeapResult<UniqueFd> Buffer::export_fd() const {
  const int fd = ::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return refused(errno, "cannot export the buffer");
  return UniqueFd{fd};
}

HeapResult<UniqueFd> Buffer::export_sync_file(Access access) const {
  auto file = dma_buf_export_sync_file(fd_.get(), static_cast<std::uint32_t>(access));
  if (!file) {
    return refused(file.error(), "cannot export a sync file",
                   file.error() == ENOTTY ? "sync files need Linux 6.0 with CONFIG_SYNC_FILE" : "");
  }
  return std::move(*file);
}

HeapResult<void> Buffer::import_sync_file(int sync_file, Access access) const {
  const auto done = dma_buf_import_sync_file(fd_.get(), sync_file, static_cast<std::uint32_t>(access));
  if (done) return {};
  return refused(done.error(), "cannot import the sync file",
                 done.error() == ENOTTY ? "sync files need Linux 6.0 with CONFIG_SYNC_FILE" : "");
}

UniqueFd Buffer::release() {
  size_ = {};
  heap_.reset();
  name_.clear();
  return std::move(fd_);
}

CpuAccess::CpuAccess(const Buffer& buffer, Access access)
    : fd_{buffer.is_dma_buf_ ? buffer.fd() : -1}, access_{access}, heap_{buffer.heap_} {}

HeapResult<CpuAccess> CpuAccess::begin(const Buffer& buffer, Access access) {
  if (!buffer.is_open()) return buffer.refused(EBADF, "cannot begin to access the buffer");
  if (buffer.is_dma_buf_) {
    const auto begun = dma_buf_sync(buffer.fd(), DMA_BUF_SYNC_START | static_cast<std::uint64_t>(access));
    if (!begun) return buffer.refused(begun.error(), "cannot begin to access the buffer");
  }
  return CpuAccess{buffer, access};
}

CpuAccess::CpuAccess(CpuAccess&& other) noexcept
    : fd_{std::exchange(other.fd_, -1)}, access_{other.access_}, heap_{std::move(other.heap_)} {}

CpuAccess& CpuAccess::operator=(CpuAccess&& other) noexcept {
  if (this != &other) {
    static_cast<void>(end());
    fd_ = std::exchange(other.fd_, -1);
    access_ = other.access_;
    heap_ = std::move(other.heap_);
  }
  return *this;
}

CpuAccess::~CpuAccess() { static_cast<void>(end()); }

HeapResult<void> CpuAccess::end() {
  if (fd_ < 0) return {};
  const auto ended = dma_buf_sync(std::exchange(fd_, -1), DMA_BUF_SYNC_END | static_cast<std::uint64_t>(access_));
  if (ended) return {};
  return std::unexpected(refusal(ended.error(), heap_ ? *heap_ : std::string{}, "cannot end the access to the buffer"));
}

}  // namespace rampart

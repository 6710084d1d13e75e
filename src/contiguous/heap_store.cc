#include <cerrno>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <utility>

#include <rampart/contiguous/region_store.h>

#include "host/dma_buf.h"
#include "host/io_error.h"

namespace rampart {
namespace {

/// Bytes of a DMA-BUF that the processor may touch as long as this lives: between begin and end of DMA_BUF_IOCTL_SYNC.
class HeapMapping final : public ChunkMapping {
 public:
  HeapMapping(std::shared_ptr<const UniqueFd> buffer, void* bytes, std::size_t size)
      : buffer_{std::move(buffer)}, bytes_{bytes}, size_{size} {}
  HeapMapping(const HeapMapping&) = delete;
  HeapMapping& operator=(const HeapMapping&) = delete;
  ~HeapMapping() override {
    static_cast<void>(dma_buf_sync(buffer_->get(), DMA_BUF_SYNC_END | DMA_BUF_SYNC_RW));
    ::munmap(bytes_, size_);
  }
  std::span<std::byte> bytes() override { return {static_cast<std::byte*>(bytes_), size_}; }

 private:
  std::shared_ptr<const UniqueFd> buffer_;  ///< It may outlive the store.
  void* bytes_;
  std::size_t size_;
};

class HeapStore final : public RegionStore {
 public:
  HeapStore(UniqueFd buffer, std::string path)
      : buffer_{std::make_shared<const UniqueFd>(std::move(buffer))}, path_{std::move(path)} {}
  int fd() const override { return buffer_->get(); }

  Result<std::unique_ptr<ChunkMapping>> map(Bytes offset, Bytes size) override {
    void* const bytes =
        ::mmap(nullptr, size.value, PROT_READ | PROT_WRITE, MAP_SHARED, fd(), static_cast<off_t>(offset.value));
    if (bytes == MAP_FAILED) return std::unexpected(io_error(errno, path_, "cannot map memory of it"));
    auto mapping = std::make_unique<HeapMapping>(buffer_, bytes, size.value);
    if (const auto begun = dma_buf_sync(fd(), DMA_BUF_SYNC_START | DMA_BUF_SYNC_RW); !begun) {
      return std::unexpected(io_error(begun.error(), path_, "cannot begin to use memory of it"));
    }
    return mapping;
  }

 private:
  std::shared_ptr<const UniqueFd> buffer_;
  std::string path_;  ///< Of the heap, for errors.
};

Result<std::unique_ptr<RegionStore>> make_heap_store(const ContiguousRegion& region, const std::string& folder) {
  if (region.heap.empty()) return memfd_stores()(region);
  const std::string path = folder + '/' + region.heap;
  if (region.heap.find('/') != std::string::npos || region.heap.starts_with('.')) {
    return std::unexpected(Error{Errc::Malformed, {path, 0, 0}, "not a heap of that folder (expected its name)"});
  }
  auto heap = open_device(path.c_str(), O_RDWR);
  if (!heap) return std::unexpected(io_error(heap.error(), path, "cannot open the heap"));
  auto buffer = dma_heap_allocate(heap->get(), region.size.value, O_RDWR | O_CLOEXEC, 0);
  if (buffer) return std::make_unique<HeapStore>(std::move(*buffer), path);
  if (buffer.error() != ENOMEM) return std::unexpected(io_error(buffer.error(), path, "cannot allocate"));
  return std::unexpected(Error{Errc::TooLarge,
                               {path, 0, 0},
                               "region " + (region.name.empty() ? "without a name" : region.name) + " of " +
                                   std::to_string(region.size.value) +
                                   " bytes (expected memory that the heap has free)"});
}

}  // namespace

StoreMaker heap_stores(std::string folder) {
  return [folder = std::move(folder)](const ContiguousRegion& region) { return make_heap_store(region, folder); };
}

}  // namespace rampart

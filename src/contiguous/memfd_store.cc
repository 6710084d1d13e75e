#include <cerrno>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

#include <rampart/contiguous/region_store.h>
#include <rampart/host/unique_fd.h>

#include "host/io_error.h"

namespace rampart {
namespace {

class MemfdMapping final : public ChunkMapping {
 public:
  MemfdMapping(void* bytes, std::size_t size) : bytes_{bytes}, size_{size} {}
  MemfdMapping(const MemfdMapping&) = delete;
  MemfdMapping& operator=(const MemfdMapping&) = delete;
  ~MemfdMapping() override { ::munmap(bytes_, size_); }
  std::span<std::byte> bytes() override { return {static_cast<std::byte*>(bytes_), size_}; }

 private:
  void* bytes_;
  std::size_t size_;
};

class MemfdStore final : public RegionStore {
 public:
  MemfdStore(UniqueFd fd, std::string name) : fd_{std::move(fd)}, name_{std::move(name)} {}
  int fd() const override { return fd_.get(); }

  Result<std::unique_ptr<ChunkMapping>> map(Bytes offset, Bytes size) override {
    void* const bytes =
        ::mmap(nullptr, size.value, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), static_cast<off_t>(offset.value));
    if (bytes == MAP_FAILED) return std::unexpected(io_error(errno, name_, "cannot map"));
    return std::make_unique<MemfdMapping>(bytes, size.value);
  }

 private:
  UniqueFd fd_;
  std::string name_;  ///< For errors.
};

Result<std::unique_ptr<RegionStore>> make_memfd_store(const ContiguousRegion& region) {
  const std::string name = "region " + (region.name.empty() ? "without a name" : region.name);
  UniqueFd fd{::memfd_create("rampart region", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
  if (!fd.is_open()) return std::unexpected(io_error(errno, name, "cannot make a memfd"));
  if (::ftruncate(fd.get(), static_cast<off_t>(region.size.value)) != 0) {
    return std::unexpected(io_error(errno, name, "cannot set the size of its memfd"));
  }
  // Who gets the descriptor must not be able to take the memory away below a mapping.
  if (::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return std::unexpected(io_error(errno, name, "cannot seal its memfd"));
  }
  return std::make_unique<MemfdStore>(std::move(fd), name);
}

}  // namespace

StoreMaker memfd_stores() { return make_memfd_store; }

}  // namespace rampart

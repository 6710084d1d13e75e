#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <utility>

#include <rampart/heap/heap.h>

#include "analyses/heap_list.h"
#include "base/size_text.h"
#include "heap/refusal.h"
#include "heap/whole_pages.h"
#include "host/dma_buf.h"
#include "host/live_tree.h"

namespace rampart {
namespace {

constexpr std::string_view heap_directory = "/dev/dma_heap/";
constexpr const char* udmabuf_device = "/dev/udmabuf";

int open_mode(Access access) {
  switch (access) {
    case Access::Read:
      return O_RDONLY;
    case Access::Write:
      return O_WRONLY;
    case Access::ReadWrite:
      return O_RDWR;
  }
  return O_RDWR;
}

/// `the heaps are linux,cma, system`.
std::string known_heaps() {
  std::string names;
  for (const HeapFacts& heap : list_heaps().heaps) names += (names.empty() ? "" : ", ") + heap.name;
  return names.empty() ? "this system has no DMA-BUF heaps: CONFIG_DMABUF_HEAPS, Linux 5.6" : "the heaps are " + names;
}

/// The pool of a CMA heap as it is now.
std::optional<PoolFacts> pool_behind(const std::string& path) {
  HeapList list = list_heaps();
  const auto found = std::ranges::find(list.heaps, path, &HeapFacts::path);
  return found == list.heaps.end() ? std::nullopt : std::move(found->pool);
}

}  // namespace

Heap::Heap(UniqueFd device, std::string name, std::string path, bool is_stand_in)
    : device_{std::move(device)},
      name_{std::move(name)},
      path_{std::make_shared<const std::string>(std::move(path))},
      is_stand_in_{is_stand_in} {}

HeapResult<Heap> Heap::open(std::string_view name) {
  if (name == stand_in_name) return stand_in();
  const bool is_path = name.find('/') != std::string_view::npos;
  std::string path = is_path ? std::string{name} : std::string{heap_directory} + std::string{name};
  auto device = open_device(path.c_str(), O_RDONLY);
  if (!device) {
    const bool is_missing = device.error() == ENOENT || device.error() == ENOTDIR;
    return std::unexpected(refusal(device.error(), path, "cannot open the heap", is_missing ? known_heaps() : ""));
  }
  return Heap{std::move(*device), std::string{name.substr(name.rfind('/') + 1)}, std::move(path), false};
}

HeapResult<Heap> Heap::stand_in() {
  auto device = open_device(udmabuf_device, O_RDWR);
  if (device) return Heap{std::move(*device), std::string{stand_in_name}, udmabuf_device, true};
  if (device.error() == EMFILE || device.error() == ENFILE) {
    return std::unexpected(refusal(device.error(), udmabuf_device, "cannot open the device"));
  }
  return Heap{UniqueFd{}, std::string{stand_in_name}, "memfd", true};
}

HeapResult<Buffer> Heap::allocate(Bytes size, const AllocateFlags& flags) const {
  const auto whole = whole_pages(size);
  if (size == Bytes{0}) {
    return std::unexpected(refusal(EINVAL, *path_, "an empty buffer refused", "a buffer has at least one byte"));
  }
  if (!whole) return std::unexpected(allocation_error(ENOMEM, size));
  if (is_stand_in_) return allocate_stand_in(*whole);
  const int fd_flags = open_mode(flags.access) | (flags.close_on_exec ? O_CLOEXEC : 0);
  auto fd = dma_heap_allocate(device_.get(), size.value, static_cast<std::uint32_t>(fd_flags), flags.heap_flags);
  if (!fd) return std::unexpected(allocation_error(fd.error(), size));
  return Buffer{std::move(*fd), *whole, true, path_};
}

HeapResult<Buffer> Heap::allocate_stand_in(Bytes size) const {
  auto memory = make_memfd("rampart stand-in", size.value);
  if (!memory) return std::unexpected(allocation_error(memory.error(), size));
  if (!device_.is_open()) return Buffer{std::move(*memory), size, false, path_};
  auto fd = udmabuf_create(device_.get(), memory->get(), size.value);
  if (fd) return Buffer{std::move(*fd), size, true, path_};
  // udmabuf takes at most 64 MiB unless its parameter size_limit_mb says otherwise.
  if (fd.error() == EINVAL) return Buffer{std::move(*memory), size, false, path_};
  return std::unexpected(allocation_error(fd.error(), size));
}

HeapError Heap::allocation_error(int number, Bytes size) const {
  if (number == ENOMEM) return out_of_memory(*path_, size, pool_behind(*path_));
  const std::string_view advice = number == EINVAL ? "the heap does not know these flags" : "";
  return refusal(number, *path_, size_text(size) + " refused", advice);
}

HeapList list_heaps() {
  LiveTree files;
  return heap_list(read_heap_sources(files));
}

}  // namespace rampart

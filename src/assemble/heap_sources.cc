#include "assemble/heap_sources.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "sources/auxv.h"
#include "sources/zoneinfo.h"

namespace rampart {
namespace {

constexpr std::string_view reserved_memory = "/proc/device-tree/reserved-memory";

std::optional<std::string> tree_default(FileTree& files) {
  const auto names = files.list(reserved_memory);
  if (!names) return std::nullopt;
  std::string ignored;
  for (const std::string& name : *names) {
    const std::string node = std::string{reserved_memory} + '/' + name;
    if (files.read(node + "/linux,cma-default", ignored)) return name;
  }
  return std::nullopt;
}

/// Where the last zone with pages ends.
std::optional<PhysAddr> last_ram(FileTree& files, Bytes page_size) {
  constexpr std::string_view path = "/proc/zoneinfo";
  const auto text = files.read(path);
  if (!text) return std::nullopt;
  const auto zones = parse_zoneinfo(*text, path);
  if (!zones) return std::nullopt;
  std::optional<PhysAddr> last;
  for (const Zone& zone : zones->zones) {
    // A zone without memory of its own still has a start.
    if (!zone.start_pfn || !zone.spanned || !zone.present || *zone.present == Pages{0}) continue;
    const auto end = size_of(Pages{*zone.start_pfn + zone.spanned->value}, page_size);
    if (end && end->value != 0) last = std::max(last.value_or(PhysAddr{}), PhysAddr{end->value - 1});
  }
  return last;
}

template <typename T>
std::optional<T> parsed(FileTree& files, std::string_view path,
                        Result<T> (*parse)(std::string_view, std::string_view)) {
  const auto text = files.read(path);
  if (!text) return std::nullopt;
  auto value = parse(*text, path);
  return value ? std::optional<T>{std::move(*value)} : std::nullopt;
}

}  // namespace

HeapSources read_heap_sources(FileTree& files) {
  HeapSources sources;
  sources.heaps = read_dma_heaps(files);
  sources.kernel = parsed<OsRelease>(files, "/proc/sys/kernel/osrelease", parse_osrelease);
  if (const auto size = parsed<Bytes>(files, "/proc/self/auxv", parse_auxv_page_size)) sources.page_size = *size;
  sources.pools = read_cma_pools(files, {.page_size = sources.page_size});
  sources.tree_default = tree_default(files);
  sources.last_ram = last_ram(files, sources.page_size);
  return sources;
}

}  // namespace rampart

#include "assemble/vendor_pools.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "assemble/sophgo_ion_files.h"
#include "assemble/source_note.h"
#include "sources/generic_ion.h"
#include "sources/horizon_ion.h"
#include "sources/media_zone.h"
#include "sources/rk_dma_heap.h"

namespace rampart {
namespace {

using Parser = Result<VendorPoolText> (*)(std::string_view text, std::string_view file);
using Reader = Result<VendorPoolText> (*)(FileTree& files, const std::string& path);

/// Reads a file by the first of the parsers that does not find it to be another's (Unsupported).
template <Parser... parsers>
Result<VendorPoolText> read_by(FileTree& files, const std::string& path) {
  const auto text = files.read(path);
  if (!text) return std::unexpected(text.error());
  Result<VendorPoolText> parsed;
  for (const Parser parse : {parsers...}) {
    parsed = parse(*text, path);
    if (parsed || parsed.error().code != Errc::Unsupported) break;
  }
  return parsed;
}

/// Files of a vendor's allocator.
struct VendorSource {
  std::string_view path;  ///< `*` stands for any part of one name.
  Reader read;
  /// A directory that every user may list and that shows the driver to be there, where the files themselves lie in a
  /// directory that is forbidden to most: without it, that is no note.
  std::string_view sign;
};
constexpr std::string_view ion_device = "/sys/class/misc/ion";
constexpr VendorSource vendor_sources[] = {
    {"/proc/ax_proc/mem_cmm_info", read_by<parse_media_zones>, {}},
    {"/proc/media-mem", read_by<parse_media_zones>, {}},
    {"/proc/rk_dma_heap/dma_heap_info", read_by<parse_rk_dma_heap>, {}},
    {"/sys/kernel/debug/ion/cvi_*_heap_dump/summary", read_sophgo_ion, ion_device},
    {"/sys/kernel/debug/ion/heaps/*", read_by<parse_horizon_ion_heap, parse_generic_ion>, ion_device},
};

/// Files among ION's heaps that describe no heap.
constexpr std::string_view not_heaps[] = {"/sys/kernel/debug/ion/heaps/all_heap_info",
                                          "/sys/kernel/debug/ion/heaps/heap_addr"};

/// The paths that a pattern stands for. A directory that is forbidden is a note; one that is missing, nothing.
class PathFinder {
 public:
  PathFinder(FileTree& files, std::vector<Note>& notes) : files_{files}, notes_{notes} {}

  std::vector<std::string> find(const VendorSource& source) {
    const std::string_view pattern = source.path;
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return {std::string{pattern}};
    const std::size_t begin = pattern.rfind('/', star) + 1;
    const std::size_t end = std::min(pattern.find('/', star), pattern.size());
    const std::string_view before = pattern.substr(begin, star - begin);
    const std::string_view after = pattern.substr(star + 1, end - star - 1);
    std::vector<std::string> paths;
    for (const std::string& name : list(pattern.substr(0, begin - 1), source.sign)) {
      if (name.size() < before.size() + after.size() || !name.starts_with(before) || !name.ends_with(after)) continue;
      std::string path = std::string{pattern.substr(0, begin)} + name + std::string{pattern.substr(end)};
      if (std::ranges::find(not_heaps, path) == std::end(not_heaps)) paths.push_back(std::move(path));
    }
    return paths;
  }

 private:
  std::vector<std::string> list(std::string_view directory, std::string_view sign) {
    auto names = files_.list(directory);
    if (names) return std::move(*names);
    const bool is_there = names.error().code != Errc::NotFound && (sign.empty() || files_.list(sign));
    if (is_there && !std::exchange(noted_, true)) notes_.push_back(note_of(names.error()));
    return {};
  }

  FileTree& files_;
  std::vector<Note>& notes_;
  bool noted_ = false;
};

/// ION's texts do not always name their heap: then it is the file's name.
void name_pools(std::string_view path, VendorPoolText& text) {
  if (path.find("/ion/heaps/") == std::string_view::npos) return;
  for (VendorPool& pool : text.pools) {
    if (pool.name.empty()) pool.name = path.substr(path.rfind('/') + 1);
  }
}

/// The longest gap between the blocks of a pool, if these are all there are and lie inside it; else nothing.
std::optional<Bytes> longest_gap(const VendorPool& pool) {
  if (!pool.range || !pool.used) return std::nullopt;
  std::vector<PhysRange> blocks;
  Bytes listed;
  for (const PoolBlock& block : pool.blocks) {
    if (!block.range || !pool.range->contains(*block.range)) return std::nullopt;
    blocks.push_back(*block.range);
    listed = saturating_add(listed, block.range->size());
  }
  if (listed != *pool.used) return std::nullopt;
  std::ranges::sort(blocks);
  Bytes longest;
  std::uint64_t free_from = 0;  // counted from the pool's base, which keeps clear of 2^64
  for (const PhysRange& block : blocks) {
    const std::uint64_t begin = block.base().value - pool.range->base().value;
    if (begin > free_from) longest = std::max(longest, Bytes{begin - free_from});
    free_from = std::max(free_from, begin + block.size().value);
  }
  return std::max(longest, Bytes{pool.range->size().value - free_from});
}

std::optional<Bytes> largest_free(const VendorPool& pool) {
  if (!pool.free_runs) return longest_gap(pool);
  Bytes longest;
  for (const PhysRange& run : *pool.free_runs) longest = std::max(longest, run.size());
  return longest;
}

void add_regions(const VendorPoolFile& file, std::vector<Region>& regions) {
  for (const VendorPool& pool : file.text.pools) {
    if (!pool.range) continue;
    Usage usage{.used = pool.used, .free = {}, .largest_free = largest_free(pool)};
    if (pool.used && *pool.used <= pool.range->size()) usage.free = saturating_sub(pool.range->size(), *pool.used);
    regions.push_back({.range = *pool.range,
                       .name = pool.name,
                       .kind = pool.kind,
                       .origin = {{file.path, pool.line, 0}, {}},
                       .usage = usage});
  }
}

/// What one file says of all its pools together, by its own sum or by theirs.
std::optional<Bytes> sum(const VendorPoolText& text, std::optional<Bytes> PoolTotals::* of_text,
                         std::optional<Bytes> VendorPool::* of_pool) {
  if (text.totals && (*text.totals).*of_text) return (*text.totals).*of_text;
  Bytes all;
  for (const VendorPool& pool : text.pools) {
    if (!(pool.*of_pool)) return std::nullopt;
    all = saturating_add(all, *(pool.*of_pool));
  }
  return all;
}

std::optional<Bytes> sum(const std::vector<VendorPoolFile>& files, Kind kind,
                         std::optional<Bytes> PoolTotals::* of_text, std::optional<Bytes> VendorPool::* of_pool) {
  std::optional<Bytes> all;
  for (const VendorPoolFile& file : files) {
    if (file.text.pools.empty() || file.text.pools.front().kind != kind) continue;
    const auto more = sum(file.text, of_text, of_pool);
    if (!more) return std::nullopt;
    all = saturating_add(all.value_or(Bytes{}), *more);
  }
  return all;
}

}  // namespace

std::optional<Bytes> VendorPools::total(Kind kind) const {
  return sum(files, kind, &PoolTotals::total, &VendorPool::total);
}

std::optional<Bytes> VendorPools::used(Kind kind) const {
  return sum(files, kind, &PoolTotals::used, &VendorPool::used);
}

VendorPools read_vendor_pools(FileTree& files) {
  VendorPools pools;
  PathFinder finder{files, pools.notes};
  for (const VendorSource& source : vendor_sources) {
    for (std::string& path : finder.find(source)) {
      auto text = source.read(files, path);
      if (!text) {
        if (text.error().code != Errc::NotFound) pools.notes.push_back(note_of(text.error()));
        continue;
      }
      name_pools(path, *text);
      pools.findings.insert(pools.findings.end(), text->findings.begin(), text->findings.end());
      pools.files.push_back({std::move(path), std::move(*text)});
      add_regions(pools.files.back(), pools.regions);
    }
  }
  return pools;
}

}  // namespace rampart

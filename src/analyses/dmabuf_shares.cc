#include "analyses/dmabuf_shares.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace rampart {
namespace {

/// The part of process number `index` of `count` in `size`: parts differ by one byte at most and add up to it.
Bytes part(Bytes size, std::size_t index, std::size_t count) {
  return {size.value / count + (index < size.value % count ? 1 : 0)};
}

class Sharing {
 public:
  explicit Sharing(const DmabufHolders& holders) : holders_{holders} {}

  DmabufShares shares() const {
    DmabufShares result;
    result.supported = holders_.supported;
    result.count = holders_.count;
    result.total = holders_.total;
    result.unheld_by_kernel = holders_.kernel_only.has_value();
    for (const DmabufHolder& holder : holders_.holders) result.processes.push_back(process(holder));
    std::ranges::stable_sort(result.processes, [](const DmabufProcess& a, const DmabufProcess& b) {
      return std::tie(b.pss, a.pid) < std::tie(a.pss, b.pid);
    });
    for (const DmabufProcess& each : result.processes) {
      result.rss = saturating_add(result.rss, each.rss);
      result.pss = saturating_add(result.pss, each.pss);
    }
    for (const DmabufBuffer& buffer : holders_.buffers) {
      if (!buffer.pids.empty()) continue;
      result.unheld.push_back(&buffer);
      result.unheld_size = saturating_add(result.unheld_size, buffer.size);
    }
    result.exporters = exporters();
    return result;
  }

 private:
  const DmabufBuffer* find(std::uint64_t ino) const {
    const auto found = std::ranges::lower_bound(holders_.buffers, ino, {}, &DmabufBuffer::ino);
    return found != holders_.buffers.end() && found->ino == ino ? &*found : nullptr;
  }

  DmabufProcess process(const DmabufHolder& holder) const {
    DmabufProcess result{.pid = holder.pid,
                         .comm = holder.comm,
                         .rss = holder.size,
                         .pss = {},
                         .shares = {},
                         .unidentified = holder.unidentified};
    for (const DmabufReference& reference : holder.references) {
      const DmabufBuffer* const buffer = find(reference.ino);
      if (buffer == nullptr) continue;
      const auto at = std::ranges::find(buffer->pids, holder.pid) - buffer->pids.begin();
      const Bytes pss = part(buffer->size, static_cast<std::size_t>(at), buffer->pids.size());
      result.shares.push_back({buffer, reference, pss});
      result.pss = saturating_add(result.pss, pss);
    }
    return result;
  }

  std::vector<DmabufExporter> exporters() const {
    std::map<std::string_view, DmabufExporter> by_name;
    for (const DmabufBuffer& buffer : holders_.buffers) {
      DmabufExporter& exporter = by_name[buffer.exporter];
      exporter.name = buffer.exporter;
      ++exporter.buffers;
      exporter.size = saturating_add(exporter.size, buffer.size);
      if (!buffer.pids.empty()) exporter.in_processes = saturating_add(exporter.in_processes, buffer.size);
    }
    std::vector<DmabufExporter> sorted;
    for (auto& [name, exporter] : by_name) sorted.push_back(std::move(exporter));
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &DmabufExporter::size);
    return sorted;
  }

  const DmabufHolders& holders_;
};

/// Whether an exporter is a heap of the pool: such a buffer is a run of the pool.
bool is_heap_of(const CmaPoolView& pool, const DmabufExporter& exporter) {
  return std::ranges::any_of(pool.heaps,
                             [&](std::string_view path) { return path.substr(path.rfind('/') + 1) == exporter.name; });
}

CmaPoolHolders pool_holders(const CmaPoolView& pool, const DmabufShares& shares) {
  CmaPoolHolders result{.name = pool.name, .used = *pool.used, .in_processes = {}, .kernel_buffers = {}, .other = {}};
  if (!shares.count) return result;
  Bytes in_processes;
  Bytes all;
  for (const DmabufExporter& exporter : shares.exporters) {
    if (!is_heap_of(pool, exporter)) continue;
    in_processes = saturating_add(in_processes, exporter.in_processes);
    all = saturating_add(all, exporter.size);
  }
  result.in_processes = in_processes;
  result.kernel_buffers = saturating_sub(all, in_processes);
  result.other = saturating_sub(pool.used.value_or(Bytes{}), all);
  return result;
}

}  // namespace

std::size_t DmabufProcess::descriptors() const {
  std::size_t sum = unidentified;
  for (const DmabufShare& share : shares) sum += share.reference.descriptors;
  return sum;
}

std::size_t DmabufProcess::mappings() const {
  std::size_t sum = 0;
  for (const DmabufShare& share : shares) sum += share.reference.mappings;
  return sum;
}

DmabufShares dmabuf_shares(const DmabufHolders& holders, const CmaView& cma) {
  DmabufShares result = Sharing{holders}.shares();
  for (const CmaPoolView& pool : cma.pools) {
    if (pool.used) result.pools.push_back(pool_holders(pool, result));
  }
  return result;
}

}  // namespace rampart

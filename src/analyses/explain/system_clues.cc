#include "analyses/explain/system_clues.h"

#include <fmt/format.h>
#include <utility>

namespace rampart {
namespace {

Clue clue_at(std::string file, std::size_t line, LogFact what, std::string name) {
  Clue clue{.file = std::move(file), .event = {}};
  clue.event.what = what;
  clue.event.line = line;
  clue.event.name = std::move(name);
  return clue;
}

void add_iomem(const IoMem& iomem, std::vector<Clue>& clues) {
  for (const IoMemEntry& entry : iomem.entries) {
    Clue clue = clue_at("/proc/iomem", entry.line, LogFact::IoMemRange, entry.name);
    clue.event.text = entry.name;
    clue.event.first = entry.first.value;
    clue.event.last = entry.last.value;
    clues.push_back(std::move(clue));
  }
}

void add_meminfo(const MemInfo& info, std::vector<Clue>& clues) {
  const std::pair<std::string_view, std::optional<Bytes>> values[] = {{"MemTotal", info.mem_total},
                                                                      {"MemAvailable", info.mem_available},
                                                                      {"CmaTotal", info.cma_total},
                                                                      {"CmaFree", info.cma_free}};
  for (const auto& [name, value] : values) {
    if (!value) continue;
    Clue clue = clue_at("/proc/meminfo", 0, LogFact::MemInfoValue, std::string{name});
    clue.event.text = std::string{name} + ": " + std::to_string(value->value >> 10) + " kB";
    clue.event.size = value;
    clues.push_back(std::move(clue));
  }
}

/// What zramctl would print of a device, in bytes, and its `mm_stat` where memory is limited.
void add_zram(const ZramDevice& device, std::vector<Clue>& clues) {
  if (!device.mm_stat || !device.disksize) return;
  const std::string folder = "/sys/block/" + device.name;
  const std::string algorithm =
      device.algorithms && !device.algorithms->chosen.empty() ? device.algorithms->chosen : "-";
  const ZramMmStat& stat = *device.mm_stat;
  Clue row = clue_at(folder, 0, LogFact::ZramRow, "");
  row.event.number = zram_number("/dev/" + device.name);
  row.event.other = fmt::format("{} {} {} {} {}", algorithm, device.disksize->value, stat.orig_data_size.value,
                                stat.compr_data_size.value, stat.mem_used_total.value);
  row.event.text = device.name + ' ' + row.event.other;
  clues.push_back(std::move(row));
  if (stat.mem_limit.value_or(Bytes{}).value == 0) return;
  Clue answer = clue_at(folder + "/mm_stat", 0, LogFact::ShellAnswer, folder + "/mm_stat");
  answer.event.other = fmt::format("{} {} {} {} {} 0 0", stat.orig_data_size.value, stat.compr_data_size.value,
                                   stat.mem_used_total.value, stat.mem_limit->value,
                                   stat.mem_used_max.value_or(stat.mem_used_total).value);
  answer.event.text = answer.event.other;
  clues.push_back(std::move(answer));
}

}  // namespace

std::vector<Clue> system_clues(const Observation& seen) {
  std::vector<Clue> clues;
  if (seen.log) {
    BootLog last = seen.log->last_boot();
    for (LogEvent& event : last.events) clues.push_back({last.file, std::move(event)});
  }
  if (seen.proc != nullptr && seen.proc->iomem && !seen.proc->iomem->hidden) add_iomem(*seen.proc->iomem, clues);
  if (seen.proc != nullptr && seen.proc->meminfo) add_meminfo(*seen.proc->meminfo, clues);
  if (seen.proc == nullptr) return clues;
  for (const ZramDevice& device : seen.proc->zram) add_zram(device, clues);
  return clues;
}

std::vector<StoryPool> system_pools(const Observation& seen) {
  std::vector<StoryPool> pools;
  const Bytes page = seen.proc != nullptr ? seen.proc->page_size.value_or(kib(4)) : kib(4);
  const auto bytes = [&](const std::optional<Pages>& pages) { return pages ? size_of(*pages, page) : std::nullopt; };
  for (const CmaArea& area : seen.cma.areas) {
    StoryPool pool{.name = area.name, .size = bytes(area.count), .largest_free = bytes(area.maxchunk)};
    if (area.count && area.used && *area.used <= *area.count) {
      pool.free = bytes(Pages{area.count->value - area.used->value});
    }
    pools.push_back(std::move(pool));
  }
  return pools;
}

std::vector<VendorPool> system_vendor_pools(const Observation& seen) {
  std::vector<VendorPool> pools;
  for (const VendorPoolFile& file : seen.vendor.files) {
    pools.insert(pools.end(), file.text.pools.begin(), file.text.pools.end());
  }
  return pools;
}

}  // namespace rampart

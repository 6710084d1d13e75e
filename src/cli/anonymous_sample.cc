#include "cli/anonymous_sample.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "analyses/zram/reservoir.h"
#include "host/process_memory.h"
#include "sources/process_maps.h"

namespace rampart {
namespace {

struct Place {
  std::uint64_t pid{};
  std::uint64_t address{};
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// The processes of /proc but this one.
std::vector<std::uint64_t> other_processes(FileTree& files) {
  std::vector<std::uint64_t> pids;
  const auto names = files.list("/proc");
  const auto self = files.read_link("/proc/self");
  if (!names || !self) return pids;
  for (const std::string& name : *names) {
    std::uint64_t pid{};
    const char* const end = name.data() + name.size();
    const auto [rest, failure] = std::from_chars(name.data(), end, pid);
    if (failure == std::errc{} && rest == end && name != *self) pids.push_back(pid);
  }
  return pids;
}

/// Offers every page of a process that could be swapped. False if it may not be looked into.
bool offer_pages(FileTree& files, std::uint64_t pid, Bytes page_size, Reservoir<Place>& reservoir) {
  const std::string path = fmt::format("/proc/{}/maps", pid);
  const auto text = files.read(path);
  if (!text) return text.error().code != Errc::NoPermission;
  const auto ranges = parse_anonymous_maps(*text, path);
  if (!ranges || ranges->empty()) return true;
  auto memory = ProcessMemory::open(pid);
  if (!memory) return memory.error().code != Errc::NoPermission;
  for (const VirtualRange& range : *ranges) {
    memory->present_pages(range.first, range.end, page_size,
                          [&](std::uint64_t address) { reservoir.offer({pid, address}); });
  }
  return true;
}

/// Reads the pages that were picked; those that have gone since are left out.
AnonymousSample read_picked(std::vector<Place> picked, Bytes page_size) {
  std::ranges::sort(picked);
  AnonymousSample sample{.pages = PageBuffer{picked.size(), static_cast<std::size_t>(page_size.value)}};
  std::optional<ProcessMemory> memory;
  std::set<std::uint64_t> pids;
  std::uint64_t opened = 0;
  std::size_t count = 0;
  for (const Place& place : picked) {
    if (place.pid != opened) {
      opened = place.pid;
      memory.reset();
      if (auto other = ProcessMemory::open(place.pid)) memory.emplace(std::move(*other));
    }
    if (!memory || !memory->read(place.address, sample.pages.page(count))) continue;
    pids.insert(place.pid);
    ++count;
  }
  sample.pages.shrink(count);
  sample.counts.pages = count;
  sample.counts.processes = pids.size();
  return sample;
}

}  // namespace

AnonymousSample sample_anonymous_memory(FileTree& files, std::size_t count, Bytes page_size, std::vector<Note>& notes) {
  Reservoir<Place> reservoir{count};
  std::size_t refused = 0;
  for (const std::uint64_t pid : other_processes(files)) refused += !offer_pages(files, pid, page_size, reservoir);
  if (refused != 0) {
    notes.push_back({"/proc/PID/mem", fmt::format("{} processes may not be looked into", refused), "run as root"});
  }
  AnonymousSample sample = read_picked(reservoir.picked(), page_size);
  sample.counts.of_pages = reservoir.offered();
  return sample;
}

}  // namespace rampart

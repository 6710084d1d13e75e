#include "analyses/explain/pasted_pools.h"

#include <charconv>
#include <map>
#include <string_view>

namespace rampart {
namespace {

constexpr std::string_view folder = "/sys/kernel/debug/cma/";

/// A file of an area and the number in it.
struct AreaFile {
  std::string_view area;
  std::string_view file;
  std::uint64_t pages = 0;
};

std::optional<AreaFile> area_file(const LogEvent& event) {
  if (event.what == LogFact::CmaValue && !event.amounts.empty()) {
    return AreaFile{event.name, event.other, event.amounts.front()};
  }
  const std::string_view path = event.name;
  if (event.what != LogFact::ShellAnswer || !path.starts_with(folder)) return std::nullopt;
  const std::string_view rest = path.substr(folder.size());
  const std::size_t slash = rest.find('/');
  AreaFile found{rest.substr(0, slash), slash == std::string_view::npos ? "" : rest.substr(slash + 1)};
  const char* const end = event.other.data() + event.other.size();
  const auto [stop, failure] = std::from_chars(event.other.data(), end, found.pages);
  return failure == std::errc{} && stop == end ? std::optional{found} : std::nullopt;
}

}  // namespace

std::vector<StoryPool> pasted_pools(std::span<const Clue> clues, Bytes page_size) {
  struct Counts {
    std::optional<std::uint64_t> count, used, longest;
  };
  std::map<std::string_view, Counts> areas;
  for (const Clue& clue : clues) {
    const auto file = area_file(clue.event);
    if (!file) continue;
    Counts& counts = areas[file->area];
    if (file->file == "count") counts.count = file->pages;
    if (file->file == "used") counts.used = file->pages;
    if (file->file == "maxchunk") counts.longest = file->pages;
  }
  std::vector<StoryPool> pools;
  const auto bytes = [&](std::optional<std::uint64_t> pages) {
    return pages ? size_of({*pages}, page_size) : std::nullopt;
  };
  for (const auto& [name, counts] : areas) {
    StoryPool pool{.name = std::string{name}, .size = bytes(counts.count), .largest_free = bytes(counts.longest)};
    if (counts.count && counts.used && *counts.used <= *counts.count) pool.free = bytes(*counts.count - *counts.used);
    pools.push_back(std::move(pool));
  }
  return pools;
}

}  // namespace rampart

#include "assemble/cma_pools.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "assemble/source_note.h"
#include "base/trim.h"
#include "sources/single_number.h"

namespace rampart {
namespace {

constexpr std::string_view debugfs_root = "/sys/kernel/debug/cma";
constexpr std::string_view cma_sysfs = "/sys/kernel/mm/cma";

std::string join(std::string_view directory, std::string_view name) { return fmt::format("{}/{}", directory, name); }

/// Reads the files of one of the two directories. The first one that is forbidden or strange becomes its note: it
/// tells of all, since they have one mode and one writer. A missing one is normal: kernels differ in what they have.
class AreaReader {
 public:
  AreaReader(FileTree& files, std::vector<Note>& notes) : files_{files}, notes_{notes} {}

  std::optional<std::uint64_t> number(const std::string& path) {
    if (!text(path)) return std::nullopt;
    return take(parse_single_number(text_, path));
  }

  std::optional<Pages> pages(const std::string& path) {
    const auto count = number(path);
    return count ? std::optional{Pages{*count}} : std::nullopt;
  }

  std::optional<std::vector<std::uint32_t>> bitmap(const std::string& path, CmaWordOrder order) {
    if (!text(path)) return std::nullopt;
    return take(parse_cma_bitmap(text_, path, order));
  }

 private:
  bool text(const std::string& path) {
    const auto done = files_.read(path, text_);
    if (!done && done.error().code != Errc::NotFound) note(done.error());
    return done.has_value();
  }

  template <typename T>
  std::optional<T> take(Result<T> parsed) {
    if (parsed) return std::move(*parsed);
    note(parsed.error());
    return std::nullopt;
  }

  void note(const Error& error) {
    if (!std::exchange(noted_, true)) notes_.push_back(note_of(error));
  }

  FileTree& files_;
  std::vector<Note>& notes_;
  std::string text_;
  bool noted_ = false;
};

/// The directories of `ranges`, by number: 6.15 and later. There the `base_pfn` and `bitmap` of the area itself are
/// links to the first range, and are not read again.
std::vector<std::string> range_directories(FileTree& files, const std::string& area) {
  const std::string root = join(area, "ranges");
  std::vector<std::pair<std::uint64_t, std::string>> numbered;
  const auto names = files.list(root);
  if (!names) return {area};
  for (const std::string& name : *names) {
    if (const auto index = parse_single_number(name, root)) numbered.emplace_back(*index, join(root, name));
  }
  std::ranges::sort(numbered);
  std::vector<std::string> directories;
  for (auto& [index, path] : numbered) directories.push_back(std::move(path));
  return directories;
}

void read_bitmaps(AreaReader& reader, const std::vector<std::string>& directories, CmaWordOrder order, CmaArea& area) {
  area.ranges.clear();
  for (const std::string& directory : directories) {
    area.ranges.push_back(
        {reader.number(join(directory, "base_pfn")), reader.bitmap(join(directory, "bitmap"), order)});
  }
}

CmaArea read_area(FileTree& files, AreaReader& reader, std::string_view name, CmaWordOrder order) {
  const std::string directory = join(debugfs_root, name);
  CmaArea area;
  area.name = trim_right(name);
  area.count = reader.pages(join(directory, "count"));
  if (const auto bit = reader.number(join(directory, "order_per_bit"))) {
    area.order_per_bit = static_cast<unsigned>(std::min<std::uint64_t>(*bit, 64));
  }
  const std::vector<std::string> ranges = range_directories(files, directory);
  // A driver may take or give back memory between one file and the next: a difference counts only if it stays.
  constexpr int attempts = 3;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    area.used = reader.pages(join(directory, "used"));
    area.maxchunk = reader.pages(join(directory, "maxchunk"));
    read_bitmaps(reader, ranges, order, area);
    const auto held = held_in_bitmaps(area);
    if (!held || !area.used || *held == *area.used) break;
  }
  return area;
}

CmaCounters read_counters(AreaReader& reader, std::string_view name) {
  const std::string directory = join(cma_sysfs, name);
  return {.alloc_pages_success = reader.pages(join(directory, "alloc_pages_success")),
          .alloc_pages_fail = reader.pages(join(directory, "alloc_pages_fail")),
          .release_pages_success = reader.pages(join(directory, "release_pages_success")),
          .total_pages = reader.pages(join(directory, "total_pages")),
          .available_pages = reader.pages(join(directory, "available_pages"))};
}

/// Finds the areas of debugfs by their names in sysfs.
class AreaIndex {
 public:
  explicit AreaIndex(std::vector<CmaArea>& areas) : areas_{areas} {
    for (std::size_t i = 0; i < areas.size(); ++i) by_name_.try_emplace(areas[i].name, i);
  }

  /// The area of that name, whole or as some kernels cut it; a new one if debugfs has none.
  CmaArea& at(std::string_view name) {
    for (const std::string& alias : {std::string{name}, short_cma_name(name)}) {
      if (const auto found = by_name_.find(alias); found != by_name_.end()) return areas_[found->second];
    }
    by_name_.emplace(name, areas_.size());
    areas_.emplace_back().name = name;
    return areas_.back();
  }

 private:
  std::vector<CmaArea>& areas_;
  std::map<std::string, std::size_t> by_name_;
};

std::optional<Bytes> bytes(const std::optional<Pages>& pages, Bytes page_size) {
  return pages ? size_of(*pages, page_size) : std::nullopt;
}

/// How full one range is. The files beside the bitmap speak of the whole area, so they serve where it has one range.
Usage usage_of(const CmaArea& area, std::size_t index, Pages size, Bytes page_size) {
  Usage usage;
  std::optional<Pages> held = area.ranges.size() == 1 ? held_now(area) : std::nullopt;
  std::optional<Pages> longest = area.ranges.size() == 1 ? longest_free_run(area) : std::nullopt;
  if (const auto runs = free_runs(area, index); runs && area.ranges.size() > 1) {
    Pages free;
    longest.emplace();
    for (const PageRun& run : *runs) {
      free.value += run.count.value;
      longest = std::max(*longest, run.count);
    }
    held = Pages{size.value - free.value};
  }
  usage.used = bytes(held, page_size);
  if (held && *held <= size) usage.free = bytes(Pages{size.value - held->value}, page_size);
  usage.largest_free = bytes(longest, page_size);
  return usage;
}

void add_regions(const CmaArea& area, Bytes page_size, CmaPools& pools) {
  for (std::size_t index = 0; index < area.ranges.size(); ++index) {
    const auto& first = area.ranges[index].base_pfn;
    const auto size = range_size(area, index);
    if (!first || !size) continue;
    const auto base = bytes(Pages{*first}, page_size);
    const auto length = bytes(size, page_size);
    const auto range = base && length ? PhysRange::make({base->value}, *length) : std::nullopt;
    if (!range) continue;
    pools.regions.push_back({.range = *range,
                             .name = area.name,
                             .kind = Kind::Cma,
                             .origin = {{cma_debugfs_directory(area), 0, 0}, {}},
                             .usage = usage_of(area, index, *size, page_size)});
  }
}

Finding finding(const CmaArea& area, std::string_view rule, Severity severity, std::string message,
                std::string_view help) {
  return {.rule = std::string{rule},
          .severity = severity,
          .message = std::move(message),
          .help = std::string{help},
          .regions = {area.name},
          .locations = {{{cma_debugfs_directory(area), 0, 0}, {}}}};
}

void check(const CmaArea& area, CmaPools& pools) {
  if (area.count == Pages{0}) {
    pools.findings.push_back(
        finding(area, "cma-not-activated", Severity::Warning,
                "the CMA area " + area.name + " could not be activated: nothing can be taken from it",
                "look for its name in the boot log"));
  }
  const auto held = held_in_bitmaps(area);
  if (held && area.used && *held != *area.used) {
    pools.findings.push_back(finding(
        area, "cma-bitmap-mismatch", Severity::Note,
        fmt::format("the bitmap of {} has {} pages held and its count {}", area.name, held->value, area.used->value),
        ""));
  }
}

/// Reads the directories of debugfs; true if they could be listed.
bool read_debugfs(FileTree& files, const CmaKernel& kernel, CmaPools& pools) {
  const auto names = files.list(debugfs_root);
  if (!names) {
    pools.notes.push_back(debugfs_note(files, names.error(), "CONFIG_CMA_DEBUGFS"));
    return false;
  }
  AreaReader reader{files, pools.notes};
  for (const std::string& name : *names) pools.areas.push_back(read_area(files, reader, name, kernel.word_order));
  return true;
}

void read_sysfs(FileTree& files, bool has_debugfs, CmaPools& pools) {
  const auto names = files.list(cma_sysfs);
  if (names) {
    AreaReader reader{files, pools.notes};
    AreaIndex index{pools.areas};
    for (const std::string& name : *names) index.at(trim_right(name)).counters = read_counters(reader, name);
  } else if (names.error().code != Errc::NotFound) {
    pools.notes.push_back(note_of(names.error()));
  } else if (!has_debugfs) {
    pools.notes.push_back({std::string{cma_sysfs}, "not in this kernel", "needs CONFIG_CMA_SYSFS, Linux 5.13"});
  }
}

}  // namespace

std::string cma_debugfs_directory(const CmaArea& area) { return join(debugfs_root, area.name); }

CmaPools read_cma_pools(FileTree& files, const CmaKernel& kernel) {
  CmaPools pools;
  const bool has_debugfs = read_debugfs(files, kernel, pools);
  read_sysfs(files, has_debugfs, pools);
  std::ranges::stable_sort(pools.areas, {}, &CmaArea::name);
  for (const CmaArea& area : pools.areas) {
    add_regions(area, kernel.page_size, pools);
    check(area, pools);
  }
  return pools;
}

}  // namespace rampart

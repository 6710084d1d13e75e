#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <utility>

#include <rampart/model/phys_range.h>
#include <rampart/sources/contiguous_config.h>

#include "sources/contiguous_words.h"

namespace rampart {
namespace {

/// `(PARAMETERS)`, which may hold anything but a closing bracket, a semicolon and blanks.
Result<std::string> parse_parameters(ContiguousText& text) {
  if (!text.take('(')) return std::string{};
  const std::string_view found = text.rest().substr(0, text.rest().find_first_of("); \t\r\n"));
  if (printable(found) != found) return text.wrong("parameters cannot be shown (expected UTF-8 of one line)");
  text.skip(found.size());
  if (!text.take(')')) return text.wrong("parameters do not end (expected a closing bracket)");
  return std::string{found};
}

/// The parts behind the size, each of which may be left out.
Result<void> parse_rest(ContiguousText& text, PlacedContiguousRegion& placed) {
  if (text.take('@')) {
    placed.start_at = text.where();
    const auto start = text.number("no start after @");
    if (!start) return std::unexpected(start.error());
    placed.region.start = PhysAddr{*start};
  }
  if (text.take('/')) {
    placed.alignment_at = text.where();
    const auto alignment = text.number("no alignment after /");
    if (!alignment) return std::unexpected(alignment.error());
    placed.region.alignment = Bytes{*alignment};
  }
  if (text.take(':')) {
    const auto allocator = text.name("no allocator after :");
    if (!allocator) return std::unexpected(allocator.error());
    placed.region.allocator = *allocator;
    auto parameters = parse_parameters(text);
    if (!parameters) return std::unexpected(std::move(parameters.error()));
    placed.region.parameters = std::move(*parameters);
  }
  return {};
}

Result<PlacedContiguousRegion> parse_region(ContiguousText& text) {
  PlacedContiguousRegion placed;
  placed.name_at = text.where();
  const auto name = text.name("no name of a region");
  if (!name) return std::unexpected(name.error());
  placed.region.name = *name;
  if (!text.take('=')) return text.wrong("no size (expected = after the name)");
  placed.size_at = text.where();
  const auto size = text.number("no size");
  if (!size) return std::unexpected(size.error());
  placed.region.size = {*size};
  if (auto done = parse_rest(text, placed); !done) return std::unexpected(std::move(done.error()));
  return placed;
}

Result<std::vector<ContiguousRegion>> parse_regions_at(ContiguousText text) {
  std::vector<PlacedContiguousRegion> all;
  while (!text.at_end()) {
    if (all.size() == max_contiguous_entries) return text.too_large("regions");
    auto placed = parse_region(text);
    if (!placed) return std::unexpected(std::move(placed.error()));
    if (!text.at_end() && !text.take(';')) {
      return text.wrong("region does not end (expected @START, /ALIGN, :ALLOCATOR, ; or the end)");
    }
    if (auto done = check_contiguous_region(all, *placed); !done) return std::unexpected(std::move(done.error()));
    all.push_back(std::move(*placed));
  }
  std::vector<ContiguousRegion> regions;
  for (PlacedContiguousRegion& placed : all) regions.push_back(std::move(placed.region));
  return regions;
}

/// The largest suffix that leaves a whole number: 64M, and 0x10001 as 65537.
std::string number_text(std::uint64_t value) {
  constexpr std::string_view suffixes = "GMK";
  for (std::size_t i = 0; i < suffixes.size() && value != 0; ++i) {
    const unsigned shift = 30 - 10 * static_cast<unsigned>(i);
    if (value % (std::uint64_t{1} << shift) == 0) return fmt::format("{}{}", value >> shift, suffixes[i]);
  }
  return fmt::format("{}", value);
}

/// Where the region lies with its start rounded up; nothing if it has none, or if it would pass 2^64 - 1.
std::optional<PhysRange> settled_range(const ContiguousRegion& region) {
  const std::uint64_t mask = region.alignment.value_or(Bytes{1}).value - 1;
  if (!region.start || region.start->value > UINT64_MAX - mask) return std::nullopt;
  return PhysRange::make({(region.start->value + mask) & ~mask}, region.size);
}

std::unexpected<Error> refused(Errc code, const SourcePos& where, std::string what) {
  return std::unexpected(Error{code, where, std::move(what)});
}

}  // namespace

Result<void> check_contiguous_region(const std::vector<PlacedContiguousRegion>& before,
                                     const PlacedContiguousRegion& placed) {
  const ContiguousRegion& region = placed.region;
  if (region.name == "*") {
    return refused(Errc::Malformed, placed.name_at, "name * (expected another: cma_heap means all regions by it)");
  }
  if (region.size.value == 0) {
    return refused(Errc::OutOfRange, placed.size_at, region.name + " has no bytes (expected a size above zero)");
  }
  if (region.alignment && !std::has_single_bit(region.alignment->value)) {
    return refused(Errc::OutOfRange, placed.alignment_at,
                   fmt::format("alignment {} (expected a power of two)", region.alignment->value));
  }
  const auto range = settled_range(region);
  if (region.start && !range) {
    return refused(Errc::OutOfRange, placed.start_at, region.name + " ends past 2^64 - 1 (expected a lower start)");
  }
  for (const PlacedContiguousRegion& other : before) {
    if (other.region.name == region.name) {
      return refused(Errc::Malformed, placed.name_at, region.name + " stands twice (expected one region of a name)");
    }
    const auto other_range = settled_range(other.region);
    if (range && other_range && range->overlaps(*other_range)) {
      return refused(
          Errc::OutOfRange, placed.start_at,
          fmt::format("{} runs into {} (expected regions that do not overlap)", region.name, other.region.name));
    }
  }
  return {};
}

Result<void> read_contiguous_heaps(ContiguousText text, std::vector<ContiguousRegion>& regions) {
  std::string for_others;
  while (!text.at_end()) {
    const ContiguousText at_name = text;
    const auto name = text.name("no name of a region");
    if (!name) return std::unexpected(name.error());
    if (!text.take('=')) return text.wrong("no heap (expected = after the region)");
    const ContiguousText heap = text.part(';');
    text.take(';');
    if (heap.at_end() || printable(heap.rest()) != heap.rest()) {
      return heap.wrong("no heap (expected a name of /dev/dma_heap)");
    }
    if (*name == "*") {
      for_others = heap.rest();
      continue;
    }
    const auto region = std::ranges::find(regions, *name, &ContiguousRegion::name);
    if (region == regions.end()) {
      return refused(Errc::NotFound, at_name.where(), std::string{*name} + " is no region (expected one of cma=)");
    }
    region->heap = heap.rest();
  }
  for (ContiguousRegion& region : regions) {
    if (region.heap.empty()) region.heap = for_others;
  }
  return {};
}

Result<std::vector<ContiguousRegion>> parse_contiguous_regions(std::string_view text, std::string_view file) {
  return parse_regions_at({text, file});
}

Result<ContiguousConfig> parse_contiguous_line(std::string_view text, std::string_view file) {
  ContiguousConfig config;
  std::optional<ContiguousText> heaps;  // read last: it names regions that may stand after it
  ContiguousText line{text, file};
  while (!line.at_end()) {
    if (line.take(' ')) continue;
    ContiguousText word = line.part(' ');
    const ContiguousText at_name = word;
    const std::string_view name = word.part('=').rest();
    word.take('=');
    if (name == "cma") {
      auto regions = parse_regions_at(word);
      if (!regions) return std::unexpected(std::move(regions.error()));
      config.regions = std::move(*regions);
    } else if (name == "cma_map" || name == "cma.map") {
      auto map = parse_map_at(word);
      if (!map) return std::unexpected(std::move(map.error()));
      config.map = std::move(*map);
    } else if (name == "cma_heap") {
      heaps = word;
    } else {
      return at_name.wrong("no such word (expected cma=, cma_map= or cma_heap=)");
    }
  }
  if (!heaps) return config;
  if (auto done = read_contiguous_heaps(*heaps, config.regions); !done) return std::unexpected(std::move(done.error()));
  return config;
}

std::string contiguous_regions_text(const std::vector<ContiguousRegion>& regions) {
  std::string text;
  for (const ContiguousRegion& region : regions) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ";", region.name, number_text(region.size.value));
    if (region.start) text += fmt::format("@{:#x}", region.start->value);
    if (region.alignment) text += '/' + number_text(region.alignment->value);
    if (!region.allocator.empty()) text += ':' + region.allocator;
    if (!region.parameters.empty()) text += '(' + region.parameters + ')';
  }
  return text;
}

std::string contiguous_line_text(const ContiguousConfig& config) {
  std::string text;
  std::string heaps;
  for (const ContiguousRegion& region : config.regions) {
    if (!region.heap.empty()) heaps += (heaps.empty() ? "" : ";") + region.name + '=' + region.heap;
  }
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  };
  add("cma", contiguous_regions_text(config.regions));
  add("cma_map", contiguous_map_text(config.map));
  add("cma_heap", heaps);
  return text;
}

}  // namespace rampart

#include "assemble/iomem_map.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <tuple>

namespace rampart {
namespace {

bool is_one_of(std::string_view name, std::span<const std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

/// Memory that Linux runs from, under every name of it: `System RAM (kmem)`, `System RAM (virtio_mem)`.
bool is_ram(std::string_view name) { return name == "System RAM" || name.starts_with("System RAM ("); }

/// What of a name needs no knowledge of where it stands.
struct Meaning {
  Kind kind;
  bool anonymous = false;
};

Meaning meaning_of(std::string_view name, bool inside_ram) {
  static constexpr std::string_view kernel[] = {"Kernel code", "Kernel rodata", "Kernel data", "Kernel bss",
                                                "Kernel image"};
  static constexpr std::string_view firmware[] = {"ACPI Tables", "ACPI Non-volatile Storage", "Unusable memory",
                                                  "Soft Reserved", "RAM buffer"};
  if (is_ram(name)) return {Kind::Ram};
  if (is_one_of(name, kernel)) return {Kind::Kernel};
  if (name == "Crash kernel") return {Kind::Crash};
  if (name == "reserved") return {inside_ram ? Kind::Reserved : Kind::NoMap, true};
  if (name == "Reserved") return {Kind::Reserved, true};
  if (is_one_of(name, firmware) || inside_ram) return {Kind::Reserved};
  return {Kind::Device};
}

/// An entry with a range, and where it stands among the others.
struct Placed {
  PhysRange range;
  const IoMemEntry* entry;
  bool inside_ram = false;
  bool holds_others = false;
};

/// Finds for every range whether RAM contains it and whether it contains another. Of two lines with the same range the
/// earlier contains the later.
void nest(std::vector<Placed>& placed) {
  std::ranges::stable_sort(
      placed, {}, [](const Placed& p) { return std::tuple{p.range.base(), UINT64_MAX - p.range.size().value}; });
  std::vector<Placed*> open;  // those that may contain the next: each lies within the one before it
  for (Placed& next : placed) {
    while (!open.empty() && !open.back()->range.contains(next.range)) open.pop_back();
    if (!open.empty()) {
      Placed& parent = *open.back();
      parent.holds_others = true;
      next.inside_ram = parent.inside_ram || is_ram(parent.entry->name);
    }
    open.push_back(&next);
  }
}

Origin origin_of(const IoMemEntry& entry, std::string_view file) { return {{std::string{file}, entry.line, 0}, {}}; }

Finding bad_range(const IoMemEntry& entry, std::string_view file) {
  return {.rule = "bad-range",
          .severity = Severity::Note,
          .message = entry.name + (entry.last < entry.first ? " ends before it begins" : " spans all addresses"),
          .help = {},
          .regions = {entry.name},
          .locations = {origin_of(entry, file)}};
}

Region region_of(const Placed& placed, std::string_view file) {
  const Meaning meaning = meaning_of(placed.entry->name, placed.inside_ram);
  Region region{.range = placed.range,
                .name = placed.entry->name,
                .kind = meaning.kind,
                .origin = origin_of(*placed.entry, file)};
  region.attributes.no_map = meaning.kind == Kind::NoMap;
  region.attributes.anonymous = meaning.anonymous || (placed.holds_others && meaning.kind != Kind::Ram);
  return region;
}

}  // namespace

IoMemRegions regions_of(const IoMem& iomem, std::string_view file) {
  IoMemRegions made;
  if (iomem.hidden) return made;
  std::vector<Placed> placed;
  placed.reserve(iomem.entries.size());
  for (const IoMemEntry& entry : iomem.entries) {
    if (const auto range = PhysRange::from_first_last(entry.first, entry.last)) {
      placed.push_back({*range, &entry});
    } else {
      made.findings.push_back(bad_range(entry, file));
    }
  }
  nest(placed);
  std::ranges::sort(placed, {}, &Placed::entry);
  made.regions.reserve(placed.size());
  for (const Placed& each : placed) made.regions.push_back(region_of(each, file));
  return made;
}

}  // namespace rampart

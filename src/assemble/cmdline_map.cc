#include "assemble/cmdline_map.h"

#include <algorithm>
#include <fmt/format.h>
#include <string>
#include <utility>

namespace rampart {
namespace {

class Mapper {
 public:
  explicit Mapper(const CommandLine& line) : line_{line}, asked_{memory_parameters(line)} {
    found_.findings = asked_.findings;
  }

  void cma() {
    if (!asked_.cma || asked_.cma->size.value == 0) return;
    const CmaParameter& cma = *asked_.cma;
    const Attributes attributes{.reusable = true, .is_default = true};
    if (cma.fixed) {
      place(*cma.base, cma.size, text_at(cma.column), Kind::Cma, cma.column, attributes);
      return;
    }
    DynamicRegion& region = anywhere(cma.size, text_at(cma.column), Kind::Cma, cma.column);
    region.attributes = attributes;
    if (!cma.base || !cma.limit || cma.limit->value == 0) return;
    const auto window = PhysRange::from_first_last(*cma.base, {cma.limit->value - 1});
    if (window) region.alloc_ranges = {*window};
  }

  void memmap() {
    for (const MemmapEntry& entry : asked_.memmap) {
      if (!entry.start) continue;
      const bool is_ram = entry.use == MemmapEntry::Use::Ram;
      place(*entry.start, entry.size, text_at(entry.column), is_ram ? Kind::Ram : Kind::Reserved, entry.column, {});
    }
  }

  void vendor_zones() {
    for (const VendorZone& zone : asked_.zones) {
      if (zone.start) {
        place(*zone.start, zone.size, zone.name, Kind::Cmm, zone.column, {});
      } else {
        anywhere(zone.size, zone.name, Kind::Cmm, zone.column);
      }
    }
  }

  void others() {
    for (const ReserveMem& each : asked_.reserve_mem) {
      anywhere(each.size, each.name, Kind::Reserved, each.column).alignment = each.align;
    }
    for (const Crashkernel& each : asked_.crashkernel) {
      if (each.base && each.size.value != 0) {
        place(*each.base, each.size, "crash kernel", Kind::Crash, each.column, {});
      } else if (each.size.value != 0) {
        anywhere(each.size, "crash kernel", Kind::Crash, each.column);
      }
    }
  }

  CmdlineMap finish() && { return std::move(found_); }

 private:
  /// The word as it stands at a column.
  std::string text_at(std::size_t column) const {
    const auto found = std::ranges::find(line_.parameters, column, &Parameter::column);
    if (found == line_.parameters.end()) return {};
    return found->value ? found->name + '=' + *found->value : found->name;
  }

  Origin origin(std::size_t column) const {
    // A line that a person typed has no file, and its columns say nothing to them.
    const bool typed = line_.file == "cmdline";
    return {{line_.file, typed ? 0U : 1U, typed ? 0U : column}, text_at(column)};
  }

  void place(PhysAddr base, Bytes size, std::string name, Kind kind, std::size_t column, Attributes attributes) {
    if (const auto range = PhysRange::make(base, size)) {
      found_.regions.push_back(
          {.range = *range, .name = std::move(name), .kind = kind, .origin = origin(column), .attributes = attributes});
      return;
    }
    found_.findings.push_back({.rule = "bad-range",
                               .severity = Severity::Warning,
                               .message = fmt::format("{} is no range of addresses", text_at(column)),
                               .help = "",
                               .regions = {},
                               .locations = {origin(column)}});
  }

  DynamicRegion& anywhere(Bytes size, std::string name, Kind kind, std::size_t column) {
    found_.dynamic.push_back({.size = size, .name = std::move(name), .kind = kind, .origin = origin(column)});
    return found_.dynamic.back();
  }

  const CommandLine& line_;
  MemoryParameters asked_;
  CmdlineMap found_;
};

}  // namespace

CmdlineMap cmdline_map(const CommandLine& line) {
  Mapper mapper{line};
  mapper.cma();
  mapper.memmap();
  mapper.vendor_zones();
  mapper.others();
  return std::move(mapper).finish();
}

}  // namespace rampart

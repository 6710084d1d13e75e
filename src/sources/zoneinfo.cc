#include "sources/zoneinfo.h"

#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/name_table.h"
#include "base/refill.h"
#include "base/scanner.h"
#include "sources/zone_head.h"

namespace rampart {
namespace {

/// The lines of ours below `Node <n>, zone <name>`. Those of the pagesets are spelt with a colon (`high:`), so they
/// are other names.
struct ZoneField {
  std::string_view name;
  std::optional<Pages> Zone::* slot;
};
constexpr ZoneField zone_fields[] = {
    {"free", &Zone::free},       {"min", &Zone::min},         {"low", &Zone::low},
    {"high", &Zone::high},       {"spanned", &Zone::spanned}, {"present", &Zone::present},
    {"managed", &Zone::managed}, {"cma", &Zone::cma},         {"nr_free_cma", &Zone::nr_free_cma},
    {"start_pfn:", nullptr},
};
constexpr NameTable zone_names{zone_fields};

/// Empties a zone, but keeps the memory of its name.
void reset(Zone& zone, const ZoneHead& head) {
  std::string name = std::move(zone.name);
  zone = {};
  zone.name = std::move(name);
  zone.name = head.zone;
  zone.node = head.node;
}

/// The name of a line below a zone, which is taken: `managed`, or `free` of `pages free`.
std::string_view scan_name(Scanner& scan) {
  scan.blanks();
  const std::string_view name = scan.word();
  if (name != "pages") return name;
  scan.blanks();
  return scan.word();
}

}  // namespace

Result<void> read_zoneinfo(std::string_view text, std::string_view file, ZoneInfo& into) {
  Refill zones{into.zones};
  Zone* zone = nullptr;
  for (const Line line : Lines{text}) {
    Scanner scan{line.text};
    if (line.text.starts_with("Node")) {
      const auto head = scan_zone_head(scan);
      if (!head) return malformed(file, line.number, scan.column(), "no zone (expected Node <number>, zone <name>)");
      if (zones.size() == ZoneInfo::max_zones) return too_many(file, line.number, ZoneInfo::max_zones, "zones");
      zone = &zones.next();
      reset(*zone, *head);
      continue;
    }
    const std::string_view name = scan_name(scan);
    const auto found = zone_names.find(name);
    if (!found) continue;
    if (!zone) return malformed(file, line.number, 1, "no zone yet (expected Node <number>, zone <name>)");
    scan.blanks();
    const auto value = scan.number();
    if (!value || !scan.at_end()) {
      return malformed(file, line.number, scan.column(), std::string{name} + " has no count (expected <number>)");
    }
    if (const auto slot = zone_fields[*found].slot) {
      zone->*slot = Pages{*value};
    } else {
      zone->start_pfn = *value;
    }
  }
  return {};
}

Result<ZoneInfo> parse_zoneinfo(std::string_view text, std::string_view file) {
  ZoneInfo info;
  if (auto done = read_zoneinfo(text, file, info); !done) return std::unexpected(std::move(done.error()));
  return info;
}

}  // namespace rampart

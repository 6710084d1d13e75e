#include "sources/buddyinfo.h"

#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/refill.h"
#include "base/scanner.h"
#include "sources/zone_head.h"

namespace rampart {
namespace {

/// Takes the counts up to the end of the line; false if something else stands there, or too many.
bool scan_counts(Scanner& scan, std::vector<std::uint64_t>& into) {
  into.clear();
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    const auto count = scan.number();
    if (!count || into.size() == BuddyInfo::max_orders) return false;
    into.push_back(*count);
  }
  return true;
}

}  // namespace

Result<void> read_buddyinfo(std::string_view text, std::string_view file, BuddyInfo& into) {
  Refill zones{into.zones};
  for (const Line line : Lines{text}) {
    if (line.text.empty()) continue;
    Scanner scan{line.text};
    const auto head = scan_zone_head(scan);
    if (!head) return malformed(file, line.number, scan.column(), "no zone (expected Node <number>, zone <name>)");
    if (zones.size() == BuddyInfo::max_zones) return too_many(file, line.number, BuddyInfo::max_zones, "zones");
    BuddyZone& zone = zones.next();
    zone.node = head->node;
    zone.zone = head->zone;
    if (!scan_counts(scan, zone.free_blocks)) {
      return malformed(file, line.number, scan.column(), "no count of free blocks (expected at most 64 numbers)");
    }
  }
  return {};
}

Result<BuddyInfo> parse_buddyinfo(std::string_view text, std::string_view file) {
  BuddyInfo info;
  if (auto done = read_buddyinfo(text, file, info); !done) return std::unexpected(std::move(done.error()));
  return info;
}

}  // namespace rampart

#include "analyses/account.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "analyses/map_view.h"

namespace rampart {
namespace {

using Role = AccountLine::Role;

std::string place(const RangeSet& set) {
  if (set.empty()) return {};
  const PhysRange& first = set.ranges().front();
  const std::string text = fmt::format("{:#010x}..{:#010x}", first.base().value, first.last().value);
  return set.ranges().size() == 1 ? text : fmt::format("{} and {} more", text, set.ranges().size() - 1);
}

/// Takes RAM away share by share, so that no byte goes to two of them.
class Accountant {
 public:
  explicit Accountant(const AccountFacts& facts) : facts_{facts} {
    lines_.push_back({Role::Installed, facts.installed.size, "installed", "", facts.installed.origin, ""});
    std::vector<PhysRange> banks;
    for (const Region& region : facts.map.regions()) {
      if (is_ram(region)) banks.push_back(region.range);
    }
    left_ = RangeSet{std::move(banks)};
  }

  /// One line for each region of RAM that never reaches Linux and has a name.
  void named_regions() {
    for (const Span& span : facts_.map.spans()) {
      if (!span.region) continue;
      const Region& region = facts_.map.regions()[*span.region];
      const bool nameless = region.attributes.anonymous && region.kind != Kind::NoMap;
      if (nameless || !stays_outside(region.kind)) continue;
      take(RangeSet{{span.range}}, label(region), to_string(region.origin), knob_of(region.kind));
    }
  }

  /// CMA is lent to Linux and counted in its total: it is nobody's share, and no reservation either.
  void set_cma_aside() {
    std::vector<PhysRange> pools;
    for (const Span& span : facts_.map.spans()) {
      if (span.kind == Kind::Cma) pools.push_back(span.range);
    }
    left_ = left_.without(RangeSet{std::move(pools)});
  }

  /// RAM that the kernel was not given, or was told to leave alone (`mem=`).
  void outside_view() {
    if (!facts_.system_ram) return;
    take(left_.without(*facts_.system_ram), "outside the kernel's view", "in RAM, not in /proc/iomem's System RAM",
         "mem=, memory nodes, no-map regions");
  }

  void kernel_image() {
    std::vector<PhysRange> pieces;
    std::string origin;
    for (const Region& region : facts_.map.regions()) {
      if (region.kind != Kind::Kernel) continue;
      pieces.push_back(region.range);
      if (origin.empty()) origin = to_string(region.origin);
    }
    take(RangeSet{std::move(pieces)}, "kernel image", origin, "kernel configuration");
  }

  /// What was reserved at boot without a name holds the page structures, if the map shows it; else they are a share
  /// without a place.
  void boot_reservations() {
    std::vector<PhysRange> nameless;
    std::string origin;
    for (const Region& region : facts_.map.regions()) {
      if (!region.attributes.anonymous || !stays_outside(region.kind)) continue;
      nameless.push_back(region.range);
      if (origin.empty()) origin = to_string(region.origin);
    }
    const RangeSet reserved = left_.intersected(RangeSet{std::move(nameless)});
    left_ = left_.without(reserved);
    Bytes rest = reserved.size();
    if (facts_.page_structures) {
      const Amount& pages = *facts_.page_structures;
      const Bytes size = rest.value == 0 ? pages.size : std::min(pages.size, rest);
      share(size, "page structures", "struct page for every page", pages.origin, pages.knob);
      rest = saturating_sub(rest, size);
    }
    share(rest, "other boot-time reservations", place(reserved), origin, "");
  }

  void placeless_shares() {
    for (const PlacelessShare& each : facts_.placeless) {
      share(each.amount.size, each.name, "", each.amount.origin, each.amount.knob);
    }
  }

  /// Makes the sum come out at MemTotal, by a line that says what is not known.
  void total() {
    const Bytes due = saturating_sub(facts_.installed.size, facts_.linux_memory.total);
    if (shares_ < due) {
      share({due.value - shares_.value}, "not attributed", "no source has a name for it", "", "");
    }
    const Bytes above = saturating_add(facts_.linux_memory.total, shares_);
    if (above > facts_.installed.size) {
      lines_.push_back({Role::Returned,
                        {above.value - facts_.installed.size.value},
                        "given back to Linux",
                        "part of the shares above, freed after boot",
                        "",
                        ""});
    }
    lines_.push_back({Role::Total, facts_.linux_memory.total, "MemTotal", "what `free` calls total",
                      facts_.linux_memory.total_origin, ""});
  }

  void inside() {
    const LinuxMemory& memory = facts_.linux_memory;
    inside_line(memory.anonymous, "programs", "anonymous pages");
    inside_line(memory.shmem, "shared memory", "tmpfs, memfd and System V, which cannot be dropped");
    inside_line(memory.cache, "cache", "page cache, buffers and slab that can be reclaimed");
    inside_line(memory.kernel, "kernel", "slab, stacks, page tables, per-CPU data");
    inside_line(memory.cma_held, "held in CMA by drivers", "");
    inside_line(memory.free, "free", "");
    if (inside_.value == 0) return;
    if (inside_ < memory.total) {
      lines_.push_back({Role::Inside,
                        {memory.total.value - inside_.value},
                        "other",
                        "pages that drivers and the kernel took one by one",
                        "",
                        ""});
    }
    remark(memory.available, "available to programs", "free, and cache that can go", "");
    remark(memory.cma_total, "CMA pools, part of the total", "lent to movable pages while drivers do not need it",
           memory.cma_knob);
  }

  std::vector<AccountLine> finish() && { return std::move(lines_); }

 private:
  /// CMA is lent to Linux; every other reservation never reaches it.
  static bool stays_outside(Kind kind) { return is_reservation(kind) && kind != Kind::Cma; }

  static std::string label(const Region& region) {
    switch (region.kind) {
      case Kind::NoMap:
        return region.attributes.anonymous ? "carve-out without a name" : "carve-out " + region.name;
      case Kind::DmaPool:
        return "coherent pool " + region.name;
      case Kind::Crash:
        return "crash kernel";
      case Kind::Cmm:
        return "CMM pool " + region.name;
      case Kind::Ion:
        return "ION pool " + region.name;
      default:
        return "reserved: " + region.name;
    }
  }

  std::string knob_of(Kind kind) const {
    for (const auto& [known, knob] : facts_.knobs) {
      if (known == kind) return knob;
    }
    switch (kind) {
      case Kind::NoMap:
      case Kind::Reserved:
      case Kind::DmaPool:
        return "reserved-memory node";
      case Kind::Crash:
        return "crashkernel=";
      default:
        return {};
    }
  }

  void take(const RangeSet& wanted, std::string name, std::string origin, std::string knob) {
    const RangeSet taken = left_.intersected(wanted);
    left_ = left_.without(taken);
    share(taken.size(), std::move(name), place(taken), std::move(origin), std::move(knob));
  }

  void share(Bytes size, std::string name, std::string detail, std::string origin, std::string knob) {
    if (size.value == 0) return;
    shares_ = saturating_add(shares_, size);
    lines_.push_back({Role::Share, size, std::move(name), std::move(detail), std::move(origin), std::move(knob)});
  }

  /// Never more than is left of the total: the numbers of one sample are read one after the other.
  void inside_line(const std::optional<Bytes>& told, std::string_view name, std::string_view detail) {
    if (!told) return;
    const Bytes size = std::min(*told, saturating_sub(facts_.linux_memory.total, inside_));
    inside_ = saturating_add(inside_, size);
    lines_.push_back({Role::Inside, size, std::string{name}, std::string{detail}, "/proc/meminfo", ""});
  }

  void remark(const std::optional<Bytes>& told, std::string_view name, std::string_view detail,
              const std::string& knob) {
    if (!told) return;
    lines_.push_back({Role::Remark, *told, std::string{name}, std::string{detail}, "/proc/meminfo", knob});
  }

  const AccountFacts& facts_;
  RangeSet left_;  ///< RAM that has no share yet.
  Bytes shares_;
  Bytes inside_;
  std::vector<AccountLine> lines_;
};

}  // namespace

bool is_ram(const Region& region) {
  switch (region.kind) {
    case Kind::Ram:
    case Kind::Cmm:
    case Kind::Ion:
      return true;
    case Kind::NoMap:
      return region.attributes.anonymous;
    default:
      return false;
  }
}

std::vector<AccountLine> account(const AccountFacts& facts) {
  Accountant accountant{facts};
  accountant.named_regions();
  accountant.set_cma_aside();
  accountant.placeless_shares();
  accountant.outside_view();
  accountant.kernel_image();
  accountant.boot_reservations();
  accountant.total();
  accountant.inside();
  return std::move(accountant).finish();
}

}  // namespace rampart

#include "analyses/predict/reserved_nodes.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include <rampart/base/units.h>

#include "analyses/predict/node_cells.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/region_sort.h"
#include "base/size_text.h"

namespace rampart {
namespace {

/// MAX_RESERVED_REGIONS (drivers/of/of_reserved_mem.c): of all regions together up to 6.11, then of dynamic ones.
constexpr std::size_t table_limit = 64;
/// Alignment of a dynamic region that asks for none: SMP_CACHE_BYTES of all three architectures.
constexpr std::uint64_t smp_cache_bytes = 64;

using State = NodeOutcome::State;

bool is_whole_or_empty(const CellProperty& property, CellWidths widths) {
  const std::uint64_t entry = (std::uint64_t{widths.address} + widths.size) * 4;
  return property.byte_length == 0 || (entry != 0 && property.byte_length % entry == 0);
}

}  // namespace

bool ReservedNodes::check_parent() {
  const ReservedMemory& parent = *state_.setup.tree.reserved;
  widths_ = kernel_widths(state_.setup.tree.counts);
  const bool same_cells = parent.counts.size == widths_.size && parent.counts.address == widths_.address;
  if (same_cells && parent.ranges) return true;
  state_.lines.tree_not_used();
  for (std::size_t i = 0; i < parent.nodes.size(); ++i) {
    if (!is_enabled(parent.nodes[i].status)) continue;
    state_.refuse(i, "bad_format",
                  parent.ranges ? "/reserved-memory has other #address-cells or #size-cells than the root"
                                : "/reserved-memory has no ranges");
  }
  return false;
}

const CellProperty* ReservedNodes::reg_of(const ReservedNode& node) const {
  if (!node.reg) return nullptr;
  const bool counts_as_absent =
      state_.behaviour.bad_length_is_absent && (node.reg->byte_length == 0 || !is_whole_or_empty(*node.reg, widths_));
  return counts_as_absent ? nullptr : &*node.reg;
}

bool ReservedNodes::has_well_formed_reg(const ReservedNode& node) const {
  return reg_of(node) != nullptr && is_whole_or_empty(*node.reg, widths_);
}

void ReservedNodes::scan() {
  const bool block_is_last = state_.behaviour.memreserve_is_last;
  if (!block_is_last) reserve_mem_reserves(state_);
  if (!state_.setup.tree.reserved) state_.lines.tree_without_node();
  const bool is_usable = state_.setup.tree.reserved && check_parent();
  if (is_usable) scan_nodes();
  // Since 6.4 the block follows the static nodes; since dynamic ones are placed in the same pass, those too.
  if (block_is_last && !state_.behaviour.static_nodes_late) reserve_mem_reserves(state_);
  if (is_usable && !state_.behaviour.static_nodes_late) initialise_table();
  if (is_usable && state_.behaviour.static_nodes_late) initialise_dynamic_nodes();
  if (block_is_last && state_.behaviour.static_nodes_late) reserve_mem_reserves(state_);
}

void ReservedNodes::scan_nodes() {
  const std::vector<ReservedNode>& nodes = state_.setup.tree.reserved->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (!is_enabled(nodes[i].status)) continue;
    if (reg_of(nodes[i]) != nullptr) {
      scan_static(i);
    } else if (nodes[i].size) {
      state_.outcomes[i].is_dynamic = true;
      if (!state_.behaviour.static_nodes_late) {
        enter({{i, 0, 0}, true});
      } else if (dynamic_.size() == table_limit) {
        state_.lines.too_many_dynamic(nodes[i].name);
        state_.refuse(i, "too_many_dynamic", "there are 64 dynamic regions before it");
      } else {
        dynamic_.push_back(i);
      }
    }
  }
}

void ReservedNodes::initialise_dynamic_nodes() {
  for (const std::size_t index : dynamic_) {
    Entry entry{{index, 0, 0}, true};
    if (!place_dynamic(entry)) continue;
    ++table_entries_;
    if (initialise(entry) || !state_.behaviour.failed_nodes_are_forgotten) table_.push_back(entry);
  }
}

void ReservedNodes::scan_static(std::size_t index) {
  const ReservedNode& node = state_.node(index);
  if (!has_well_formed_reg(node)) {
    state_.lines.bad_reg(node.name);
    state_.refuse(index, "bad_reg", "its reg is no whole number of entries");
    return;
  }
  const std::vector<KernelRegEntry> entries = kernel_reg_entries(*node.reg, widths_);
  if (state_.behaviour.first_reg_only && entries.size() > 1) state_.lines.entries_ignored(node.name, entries.size());
  if (!passes_validation(state_, node)) {
    state_.refuse(index, "bypass", "cma= takes the place of the tree's default pool");
    return;
  }
  ++table_entries_;
  bool is_first = true;
  for (const KernelRegEntry& entry : entries) {
    const std::uint64_t base = state_.phys(entry.base);
    const std::uint64_t size = state_.phys(entry.size);
    if (is_first) {
      state_.outcomes[index].base = base;
      state_.outcomes[index].size = size;
      state_.outcomes[index].kind = node.no_map ? Kind::NoMap : Kind::Reserved;
      state_.outcomes[index].state = State::Placed;
    }
    reserve_entry(index, base, size);
    if (is_first && !state_.behaviour.static_nodes_late) enter({{index, base, size}, false});
    if (state_.behaviour.first_reg_only) break;
    is_first = false;
  }
}

void ReservedNodes::reserve_entry(std::size_t index, std::uint64_t base, std::uint64_t size) {
  const ReservedNode& node = state_.node(index);
  using Refusal = KernelBehaviour::NoMapRefusal;
  const auto is_refused = [&] {
    if (size == 0) return true;
    if (!node.no_map || !state_.memblock.touches_reserved(base, size)) return false;
    return state_.behaviour.no_map_refusal == Refusal::TouchesReservation || state_.memblock.touches_ram(base, size);
  };
  if (is_refused()) {
    state_.lines.not_reserved(node.name, base, size);
    state_.refuse(index, "reserve_fail",
                  size == 0 ? "its size is zero" : "no-map over memory that is in use already is refused");
    return;
  }
  if (node.no_map) {
    state_.memblock.set_no_map(base, size, true);
  } else {
    state_.memblock.reserve(base, size);
  }
}

void ReservedNodes::enter(Entry entry) {
  if (state_.behaviour.table_is_fixed && table_.size() == table_limit) {
    state_.lines.table_full();
    const bool keeps_memory = state_.outcomes[entry.placed.node].state == State::Placed;
    state_.refuse(entry.placed.node, "no_space", "the kernel's table of 64 regions is full");
    if (keeps_memory) state_.outcomes[entry.placed.node].state = State::Placed;
    return;
  }
  table_.push_back(entry);
}

void ReservedNodes::initialise_table() {
  test_overlaps();
  for (Entry& entry : table_) {
    if (entry.placed.size == 0 && !place_dynamic(entry)) continue;
    initialise(entry);
  }
}

bool ReservedNodes::place_dynamic(Entry& entry) {
  const std::size_t index = entry.placed.node;
  const ReservedNode& node = state_.node(index);
  if (!node.size) return false;
  entry.is_dynamic = true;
  if (node.size->byte_length != widths_.size * 4) {
    state_.lines.bad_size(node.name);
    state_.refuse(index, "bad_size", "its size has another number of cells than #size-cells");
    return false;
  }
  std::uint64_t align = 0;
  if (node.alignment) {
    if (node.alignment->byte_length != widths_.address * 4) {
      state_.lines.bad_alignment(node.name);
      state_.refuse(index, "bad_alignment", "its alignment has another number of cells than #address-cells");
      return false;
    }
    align = state_.phys(low_64_bits(node.alignment->cells));
  }
  if (!passes_validation(state_, node)) {
    state_.refuse(index, "bypass", "cma= takes the place of the tree's default pool");
    return false;
  }
  if (wants_cma(state_, node)) align = std::max(align, state_.granule);
  return allocate(entry, state_.phys(low_64_bits(node.size->cells)), align);
}

bool ReservedNodes::allocate(Entry& entry, std::uint64_t size, std::uint64_t align) {
  const std::size_t index = entry.placed.node;
  const ReservedNode& node = state_.node(index);
  NodeOutcome& outcome = state_.outcomes[index];
  outcome.size = size;
  if (align == 0) align = smp_cache_bytes;
  const bool is_bad = node.alloc_ranges && !is_whole_or_empty(*node.alloc_ranges, widths_);
  if (is_bad && !state_.behaviour.bad_length_is_absent) {
    state_.lines.bad_alloc_ranges(node.name);
    state_.refuse(index, "bad_ranges", "its alloc-ranges is no whole number of entries");
    return false;
  }
  bool is_placed = false;
  if (node.alloc_ranges && !is_bad) {
    for (const KernelRegEntry& range : kernel_reg_entries(*node.alloc_ranges, widths_)) {
      const std::uint64_t low = state_.phys(range.base);
      is_placed = allocate_in(entry, size, align, low, state_.phys(low + range.size));
      if (is_placed) break;
    }
  } else {
    const auto place = state_.memblock.find(size, align, 0, Memblock::anywhere);
    if (place) entry.placed.base = *place;
    is_placed = place.has_value();
  }
  if (!is_placed) {
    state_.lines.not_allocated(node.name, size);
    state_.refuse(index, "alloc_fail", fmt::format("no free {} where it may go", size_text({size})));
    return false;
  }
  entry.placed.size = size;
  const std::uint64_t base = entry.placed.base;
  if (node.no_map && state_.behaviour.dynamic_no_map_is_removed) {
    state_.memblock.remove_ram(base, size);
  } else {
    state_.memblock.reserve_own(base, size);
    if (node.no_map) state_.memblock.set_no_map(base, size, true);
  }
  outcome.base = base;
  outcome.kind = node.no_map ? Kind::NoMap : Kind::Reserved;
  outcome.state = State::Placed;
  return true;
}

bool ReservedNodes::allocate_in(Entry& entry, std::uint64_t size, std::uint64_t align, std::uint64_t low,
                                std::uint64_t high) {
  const auto place =
      state_.memblock.find(size, align, low, high == 0 ? Memblock::anywhere : high, direction_in(low, high));
  if (place) entry.placed.base = *place;
  return place.has_value();
}

Memblock::Direction ReservedNodes::direction_in(std::uint64_t low, std::uint64_t high) const {
  using Neighbours = KernelBehaviour::Neighbours;
  if (state_.behaviour.neighbours == Neighbours::None) return Memblock::Direction::TopDown;
  const auto holds = [](const PlacedNode& placed, std::uint64_t address) {
    return placed.size != 0 && placed.base <= address && address <= placed.base + placed.size;
  };
  const auto any_holds = [&](std::uint64_t address) {
    return std::ranges::any_of(table_, [&](const Entry& entry) { return holds(entry.placed, address); });
  };
  return any_holds(low) && !any_holds(high) ? Memblock::Direction::BottomUp : Memblock::Direction::TopDown;
}

bool ReservedNodes::initialise(const Entry& entry) {
  const ReservedNode& node = state_.node(entry.placed.node);
  const DriverAnswer answer = ask_drivers(state_, entry.placed);
  if (answer == DriverAnswer::Refused) {
    state_.lines.match_failed(node.name);
    give_back(entry);
    return false;
  }
  if (state_.behaviour.prints_regions) {
    const std::uint64_t base = entry.placed.base;
    state_.lines.region({node.name, base, base + entry.placed.size}, node.no_map, node.reusable);
  }
  return true;
}

void ReservedNodes::give_back(const Entry& entry) {
  const auto [index, base, size] = entry.placed;
  state_.outcomes[index].state = State::Refused;
  if (state_.node(index).no_map && !state_.behaviour.dynamic_no_map_is_removed) {
    const bool had_no_map = state_.memblock.touches_no_map(base, size);
    state_.outcomes[index].lost_its_map = !entry.is_dynamic && state_.behaviour.static_nodes_late && had_no_map;
    state_.outcomes[index].keeps_reservation = entry.is_dynamic;
    state_.outcomes[index].opens_map = had_no_map;
    state_.memblock.set_no_map(base, size, false);
    return;
  }
  state_.memblock.free(base, size);
  state_.outcomes[index].frees_memory = true;
  if (!state_.node(index).no_map) return;
  state_.outcomes[index].opens_map = true;
  // A static one that is no RAM becomes RAM; a dynamic one comes back.
  state_.outcomes[index].made_ram =
      !entry.is_dynamic && !state_.memblock.is_ram(base, size) && !state_.memblock.touches_ram(base, size);
  state_.memblock.add_ram(base, size);
}

void ReservedNodes::test_overlaps() {
  if (table_.size() < 2) return;
  using Sort = KernelBehaviour::RegionSort;
  const Sort kind = state_.behaviour.sort;
  const auto compare = [&](const Entry& a, const Entry& b) {
    const auto order = [](std::uint64_t x, std::uint64_t y) { return x < y ? -1 : x > y ? 1 : 0; };
    if (const int by_base = order(a.placed.base, b.placed.base); by_base != 0) return by_base;
    if (const int by_size = order(a.placed.size, b.placed.size); by_size != 0) return by_size;
    return kind == Sort::ByOffset ? order(a.placed.node, b.placed.node) : 0;
  };
  KernelSort<Entry>{table_, compare}.run(kind);
  for (std::size_t i = 0; i + 1 < table_.size(); ++i) {
    const PlacedNode& a = table_[i].placed;
    const PlacedNode& b = table_[i + 1].placed;
    if (state_.phys(a.base + a.size) <= b.base) continue;
    state_.lines.overlap({state_.node(a.node).name, a.base, state_.phys(a.base + a.size)},
                         {state_.node(b.node).name, b.base, state_.phys(b.base + b.size)});
  }
}

void ReservedNodes::initialise_static_nodes() {
  if (!state_.behaviour.static_nodes_late || !state_.setup.tree.reserved || !check_parent()) return;
  const std::vector<ReservedNode>& nodes = state_.setup.tree.reserved->nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const ReservedNode& node = nodes[i];
    if (!is_enabled(node.status) || reg_of(node) == nullptr) continue;
    if (!has_well_formed_reg(node)) {
      state_.lines.bad_reg(node.name);
      continue;
    }
    const std::vector<KernelRegEntry> entries = kernel_reg_entries(*node.reg, widths_);
    if (entries.empty() || !passes_validation(state_, node)) continue;
    const bool says_so = !state_.behaviour.first_reg_only && !state_.behaviour.several_regs_are_none;
    if (says_so && entries.size() > 1) state_.lines.entries_ignored(node.name, entries.size());
    const Entry entry{{i, state_.phys(entries.front().base), state_.phys(entries.front().size)}, false};
    if (entry.placed.size == 0) continue;
    if (entries.size() > 1 && state_.behaviour.several_regs_are_none) continue;
    if (state_.behaviour.table_is_fixed && table_.size() == table_limit) {
      enter(entry);
      continue;
    }
    if (initialise(entry) || !state_.behaviour.failed_nodes_are_forgotten) table_.push_back(entry);
  }
  test_overlaps();
}

std::uint64_t ReservedNodes::table_bytes() const {
  if (!state_.behaviour.static_nodes_late || state_.behaviour.table_is_fixed) return 0;
  const std::uint64_t entry_size = state_.behaviour.validates_nodes ? 40 : 48;
  return entry_size * table_entries_;
}

}  // namespace rampart

#include "analyses/check/check_input.h"

#include <algorithm>
#include <numeric>
#include <span>
#include <string>
#include <tuple>
#include <utility>

#include "analyses/cma_granule.h"
#include "assemble/declared_map.h"

namespace rampart {
namespace {

/// The ranges that a memory node gives a kernel.
void add_ram(CheckInput& input, const MemoryNode& node, CellWidths root) {
  if (!node.is_device_type || !is_enabled(node.status)) return;
  const auto& reg = node.usable_memory ? node.usable_memory : node.reg;
  if (!reg || root.address + root.size == 0) return;
  for (const RegEntry& entry : reg_entries(*reg, root)) {
    const auto range = entry.base && entry.size ? PhysRange::make({*entry.base}, {*entry.size}) : std::nullopt;
    if (range) {
      input.ram.push_back(*range);
      continue;
    }
    input.ram_is_complete = false;  // a size of zero waits for the boot loader
    if (entry.base && *entry.base != 0)
      input.open_ram = std::min(PhysAddr{*entry.base}, input.open_ram.value_or(PhysAddr{UINT64_MAX}));
  }
}

std::vector<PhysRange> joined(std::vector<PhysRange> ranges) {
  std::ranges::sort(ranges);
  std::vector<PhysRange> result;
  for (const PhysRange& range : ranges) {
    const bool touches = !result.empty() && (result.back().last().value == UINT64_MAX ||
                                             range.base().value <= result.back().last().value + 1);
    if (!touches) {
      result.push_back(range);
    } else if (range.last() > result.back().last()) {
      result.back() = *PhysRange::from_first_last(result.back().base(), range.last());
    }
  }
  return result;
}

/// Keystone's RAM is seen at two places: a kernel starts at the lower one and then moves to the upper, where the tree
/// has its regions.
void add_keystone_alias(CheckInput& input) {
  constexpr std::uint64_t distance = 0x7'8000'0000;
  if (std::ranges::find(input.tree.compatible, "ti,keystone") == input.tree.compatible.end()) return;
  const std::vector<PhysRange> low = input.ram;
  for (const PhysRange& bank : low) {
    if (const auto high = PhysRange::make({bank.base().value + distance}, bank.size())) input.ram.push_back(*high);
  }
}

void add_ram(CheckInput& input) {
  input.ram_is_complete = true;
  if (!input.setup.ram.empty()) {
    input.ram = joined(input.setup.ram);
    return;
  }
  const auto root = widths(input.tree.counts);
  if (!root) return;
  for (const MemoryNode& node : input.tree.memory) add_ram(input, node, *root);
  add_keystone_alias(input);
  input.ram = joined(std::move(input.ram));
  if (input.ram.empty()) input.ram_is_complete = false;
}

/// A number of exactly `cells` cells.
std::optional<Bytes> number(const std::optional<CellProperty>& property, std::uint32_t cells) {
  if (!property || property->byte_length != 4 * cells) return std::nullopt;
  const auto value = number_of(property->cells);
  return value ? std::optional{Bytes{*value}} : std::nullopt;
}

/// Adds the ranges of a `reg`; false if it is none to the kernel.
bool add_ranges(CheckInput& input, const CellProperty& reg, std::size_t node) {
  if (!input.widths || input.widths->address + input.widths->size == 0 || !is_whole(reg, *input.widths)) return false;
  std::size_t entry = 0;
  const std::size_t step = std::size_t{input.widths->address} + input.widths->size;
  const std::span<const std::uint32_t> cells{reg.cells};
  for (std::size_t at = 0; at + step <= cells.size(); at += step, ++entry) {
    const auto base = number_of(cells.subspan(at, input.widths->address));
    const auto size = number_of(cells.subspan(at + input.widths->address, input.widths->size));
    const auto range = base && size ? PhysRange::make({*base}, {*size}) : std::nullopt;
    if (range) input.ranges.push_back({*range, node, entry});
  }
  return true;
}

void add_node(CheckInput& input, const ReservedNode& node, std::size_t index) {
  if (!is_enabled(node.status)) return;
  const Kind kind = kind_of(node);
  CheckedNode checked{.node = &node,
                      .index = index,
                      .kind = kind,
                      .is_pool = is_dma_pool(node),
                      .first = input.ranges.size(),
                      .end = 0,
                      .size = {},
                      .alignment = {}};
  const bool reads = !input.has_foreign_cells;
  const bool reg_counts =
      node.reg && (!input.behaviour.bad_length_is_absent ||
                   (input.widths && is_whole(*node.reg, *input.widths) && !node.reg->cells.empty()));
  checked.is_static = reg_counts && reads && add_ranges(input, *node.reg, input.nodes.size());
  checked.end = input.ranges.size();
  checked.is_dynamic = !reg_counts && node.size && reads;
  if (checked.is_dynamic && input.widths) {
    checked.size = number(node.size, input.widths->size);
    checked.alignment = number(node.alignment, input.widths->address);
  }
  input.nodes.push_back(checked);
}

void add_nodes(CheckInput& input, const ReservedMemory& reserved) {
  input.widths = widths(reserved.counts);
  const auto root = widths(input.tree.counts);
  input.has_foreign_cells = !input.widths || !root || *input.widths != *root;
  input.nodes.reserve(reserved.nodes.size());
  input.ranges.reserve(reserved.nodes.size());
  for (std::size_t i = 0; i < reserved.nodes.size(); ++i) add_node(input, reserved.nodes[i], i);

  input.by_base.resize(input.ranges.size());
  std::iota(input.by_base.begin(), input.by_base.end(), std::size_t{0});
  std::ranges::sort(input.by_base, {}, [&](std::size_t i) { return std::pair{input.ranges[i].range, i}; });
}

}  // namespace

CheckInput check_input(const BootSetup& setup, const CheckExtras& extras) {
  const CmaGranule granule = cma_granule_of(setup);
  CheckInput input{.setup = setup,
                   .extras = extras,
                   .tree = setup.tree,
                   .behaviour = behaviour_of(setup.kernel),
                   .page_size = page_size_of(setup.config),
                   .granule = granule.size,
                   .granule_assumed = granule.is_assumed,
                   .widths = {},
                   .nodes = {},
                   .ranges = {},
                   .by_base = {},
                   .ram = {}};
  add_ram(input);
  if (input.tree.reserved) add_nodes(input, *input.tree.reserved);
  return input;
}

const CheckedNode* checked_node(const CheckInput& input, std::size_t reserved_index) {
  const auto found = std::ranges::lower_bound(input.nodes, reserved_index, {}, &CheckedNode::index);
  return found == input.nodes.end() || found->index != reserved_index ? nullptr : &*found;
}

std::vector<RegEntry> alloc_ranges_of(const CheckInput& input, const CheckedNode& node) {
  const auto& property = node.node->alloc_ranges;
  if (!property || !input.widths || input.widths->address + input.widths->size == 0) return {};
  return is_whole(*property, *input.widths) ? reg_entries(*property, *input.widths) : std::vector<RegEntry>{};
}

/// The first bank that does not end below `address`.
static const PhysRange* bank_at(const CheckInput& input, PhysAddr address) {
  const auto bank = std::ranges::partition_point(input.ram, [&](const PhysRange& r) { return r.last() < address; });
  return bank == input.ram.end() ? nullptr : &*bank;
}

bool touches_known_ram(const CheckInput& input, const PhysRange& range) {
  const PhysRange* const bank = bank_at(input, range.base());
  return (bank != nullptr && bank->overlaps(range)) || (input.open_ram && range.last() >= *input.open_ram);
}

bool touches_ram(const CheckInput& input, const PhysRange& range) {
  return touches_known_ram(input, range) || (!input.ram_is_complete && !input.open_ram);
}

bool lies_in_ram(const CheckInput& input, const PhysRange& range) {
  const PhysRange* const bank = bank_at(input, range.base());
  return bank != nullptr && bank->contains(range);
}

std::string kernel_name(const CheckInput& input) { return "Linux " + to_string(input.setup.kernel); }

}  // namespace rampart

#include "analyses/predict/pool_drivers.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>

#include "analyses/predict/kernel_config.h"

namespace rampart {
namespace {

/// The longest name of a CMA area (mm/cma.h, CMA_MAX_NAME less its zero byte).
constexpr std::size_t max_area_name = 63;

bool same_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(a, b, {}, lower, lower);
}

DriverAnswer refused(BootState& state, std::size_t node, std::string reason, std::string message) {
  state.refuse(node, std::move(reason), std::move(message));
  return DriverAnswer::Refused;
}

DriverAnswer ask_cma(BootState& state, const PlacedNode& placed) {
  const ReservedNode& node = state.node(placed.node);
  if (state.has_cma_parameter() && node.cma_default &&
      state.behaviour.default_node == KernelBehaviour::DefaultNode::Bypassed) {
    state.lines.bypassed(node.name);
    return refused(state, placed.node, "bypass", "cma= takes the place of the tree's default pool");
  }
  if (!node.reusable || node.no_map) return DriverAnswer::NotMine;
  if (((placed.base | placed.size) & (state.granule - 1)) != 0) {
    state.lines.pool_misaligned();
    return refused(state, placed.node, "cma_incorrect_alignment",
                   fmt::format("base and size must be multiples of {:#x}", state.granule));
  }
  const AreaAnswer answer =
      add_cma_area(state, {node.name.substr(0, max_area_name), placed.base, placed.size, true, placed.node});
  if (answer == AreaAnswer::NoSlots) {
    state.lines.no_slots();
    state.lines.pool_not_set_up();
    return refused(state, placed.node, "cma_slots", fmt::format("there are {} CMA areas already", state.max_areas));
  }
  if (answer == AreaAnswer::NotReserved) {
    state.lines.pool_not_set_up();
    return refused(state, placed.node, "cma_setup_fail", "its memory is not reserved, or it has none");
  }
  state.lines.pool_created("CMA", placed.base, placed.size);
  const bool tree_decides = state.behaviour.default_node == KernelBehaviour::DefaultNode::TreeWins;
  if (node.cma_default && (tree_decides || !state.has_cma_parameter())) state.default_area = state.areas.size() - 1;
  state.outcomes[placed.node].kind = Kind::Cma;
  return DriverAnswer::Taken;
}

DriverAnswer ask_coherent(BootState& state, const PlacedNode& placed) {
  const ReservedNode& node = state.node(placed.node);
  if (node.reusable) return DriverAnswer::NotMine;
  if (state.setup.architecture == Architecture::Arm && !node.no_map) {
    state.lines.needs_no_map();
    return refused(state, placed.node, "no_nomap", "arm takes a coherent pool only with no-map");
  }
  state.lines.pool_created("DMA", placed.base, placed.size);
  state.outcomes[placed.node].kind = Kind::DmaPool;
  return DriverAnswer::Taken;
}

}  // namespace

bool is_shared_dma_pool(const ReservedNode& node) {
  return std::ranges::any_of(node.compatible,
                             [](std::string_view word) { return same_ignoring_case(word, "shared-dma-pool"); });
}

bool wants_cma(const BootState& state, const ReservedNode& node) {
  return state.setup.config.cma.cma.value_or(true) && is_shared_dma_pool(node) && node.reusable && !node.no_map;
}

bool passes_validation(BootState& state, const ReservedNode& node) {
  using DefaultNode = KernelBehaviour::DefaultNode;
  if (!state.has_cma_parameter() || !node.cma_default) return true;
  const DefaultNode rule = state.behaviour.default_node;
  const bool dropped = rule == DefaultNode::SkippedBeforeScan ||
                       (rule == DefaultNode::SkippedIfPool && has_dma_cma(state.setup) && wants_cma(state, node));
  if (dropped) state.lines.default_skipped();
  return !dropped;
}

DriverAnswer ask_drivers(BootState& state, const PlacedNode& placed) {
  const ReservedNode& node = state.node(placed.node);
  if (!is_shared_dma_pool(node)) return DriverAnswer::NoDriver;
  using Driver = DriverAnswer (*)(BootState&, const PlacedNode&);
  const std::pair<bool, Driver> drivers[] = {{has_dma_cma(state.setup), ask_cma},
                                             {has_coherent_pools(state.setup), ask_coherent}};
  NodeOutcome& outcome = state.outcomes[placed.node];
  const std::string reason_before = outcome.reason;
  DriverAnswer answer = DriverAnswer::NoDriver;
  for (const auto& [is_built_in, ask] : drivers) {
    if (!is_built_in) continue;
    answer = ask(state, placed);
    if (answer == DriverAnswer::Taken) {
      state.lines.initialized(node.name);
      // What another driver said before does not count. A node that could not be reserved gets its pool all the same.
      outcome.reason = reason_before;
      outcome.state = NodeOutcome::State::Placed;
      return answer;
    }
    // From 7.2 on an error ends the search; before, every driver is asked.
    if (answer == DriverAnswer::Refused && state.behaviour.validates_nodes) break;
  }
  if (answer == DriverAnswer::NotMine && state.behaviour.reusable_no_map_fails) {
    return refused(state, placed.node, "match_fail", "no driver takes it: reusable and no-map contradict each other");
  }
  return answer;
}

AreaAnswer add_cma_area(BootState& state, BootArea area) {
  const bool has_slot = state.areas.size() < state.max_areas;
  const bool is_reserved = area.size != 0 && state.memblock.touches_reserved(area.base, area.size);
  // 7.2 looks at the memory first, the others at their table.
  const bool memory_first = state.behaviour.validates_nodes;
  if (memory_first && !is_reserved) return AreaAnswer::NotReserved;
  if (!has_slot) return AreaAnswer::NoSlots;
  if (!is_reserved) return AreaAnswer::NotReserved;
  state.areas.push_back(std::move(area));
  return AreaAnswer::Made;
}

}  // namespace rampart

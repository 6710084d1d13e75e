#include "analyses/explain/pool_words.h"

#include <algorithm>
#include <cstdint>
#include <initializer_list>

#include "base/size_text.h"

namespace rampart {
namespace {

/// A number and in how many cells it is written.
struct CellNumber {
  std::uint64_t value;
  std::uint32_t count;
};

CellProperty property_of(std::initializer_list<CellNumber> numbers) {
  CellProperty property;
  for (const auto& [value, count] : numbers) {
    for (std::uint32_t i = count; i-- > 0;) {  // the highest cell first
      property.cells.push_back(i < 2 ? static_cast<std::uint32_t>(value >> (32 * i)) : 0);
    }
  }
  property.byte_length = static_cast<std::uint32_t>(property.cells.size() * 4);
  return property;
}

/// A node that can be changed, and the cells its numbers are written in.
struct NodePlace {
  ReservedNode* node;
  CellWidths cells;
};

std::optional<NodePlace> place_of(BootSetup& setup, const std::string& name) {
  if (!setup.tree.reserved) return std::nullopt;
  const auto found = std::ranges::find(setup.tree.reserved->nodes, name, &ReservedNode::name);
  const auto cells = widths(setup.tree.reserved->counts);
  if (found == setup.tree.reserved->nodes.end() || !cells) return std::nullopt;
  return NodePlace{&*found, *cells};
}

}  // namespace

std::vector<TreePool> tree_pools(const Story& story) {
  std::vector<TreePool> pools;
  const CheckInput* const input = story.board_input();
  if (input == nullptr) return pools;
  for (const CheckedNode& node : input->nodes) {
    if (!node.is_cma_pool()) continue;
    TreePool pool{.node = node.node, .range = {}, .size = node.size};
    if (node.first != node.end) pool.range = input->ranges[node.first].range;
    pools.push_back(pool);
  }
  return pools;
}

const CheckedNode* checked_node(const Story& story, std::string_view name) {
  if (story.board_input() == nullptr) return nullptr;
  const auto& nodes = story.board_input()->nodes;
  const auto found = std::ranges::find_if(nodes, [&](const CheckedNode& node) { return node.node->name == name; });
  return found == nodes.end() ? nullptr : &*found;
}

void set_reg(BootSetup& setup, const std::string& node, const PhysRange& range) {
  const auto place = place_of(setup, node);
  if (!place) return;
  place->node->reg = property_of({{range.base().value, place->cells.address}, {range.size().value, place->cells.size}});
  place->node->size.reset();
  place->node->alloc_ranges.reset();
}

void set_alloc_ranges(BootSetup& setup, const std::string& node, const PhysRange& range) {
  const auto place = place_of(setup, node);
  if (!place) return;
  place->node->alloc_ranges =
      property_of({{range.base().value, place->cells.address}, {range.size().value, place->cells.size}});
}

void set_size(BootSetup& setup, const std::string& node, Bytes size) {
  const auto place = place_of(setup, node);
  if (place) place->node->size = property_of({{size.value, place->cells.size}});
}

void set_parameter(BootSetup& setup, std::string_view name, const std::optional<std::string>& value) {
  std::string text;
  const auto append = [&](std::string_view parameter, const std::optional<std::string>& its_value) {
    if (!text.empty()) text += ' ';
    text += parameter;
    if (its_value) text.append(1, '=').append(*its_value);
  };
  for (const Parameter& parameter : setup.command_line.parameters) {
    if (!same_parameter(parameter.name, name)) append(parameter.name, parameter.value);
  }
  if (value) append(name, value);
  setup.command_line = parse_command_line(text, setup.command_line.file);
}

void tell_default_pool(CauseDraft& cause, const Story& story) {
  const StoryPool* const pool = story.default_pool();
  if (pool == nullptr || !pool->range) return;
  cause.fact("default_cma_base", pool->range->base().value).fact("default_cma_bytes", pool->range->size());
}

void tell_driver_error(CauseDraft& cause, const Story& story) {
  for (const LogFact what : {LogFact::RegionNotAssigned, LogFact::ProbeFailed}) {
    if (const Clue* const clue = story.first(what); clue != nullptr && clue->event.number) {
      cause.fact("driver_errno", *clue->event.number);
      return;
    }
  }
}

void tell_predicted(CauseDraft& cause, const Story& story, const std::string& region,
                    const std::function<void(BootSetup&)>& change) {
  const auto after = story.predicted_after(change);
  if (!after) return;
  const std::string kernel = to_string(after->kernel);
  const auto made = std::ranges::find(after->regions, region, &PredictedRegion::name);
  if (made != after->regions.end()) {
    cause.checked(
        {"predicted for Linux {0}: {1} is made, {2} at {3:#x}", "Linux {0} 的预测：{1} 建立成功，{2}，位于 {3:#x}"},
        kernel, region, size_text(made->range.size()), made->range.base().value);
    return;
  }
  const auto refused = std::ranges::find(after->failed, region, &RefusedRegion::name);
  if (refused == after->failed.end()) return;
  cause.checked({"predicted for Linux {0}: that alone is not enough, {1}", "Linux {0} 的预测：仅此还不够，{1}"}, kernel,
                refused->message);
}

void tell_predicted(CauseDraft& cause, const Story& story, const std::string& node, const PhysRange& range) {
  tell_predicted(cause, story, node, [&](BootSetup& setup) { set_reg(setup, node, range); });
}

}  // namespace rampart

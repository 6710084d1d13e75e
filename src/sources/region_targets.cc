#include "sources/region_targets.h"

#include <algorithm>
#include <cstdint>
#include <fmt/core.h>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sources/big_endian.h"
#include "sources/dtb_walk.h"
#include "sources/node_path.h"
#include "sources/open_node.h"

namespace rampart {
namespace {

/// Reserved nodes by phandle; of two with the same one the first counts.
using NodesByPhandle = std::vector<std::pair<std::uint32_t, std::size_t>>;

NodesByPhandle reserved_by_phandle(const DeviceTree& tree) {
  NodesByPhandle nodes;
  if (!tree.reserved) return nodes;
  for (std::size_t i = 0; i < tree.reserved->nodes.size(); ++i) {
    if (const auto phandle = tree.reserved->nodes[i].phandle) nodes.emplace_back(*phandle, i);
  }
  std::ranges::sort(nodes);
  return nodes;
}

/// The phandle of a node, by either of its names.
std::optional<std::uint32_t> phandle_of(const OpenNode& node) {
  for (const PropertyName name : {PropertyName::Phandle, PropertyName::LinuxPhandle}) {
    if (const auto value = node.value(name); value && value->size() == 4) return big_endian_32(*value, 0);
  }
  return std::nullopt;
}

/// What is known of the innermost of the nodes that are open.
OtherTarget target_of(const std::vector<OpenNode>& open) {
  std::vector<std::string_view> names;
  for (const OpenNode& node : open) names.push_back(node.name());
  OtherTarget target{.path = node_path(names), .reg = {}, .counts = {}};
  if (const auto reg = open.back().value(PropertyName::Reg)) target.reg = cells_of(*reg);
  if (open.size() < 2) return target;
  const auto count = [&](PropertyName name) -> std::optional<std::uint32_t> {
    const auto value = open[open.size() - 2].value(name);
    return value && value->size() == 4 ? std::optional{big_endian_32(*value, 0)} : std::nullopt;
  };
  target.counts = {count(PropertyName::AddressCells), count(PropertyName::SizeCells)};
  return target;
}

/// Finds the nodes that have these phandles, sorted, and appends them to `targets`.
Result<std::map<std::uint32_t, std::size_t>> find_nodes(const std::vector<std::uint32_t>& wanted, std::string_view blob,
                                                        const DeviceTree& tree, std::vector<OtherTarget>& targets) {
  auto walk = DtbWalk::open(blob, tree.file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  std::map<std::uint32_t, std::size_t> found;
  std::vector<OpenNode> open;
  std::size_t path_bytes = 0;
  for (auto tag = walk->next(); tag != DtbWalk::Tag::Finish && tag != DtbWalk::Tag::Broken; tag = walk->next()) {
    if (tag == DtbWalk::Tag::Begin) open.emplace_back().begin(walk->text(), OpenNode::Role::Other);
    const bool is_known = walk->property() != PropertyName::Unresolved && walk->property() != PropertyName::Other;
    if (tag == DtbWalk::Tag::Property && is_known) open.back().keep(walk->property(), walk->text());
    if (tag != DtbWalk::Tag::End) continue;
    const auto phandle = phandle_of(open.back());
    if (phandle && std::ranges::binary_search(wanted, *phandle) && found.try_emplace(*phandle, targets.size()).second) {
      targets.push_back(target_of(open));
      path_bytes += targets.back().path.size();
      if (path_bytes > max_path_bytes) return std::unexpected(too_many_paths(tree.file));
    }
    open.pop_back();
  }
  return found;
}

}  // namespace

Error too_many_paths(std::string_view file) {
  return {Errc::TooLarge,
          {std::string{file}, 0, 0},
          fmt::format("the nodes that concern memory have paths of more than {} bytes together", max_path_bytes)};
}

Result<void> resolve_targets(DeviceTree& tree, std::string_view blob) {
  if (tree.references.empty()) return {};
  const NodesByPhandle reserved = reserved_by_phandle(tree);
  std::vector<std::uint32_t> elsewhere;
  for (MemoryReference& reference : tree.references) {
    for (RegionTarget& target : reference.targets) {
      const auto node = std::ranges::lower_bound(reserved, std::pair{target.phandle, std::size_t{0}});
      if (node != reserved.end() && node->first == target.phandle) {
        target.node = node->second;
      } else {
        elsewhere.push_back(target.phandle);
      }
    }
  }
  if (elsewhere.empty()) return {};
  std::ranges::sort(elsewhere);
  const auto found = find_nodes(elsewhere, blob, tree, tree.other_targets);
  if (!found) return std::unexpected(found.error());
  for (MemoryReference& reference : tree.references) {
    for (RegionTarget& target : reference.targets) {
      const auto other = target.node ? found->end() : found->find(target.phandle);
      if (other != found->end()) target.other = other->second;
    }
  }
  return {};
}

}  // namespace rampart

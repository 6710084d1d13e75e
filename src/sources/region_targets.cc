#include "sources/region_targets.h"

#include <algorithm>
#include <cstdint>
#include <fmt/core.h>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sources/big_endian.h"
#include "sources/dtb_walk.h"
#include "sources/node_path.h"

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

/// Finds the nodes that have these phandles, sorted, and appends their paths to `paths`.
Result<std::map<std::uint32_t, std::size_t>> find_nodes(const std::vector<std::uint32_t>& wanted, std::string_view blob,
                                                        const DeviceTree& tree, std::vector<std::string>& paths) {
  auto walk = DtbWalk::open(blob, tree.file);
  if (!walk) return std::unexpected(std::move(walk.error()));
  std::map<std::uint32_t, std::size_t> found;
  std::vector<std::string_view> names;
  std::size_t path_bytes = 0;
  for (auto tag = walk->next(); tag != DtbWalk::Tag::Finish && tag != DtbWalk::Tag::Broken; tag = walk->next()) {
    if (tag == DtbWalk::Tag::Begin) names.push_back(walk->text());
    if (tag == DtbWalk::Tag::End) names.pop_back();
    const bool is_phandle =
        tag == DtbWalk::Tag::Property && walk->text().size() == 4 &&
        (walk->property() == PropertyName::Phandle || walk->property() == PropertyName::LinuxPhandle);
    if (!is_phandle) continue;
    const std::uint32_t phandle = big_endian_32(walk->text(), 0);
    if (!std::ranges::binary_search(wanted, phandle) || !found.try_emplace(phandle, paths.size()).second) continue;
    paths.push_back(node_path(names));
    path_bytes += paths.back().size();
    if (path_bytes > max_path_bytes) return std::unexpected(too_many_paths(tree.file));
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

#include "analyses/placement/conflict_graph.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

namespace rampart {
namespace {

using SectionLists = std::vector<std::vector<std::uint32_t>>;

struct LifeEvent {
  std::uint64_t time;
  bool is_start;  ///< Ends come first: spans are half open.
  BlockIndex block;
  friend auto operator<=>(const LifeEvent&, const LifeEvent&) = default;
};

/// The moments with as many alive as can be: those between a start and the next end.
SectionLists fullest_moments(const std::vector<Block>& blocks) {
  std::vector<LifeEvent> events;
  for (BlockIndex i = 0; i < blocks.size(); ++i) {
    if (blocks[i].lower >= blocks[i].upper) continue;
    events.push_back({blocks[i].lower, true, i});
    events.push_back({blocks[i].upper, false, i});
  }
  std::ranges::sort(events);
  SectionLists moments;
  std::vector<std::uint32_t> alive;
  bool has_grown = false;
  for (const LifeEvent& event : events) {
    const auto place = std::ranges::lower_bound(alive, event.block);
    if (event.is_start) {
      alive.insert(place, event.block);
      has_grown = true;
      continue;
    }
    if (has_grown) moments.push_back(alive);
    has_grown = false;
    alive.erase(place);
  }
  return moments;
}

SectionLists transposed_lists(const SectionLists& lists, std::size_t count) {
  SectionLists result(count);
  for (std::uint32_t i = 0; i < lists.size(); ++i) {
    for (const std::uint32_t value : lists[i]) result[value].push_back(i);
  }
  return result;
}

/// Adds the sets that no section contains yet.
void add_given_sets(const PlacementProblem& problem, SectionLists& sections) {
  SectionLists sets;
  for (const auto& given : problem.alive_together) {
    std::vector<std::uint32_t> set(given.begin(), given.end());
    std::ranges::sort(set);
    set.erase(std::ranges::unique(set).begin(), set.end());
    if (!set.empty()) sets.push_back(std::move(set));
  }
  // The largest first: what comes later can only be part of what is there.
  std::ranges::stable_sort(sets, std::ranges::greater{}, [](const auto& set) { return set.size(); });
  for (auto& set : sets) {
    const bool is_known =
        std::ranges::any_of(sections, [&](const auto& section) { return std::ranges::includes(section, set); });
    if (!is_known) sections.push_back(std::move(set));
  }
}

/// The least block that each block is connected with, by sections.
std::vector<BlockIndex> connected_components(const SectionLists& sections, std::size_t count) {
  std::vector<BlockIndex> parent(count);
  std::iota(parent.begin(), parent.end(), BlockIndex{0});
  const auto root = [&](BlockIndex block) {
    while (parent[block] != block) block = parent[block] = parent[parent[block]];
    return block;
  };
  for (const auto& section : sections) {
    for (const BlockIndex block : section) {
      const BlockIndex first = root(section.front());
      const BlockIndex second = root(block);
      parent[std::max(first, second)] = std::min(first, second);
    }
  }
  for (BlockIndex i = 0; i < count; ++i) parent[i] = root(i);
  return parent;
}

/// Those of each section that the section before it has not.
SectionLists newcomers(const SectionLists& sections) {
  SectionLists result(sections.size());
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (i == 0) {
      result[i] = sections[i];
    } else {
      std::ranges::set_difference(sections[i], sections[i - 1], std::back_inserter(result[i]));
    }
  }
  return result;
}

SectionLists neighbours_of(const SectionLists& sections, const SectionLists& blocks_to_sections) {
  const SectionLists fresh = newcomers(sections);
  SectionLists neighbours(blocks_to_sections.size());
  std::vector<bool> is_seen(blocks_to_sections.size());
  for (BlockIndex i = 0; i < blocks_to_sections.size(); ++i) {
    auto& mine = neighbours[i];
    is_seen[i] = true;
    // Along a run of sections only newcomers are new, which keeps long lives cheap.
    std::optional<SectionIndex> before;
    for (const SectionIndex section : blocks_to_sections[i]) {
      for (const BlockIndex other : before && *before + 1 == section ? fresh[section] : sections[section]) {
        if (is_seen[other]) continue;
        is_seen[other] = true;
        mine.push_back(other);
      }
      before = section;
    }
    is_seen[i] = false;
    for (const BlockIndex other : mine) is_seen[other] = false;
    std::ranges::sort(mine);
  }
  return neighbours;
}

bool has_no_gaps(const SectionLists& blocks_to_sections) {
  return std::ranges::all_of(blocks_to_sections, [](const auto& list) {
    return list.empty() || list.back() - list.front() + 1 == list.size();
  });
}

/// One part: `names` are the blocks of it, ascending; `sections` are in indices of the problem.
ConflictGraph graph_of(const PlacementProblem& problem, std::vector<std::size_t> names, SectionLists sections,
                       std::uint64_t unit) {
  ConflictGraph graph;
  for (auto& section : sections) {
    for (std::uint32_t& block : section) {
      block = static_cast<std::uint32_t>(std::ranges::lower_bound(names, std::size_t{block}) - names.begin());
    }
  }
  for (const std::size_t name : names) {
    const Block& block = problem.blocks[name];
    graph.sizes.push_back(block.size / unit);
    graph.alignments.push_back(std::max<std::uint64_t>(block.alignment / unit, 1));
    graph.fixed.push_back(block.fixed_offset ? std::optional{*block.fixed_offset / unit} : std::nullopt);
    graph.is_plain = graph.is_plain && !block.fixed_offset && graph.alignments.back() == 1;
  }
  const SectionLists of_blocks = transposed_lists(sections, names.size());
  graph.is_in_time = has_no_gaps(of_blocks);
  graph.neighbours = IndexLists{neighbours_of(sections, of_blocks)};
  graph.sections_of = IndexLists{of_blocks};
  graph.blocks_in = IndexLists{sections};
  graph.names = std::move(names);
  return graph;
}

}  // namespace

IndexLists::IndexLists(const std::vector<std::vector<std::uint32_t>>& lists) {
  begins_.push_back(0);
  for (const auto& list : lists) {
    values_.insert(values_.end(), list.begin(), list.end());
    begins_.push_back(values_.size());
  }
}

std::vector<std::vector<std::uint32_t>> sections_of(const PlacementProblem& problem) {
  SectionLists sections = fullest_moments(problem.blocks);
  add_given_sets(problem, sections);
  // What is alive with nobody still is a section, so that its size counts.
  std::vector<bool> is_in_some(problem.blocks.size());
  for (const auto& section : sections) {
    for (const BlockIndex block : section) is_in_some[block] = true;
  }
  for (BlockIndex i = 0; i < problem.blocks.size(); ++i) {
    if (!is_in_some[i]) sections.push_back({i});
  }
  return sections;
}

std::vector<ConflictGraph> conflict_graphs(const PlacementProblem& problem, std::uint64_t unit) {
  const SectionLists sections = sections_of(problem);
  const auto component = connected_components(sections, problem.blocks.size());
  std::vector<std::vector<std::size_t>> names(problem.blocks.size());
  std::vector<SectionLists> parts(problem.blocks.size());
  for (BlockIndex i = 0; i < component.size(); ++i) names[component[i]].push_back(i);
  for (const auto& section : sections) parts[component[section.front()]].push_back(section);
  std::vector<ConflictGraph> graphs;
  for (BlockIndex i = 0; i < component.size(); ++i) {
    if (!names[i].empty()) graphs.push_back(graph_of(problem, std::move(names[i]), std::move(parts[i]), unit));
  }
  return graphs;
}

std::uint64_t common_unit(const PlacementProblem& problem) {
  std::uint64_t unit = 0;
  for (const Block& block : problem.blocks) {
    unit = std::gcd(unit, block.size);
    // An alignment of 1 asks for nothing, and what is packed without gaps lies on multiples of the unit anyway.
    if (block.alignment > 1) unit = std::gcd(unit, block.alignment);
    unit = std::gcd(unit, block.fixed_offset.value_or(0));
  }
  return std::max<std::uint64_t>(unit, 1);
}

}  // namespace rampart

#include "analyses/placement/placement.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "analyses/placement/conflict_graph.h"
#include "analyses/placement/greedy_placement.h"
#include "analyses/placement/placement_bound.h"
#include "analyses/placement/search_budget.h"
#include "analyses/placement/skyline_search.h"

namespace rampart {
namespace {

constexpr std::uint64_t steps_of_first_try = 4'000;

/// What is known of one part.
struct PartState {
  ConflictGraph graph;
  PartPlacement best{};
  std::uint64_t bound = 0;
  std::uint64_t tries = 0;
  std::unique_ptr<SkylineSearch> search{};  ///< For the goal; kept, because it learns.
};

class PlacementRun {
 public:
  PlacementRun(const PlacementProblem& problem, const PlacementLimits& limits);
  PlacementAnswer run();

 private:
  std::uint64_t height() const;
  std::uint64_t goal() const;
  bool is_hopeless() const;
  PlacementAnswer answer() const;
  void tell() const;
  void improve(PartState& part);
  SearchEnd attempt(PartState& part, SkylineSearch& search, std::uint64_t steps);

  const PlacementProblem& problem_;
  const PlacementLimits& limits_;
  SearchBudget budget_;
  std::uint64_t unit_;
  std::uint64_t wanted_;  ///< A height that is good enough, in units.
  std::vector<PartState> parts_;
  PlacementAnswer frame_;  ///< What does not change: the peak.
};

void keep_lower(PartPlacement& best, PartPlacement&& other) {
  if (best.offsets.empty() || other.height < best.height) best = std::move(other);
}

PartPlacement best_simple_placement(const ConflictGraph& graph, const PlacementProblem& problem) {
  GreedyPlacer placer{graph};
  PartPlacement best;
  keep_lower(best, placer.place(time_order(graph, problem)));
  keep_lower(best, placer.place(size_order(graph)));
  keep_lower(best, placer.place(area_order(graph)));
  return best;
}

PlacementRun::PlacementRun(const PlacementProblem& problem, const PlacementLimits& limits)
    : problem_{problem}, limits_{limits}, budget_{limits}, unit_{common_unit(problem)} {
  wanted_ = problem.capacity.value_or(0) / unit_;
  for (ConflictGraph& graph : conflict_graphs(problem, unit_)) {
    PartState part;
    part.graph = std::move(graph);
    part.best = best_simple_placement(part.graph, problem);
    part.bound = section_bound(part.graph);
    parts_.push_back(std::move(part));
  }
  PeakLoad peak = peak_load(problem);
  frame_.peak_load = peak.load;
  frame_.peak_blocks = std::move(peak.blocks);
}

std::uint64_t PlacementRun::height() const {
  std::uint64_t height = 0;
  for (const PartState& part : parts_) height = std::max(height, part.best.height);
  return height;
}

/// Nothing below it is of use: it cannot be, or nobody asked for it.
std::uint64_t PlacementRun::goal() const {
  std::uint64_t goal = wanted_;
  for (const PartState& part : parts_) goal = std::max(goal, part.bound);
  return goal;
}

bool PlacementRun::is_hopeless() const { return problem_.capacity && goal() > wanted_; }

PlacementAnswer PlacementRun::answer() const {
  PlacementAnswer answer = frame_;
  answer.offsets.resize(problem_.blocks.size());
  for (const PartState& part : parts_) {
    answer.lower_bound = std::max(answer.lower_bound, part.bound * unit_);
    for (BlockIndex i = 0; i < part.graph.count(); ++i) {
      const std::uint64_t offset = part.best.offsets[i] * unit_;
      answer.offsets[part.graph.names[i]] = offset;
      answer.height = std::max(answer.height, offset + problem_.blocks[part.graph.names[i]].size);
    }
  }
  answer.steps = budget_.steps();
  return answer;
}

void PlacementRun::tell() const {
  if (limits_.on_better) limits_.on_better(answer());
}

/// Searches below `target`, and keeps what is learnt either way.
SearchEnd PlacementRun::attempt(PartState& part, SkylineSearch& search, std::uint64_t steps) {
  const SearchEnd end = search.run(steps, budget_);
  if (end == SearchEnd::Impossible) part.bound = std::max(part.bound, search.target() + 1);
  if (end != SearchEnd::Found) return end;
  const std::uint64_t before = height();
  part.best = search.placement();
  let_fall(part.graph, part.best);
  if (height() < before) tell();
  return end;
}

/// One round: the goal itself, and where that is not found, heights half-way to what there is, each a little higher.
void PlacementRun::improve(PartState& part) {
  const std::uint64_t steps = steps_of_first_try << std::min<std::uint64_t>(part.tries++, 40);
  std::uint64_t failed = goal();
  if (!part.search || part.search->target() != failed) {
    part.search = std::make_unique<SkylineSearch>(part.graph, failed, part.tries);
  }
  if (attempt(part, *part.search, steps) != SearchEnd::GaveUp) return;
  while (!budget_.is_spent() && part.best.height > failed + 1) {
    const std::uint64_t target = failed + (part.best.height - failed) / 2;
    SkylineSearch search{part.graph, target, part.tries};
    if (attempt(part, search, steps / 4) != SearchEnd::Found) failed = target;
  }
}

PlacementAnswer PlacementRun::run() {
  tell();
  while (!budget_.is_spent() && !is_hopeless()) {
    const auto worst = std::ranges::max_element(parts_, {}, [](const PartState& part) { return part.best.height; });
    if (worst == parts_.end() || worst->best.height <= goal()) break;
    improve(*worst);
  }
  return answer();
}

}  // namespace

PlacementAnswer place(const PlacementProblem& problem, const PlacementLimits& limits) {
  return PlacementRun{problem, limits}.run();
}

}  // namespace rampart

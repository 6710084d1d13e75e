#include "analyses/plan/clique_bound.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace rampart {
namespace {

class HeaviestClique {
 public:
  HeaviestClique(const CliqueProblem& problem, std::uint64_t steps) : problem_{problem}, steps_{steps} {}

  std::uint64_t find() {
    std::vector<std::size_t> open(problem_.sizes.size());
    for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
    std::ranges::sort(open, [&](std::size_t a, std::size_t b) {
      return std::pair{problem_.sizes[b], a} < std::pair{problem_.sizes[a], b};
    });
    grow(open, 0);
    return best_;
  }

 private:
  std::uint64_t sum_of(const std::vector<std::size_t>& members) const {
    std::uint64_t sum = 0;
    for (const std::size_t member : members) sum += problem_.sizes[member];
    return sum;
  }

  void grow(const std::vector<std::size_t>& open, std::uint64_t weight) {
    best_ = std::max(best_, weight);
    std::uint64_t rest = sum_of(open);
    for (std::size_t i = 0; i < open.size() && weight + rest > best_; ++i) {
      if (steps_ == 0) return;
      --steps_;
      std::vector<std::size_t> next;
      for (std::size_t j = i + 1; j < open.size(); ++j) {
        if (problem_.together[open[i]][open[j]]) next.push_back(open[j]);
      }
      grow(next, weight + problem_.sizes[open[i]]);
      rest -= problem_.sizes[open[i]];
    }
  }

  const CliqueProblem& problem_;
  std::uint64_t steps_;
  std::uint64_t best_ = 0;
};

}  // namespace

std::uint64_t clique_bound(const CliqueProblem& problem, std::uint64_t steps) {
  return HeaviestClique{problem, steps}.find();
}

}  // namespace rampart

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "analyses/placement/placement.h"
#include "analyses/placement/search_budget.h"

namespace rampart {

/// How a rectangle of time and addresses is cut into blocks.
struct HardInstanceKind {
  std::size_t count = 200;        ///< Blocks, more or less.
  unsigned pinwheel_percent = 0;  ///< Cuts into five around a middle; the others are straight through.
  unsigned time_percent = 50;     ///< Straight cuts in time, which make short lives; the others make small sizes.
  unsigned smaller_percent = 0;   ///< Blocks that are made smaller, by up to an eighth.
  unsigned dropped_percent = 0;   ///< Blocks that are left out.
};

/// Problems that are full to the brim, for tests and measurements: a placement of height `hard_instance_height` is
/// known, and where nothing was made smaller or left out it has no gap at all.
constexpr std::uint64_t hard_instance_height = 1'024;

class HardInstance {
 public:
  HardInstance(const HardInstanceKind& kind, std::uint64_t seed) : kind_{kind}, dice_{seed} {}

  PlacementProblem make() {
    std::vector<Cut> cuts{{0, 1'024, 0, hard_instance_height}};
    for (std::size_t tries = 0; cuts.size() < kind_.count && tries < 50 * kind_.count; ++tries) cut_one(cuts);
    PlacementProblem problem{.blocks = {}, .capacity = hard_instance_height, .alive_together = {}};
    for (const Cut& cut : cuts) {
      if (dice_.below(100) < kind_.dropped_percent) continue;
      std::uint64_t size = cut.top - cut.bottom;
      if (dice_.below(100) < kind_.smaller_percent) size -= dice_.below(size / 8 + 1);
      problem.blocks.push_back({.size = size, .lower = cut.lower, .upper = cut.upper, .fixed_offset = {}});
    }
    for (std::size_t i = problem.blocks.size(); i > 1; --i) {
      std::swap(problem.blocks[i - 1], problem.blocks[dice_.below(i)]);
    }
    return problem;
  }

 private:
  struct Cut {
    std::uint64_t lower, upper, bottom, top;
    std::uint64_t area() const { return (upper - lower) * (top - bottom); }
  };

  void cut_one(std::vector<Cut>& cuts) {
    // One of the larger ones, so that sizes stay within some orders of magnitude.
    std::size_t chosen = dice_.below(cuts.size());
    for (int i = 0; i < 3; ++i) {
      const std::size_t other = dice_.below(cuts.size());
      if (cuts[other].area() > cuts[chosen].area()) chosen = other;
    }
    const Cut cut = cuts[chosen];
    const std::uint64_t width = cut.upper - cut.lower;
    const std::uint64_t height = cut.top - cut.bottom;
    if (dice_.below(100) < kind_.pinwheel_percent && width >= 6 && height >= 6) {
      const auto [x1, x2] = two_within(cut.lower, cut.upper);
      const auto [y1, y2] = two_within(cut.bottom, cut.top);
      cuts[chosen] = {cut.lower, x2, cut.bottom, y1};
      cuts.push_back({x2, cut.upper, cut.bottom, y2});
      cuts.push_back({x1, cut.upper, y2, cut.top});
      cuts.push_back({cut.lower, x1, y1, cut.top});
      cuts.push_back({x1, x2, y1, y2});
    } else if (dice_.below(100) < kind_.time_percent) {
      if (width < 4) return;
      const std::uint64_t x = cut.lower + 1 + dice_.below(width - 1);
      cuts[chosen].upper = x;
      cuts.push_back({x, cut.upper, cut.bottom, cut.top});
    } else {
      if (height < 4) return;
      const std::uint64_t y = cut.bottom + 1 + dice_.below(height - 1);
      cuts[chosen].top = y;
      cuts.push_back({cut.lower, cut.upper, y, cut.top});
    }
  }

  std::pair<std::uint64_t, std::uint64_t> two_within(std::uint64_t begin, std::uint64_t end) {
    const std::uint64_t first = begin + 1 + dice_.below(end - begin - 2);
    return {first, first + 1 + dice_.below(end - first - 1)};
  }

  HardInstanceKind kind_;
  SearchDice dice_;
};

}  // namespace rampart

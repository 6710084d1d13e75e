#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analyses/placement/placement.h"
#include "render/map_table.h"

namespace rampart {

/// A bare instance of static placement and what was found for it.
struct PlacementView {
  std::string file;
  std::vector<std::string> ids;  ///< Of the blocks.
  const PlacementProblem& problem;
  const PlacementAnswer& answer;
  std::uint64_t first_fit_height{};  ///< First fit in the order of time.
  std::uint64_t largest_first_height{};

  bool fits() const { return !problem.capacity || answer.height <= *problem.capacity; }
  bool cannot_fit() const { return problem.capacity && answer.lower_bound > *problem.capacity; }
};

/// The height, the bound and what is between them, whether it fits, and the simple allocators beside it; what makes the
/// peak if it cannot fit.
std::string placement_text(const PlacementView& view, const TableStyle& style);
/// Schema rampart.plan-csv/1.
std::string placement_json(const PlacementView& view);

}  // namespace rampart

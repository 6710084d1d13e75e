#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "analyses/placement/placement.h"
#include "render/map_table.h"

namespace rampart {

/// A bare instance and what was found for it.
struct PlacementView {
  std::string file;
  const PlacementProblem& problem;
  const PlacementAnswer& answer;
  std::uint64_t first_fit_height{};  ///< First fit in the order of time.
  std::uint64_t largest_first_height{};
  double seconds{};  ///< The search took so long; not in the JSON, which is the same every time.
};

/// Height, bound, gap, and the two simple allocators beside it.
std::string placement_text(const PlacementView& view, const TableStyle& style);
/// Schema rampart.plan-csv/1.
std::string placement_json(const PlacementView& view);

}  // namespace rampart

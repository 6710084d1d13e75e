#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <rampart/model/range_set.h>

#include "analyses/check/check_input.h"
#include "analyses/predict/prediction.h"

namespace rampart {

/// Where an allocation may lie: [low, end).
struct Window {
  std::uint64_t low = 0;
  std::uint64_t end = UINT64_MAX;  ///< One past the last byte.
};

/// The windows that `alloc-ranges` open to a node, or one for all memory if it has none. A range that passes the last
/// address wraps, as in the kernel, and is left out; one that ends right there, or at 0, is no limit.
std::vector<Window> windows_of(const CheckInput& input, const CheckedNode& node);

/// The longest run of addresses inside a window.
Bytes longest_in(const RangeSet& memory, Window window);

/// RAM after `mem=`.
RangeSet ram_of(const CheckInput& input);

/// RAM that neither a region of the prediction nor anything that was loaded has. What a kernel takes for itself is not
/// counted.
RangeSet free_after(const CheckInput& input, const Prediction& prediction);

/// Where a node that the kernel places will lie; nothing if it gets no place.
std::optional<PhysRange> place_of(const Prediction& prediction, const CheckedNode& node);

/// Why a region will not be made; null if it will.
const RefusedRegion* refusal_of(const Prediction& prediction, const CheckedNode& node);

}  // namespace rampart

#pragma once

#include <cstdint>
#include <map>
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

/// Where low memory ends for a kernel of 32-bit arm: with the usual split and 240 MiB for vmalloc 768 MiB above the
/// start of RAM. Nothing where there is no RAM.
std::optional<std::uint64_t> low_memory_end(const CheckInput& input);

/// RAM that neither a region of the prediction nor anything that was loaded has. What a kernel takes for itself is not
/// counted.
RangeSet free_after(const CheckInput& input, const Prediction& prediction);

/// Where the nodes lie that the kernel places, by their paths.
std::map<std::string_view, PhysRange> dynamic_places(const Prediction& prediction);

/// Why nodes will not be made, by their paths.
std::map<std::string_view, const RefusedRegion*> refusals(const Prediction& prediction);

}  // namespace rampart

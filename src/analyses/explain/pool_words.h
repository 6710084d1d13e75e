#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/model/phys_range.h>

#include "analyses/explain/cause_rule.h"

namespace rampart {

/// A reusable shared-dma-pool of the board.
struct TreePool {
  const ReservedNode* node;
  std::optional<PhysRange> range;  ///< Of its `reg`; nothing if the kernel chooses the place.
  std::optional<Bytes> size;       ///< As asked for.
};

/// The CMA pools that the board declares; none without a board.
std::vector<TreePool> tree_pools(const Story& story);

/// A node of the board's /reserved-memory with its numbers, by its name; null without one that is enabled.
const CheckedNode* checked_node(const Story& story, std::string_view name);

/// Gives a node of the board's /reserved-memory this `reg`, in place of what said where it goes.
void set_reg(BootSetup& setup, const std::string& node, const PhysRange& range);
/// Lets the kernel place a node of the board's /reserved-memory inside this range, and nowhere else.
void set_alloc_ranges(BootSetup& setup, const std::string& node, const PhysRange& range);
/// Sets the `size` of a node whose place the kernel chooses.
void set_size(BootSetup& setup, const std::string& node, Bytes size);
/// Sets a parameter of the command line, or takes it away.
void set_parameter(BootSetup& setup, std::string_view name, const std::optional<std::string>& value);

/// Facts `default_cma_base` and `default_cma_bytes` of the pool that the kernel made.
void tell_default_pool(CauseDraft& cause, const Story& story);
/// Fact `driver_errno` of the driver that got no region.
void tell_driver_error(CauseDraft& cause, const Story& story);
/// What the prediction makes of a node of the board once its `reg` is this range.
void tell_predicted(CauseDraft& cause, const Story& story, const std::string& node, const PhysRange& range);
/// The same after any change.
void tell_predicted(CauseDraft& cause, const Story& story, const std::string& region,
                    const std::function<void(BootSetup&)>& change);

}  // namespace rampart

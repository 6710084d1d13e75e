#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/reserve/reserve_layout.h"
#include "analyses/reserve/reserve_plan.h"

namespace rampart {

/// A plan in the making, and what all kinds of change need for it.
class ReserveDraft {
 public:
  ReserveDraft(const CheckInput& input, const ReserveRequest& request, const ReserveFacts& facts);

  const CheckInput& input() const { return input_; }
  const DeviceTree& tree() const { return input_.tree; }
  const ReserveRequest& request() const { return request_; }
  const ReserveFacts& facts() const { return facts_; }
  const ReserveLayout& layout() const { return layout_; }
  ReservePlan& plan() { return plan_; }

  /// The node that a person names; null if there is none. Malformed if several have that name.
  Result<const ReservedNode*> find_node(const std::string& name) const;
  std::size_t index_of(const ReservedNode& node) const;

  /// An error about the request itself.
  std::unexpected<Error> refuse(Errc code, std::string what) const;
  /// An error about a node.
  std::unexpected<Error> refuse_at(const ReservedNode& node, Errc code, std::string what) const;

  /// `reg` for a range. OutOfRange if the cells of /reserved-memory cannot hold it.
  Result<TreeAssignment> reg(const PhysRange& range) const;
  /// A size, or with `is_address` what is written with as many cells as an address.
  Result<TreeAssignment> number(std::string name, std::uint64_t value, bool is_address) const;
  Result<TreeAssignment> alloc_ranges(const std::vector<PhysRange>& ranges) const;

  /// OutOfRange, with the nearest places, if a place is off its boundary, taken, or not RAM.
  Result<void> check_place(const PhysRange& range, bool is_cma_pool, std::optional<std::size_t> except) const;
  /// OutOfRange if a pool's size is no multiple of the granule.
  Result<void> check_pool_size(Bytes size) const;
  /// Unsupported, unless forced, if firmware holds the node; a forced change becomes a note. `verb`: `moved`.
  Result<void> check_firmware(const ReservedNode& node, std::string_view verb);

  /// Puts a node elsewhere: its `reg`, and its name with it. Returns its new path.
  Result<std::string> put(const ReservedNode& node, const PhysRange& from, const PhysRange& to, std::string reason);

 private:
  CellWidths cell_widths() const;
  Result<void> append_number(std::vector<TreeCell>& cells, std::uint64_t value, std::uint32_t count,
                             std::string_view which) const;

  const CheckInput& input_;
  const ReserveRequest& request_;
  const ReserveFacts& facts_;
  ReserveLayout layout_;
  ReservePlan plan_;
};

/// The kinds of change, each in a file of its own.
Result<void> plan_add(ReserveDraft& draft);
Result<void> plan_resize(ReserveDraft& draft);
Result<void> plan_move(ReserveDraft& draft);
Result<void> plan_remove(ReserveDraft& draft);

/// `linux,cma` without its unit address.
std::string_view stem_of(std::string_view name);
/// With the unit address of a place; as it is if it had none.
std::string renamed_for(std::string_view name, PhysAddr base);
/// Whether a person means the default pool by this name.
bool means_default_pool(std::string_view name);

}  // namespace rampart

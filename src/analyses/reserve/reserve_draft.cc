#include "analyses/reserve/reserve_draft.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

/// `16 MiB`, and in hexadecimal where that does not say it all.
std::string exact_size(Bytes size) {
  const std::string text = size_text(size);
  return text.find('.') == std::string::npos ? text : fmt::format("{:#x}", size.value);
}

}  // namespace

std::string_view stem_of(std::string_view name) { return name.substr(0, name.find('@')); }

std::string renamed_for(std::string_view name, PhysAddr base) {
  if (name.find('@') == std::string_view::npos) return std::string{name};
  return fmt::format("{}@{:x}", stem_of(name), base.value);
}

bool means_default_pool(std::string_view name) { return name == "linux,cma" || name == "cma" || name == "default"; }

ReserveDraft::ReserveDraft(const CheckInput& input, const ReserveRequest& request, const ReserveFacts& facts)
    : input_{input}, request_{request}, facts_{facts}, layout_{input_, facts_}, plan_{} {}

Result<const ReservedNode*> ReserveDraft::find_node(const std::string& name) const {
  if (!tree().reserved) return nullptr;
  const std::vector<ReservedNode>& nodes = tree().reserved->nodes;
  const std::string_view bare = name.starts_with('&') ? std::string_view{name}.substr(1) : std::string_view{name};
  for (const ReservedNode& node : nodes) {
    if (node.path == name || node.name == name || (!node.label.empty() && node.label == bare)) return &node;
  }
  const ReservedNode* found = nullptr;
  for (const ReservedNode& node : nodes) {
    if (stem_of(node.name) != name) continue;
    if (found != nullptr) {
      return refuse(Errc::Malformed,
                    fmt::format("{} may be {} or {} (expected one of them)", name, found->name, node.name));
    }
    found = &node;
  }
  return found;
}

std::size_t ReserveDraft::index_of(const ReservedNode& node) const {
  return static_cast<std::size_t>(&node - tree().reserved->nodes.data());
}

std::unexpected<Error> ReserveDraft::refuse(Errc code, std::string what) const {
  return std::unexpected(Error{code, {tree().file, 0, 0}, std::move(what)});
}

std::unexpected<Error> ReserveDraft::refuse_at(const ReservedNode& node, Errc code, std::string what) const {
  return std::unexpected(Error{code, position_of(tree(), node.path), std::move(what)});
}

CellWidths ReserveDraft::cell_widths() const {
  if (input_.widths) return *input_.widths;
  return widths(tree().counts).value_or(CellWidths{});
}

Result<void> ReserveDraft::append_number(std::vector<TreeCell>& cells, std::uint64_t value, std::uint32_t count,
                                         std::string_view which) const {
  const bool fits = count >= 2 || (count == 1 && value <= UINT32_MAX) || value == 0;
  if (!fits) {
    return refuse(Errc::OutOfRange,
                  fmt::format("{:#x} does not fit {} = <{}> of /reserved-memory (expected less)", value, which, count));
  }
  for (std::uint32_t i = count; i-- > 0;) {
    cells.emplace_back(i > 1 ? 0U : static_cast<std::uint32_t>(value >> (32 * i)));
  }
  return {};
}

Result<TreeAssignment> ReserveDraft::reg(const PhysRange& range) const {
  auto assignment = alloc_ranges({range});
  if (assignment) assignment->name = "reg";
  return assignment;
}

Result<TreeAssignment> ReserveDraft::number(std::string name, std::uint64_t value, bool is_address) const {
  std::vector<TreeCell> cells;
  const CellWidths counts = cell_widths();
  const auto done = append_number(cells, value, is_address ? counts.address : counts.size,
                                  is_address ? "#address-cells" : "#size-cells");
  if (!done) return std::unexpected(done.error());
  return TreeAssignment{std::move(name), std::move(cells)};
}

Result<TreeAssignment> ReserveDraft::alloc_ranges(const std::vector<PhysRange>& ranges) const {
  std::vector<TreeCell> cells;
  const CellWidths counts = cell_widths();
  for (const PhysRange& range : ranges) {
    auto done = append_number(cells, range.base().value, counts.address, "#address-cells");
    // Four GiB in a single cell: the last page of them is worth less than the range.
    const bool is_just_too_much = counts.size == 1 && range.size() == gib(4);
    const std::uint64_t size = is_just_too_much ? UINT32_MAX & ~std::uint64_t{0xfff} : range.size().value;
    if (done) done = append_number(cells, size, counts.size, "#size-cells");
    if (!done) return std::unexpected(done.error());
  }
  return TreeAssignment{"alloc-ranges", std::move(cells)};
}

Result<void> ReserveDraft::check_place(const PhysRange& range, bool is_cma_pool,
                                       std::optional<std::size_t> except) const {
  const Bytes wanted = request_.force ? input_.page_size : layout_.boundary(is_cma_pool);
  const std::string_view reason = is_cma_pool      ? "the granule of CMA areas"
                                  : request_.force ? "the page size"
                                                   : "the boundary of carve-outs";
  if (range.base().value % wanted.value != 0) {
    const std::uint64_t below = range.base().value - range.base().value % wanted.value;
    return refuse(
        Errc::OutOfRange,
        fmt::format("{:#x} is no multiple of {}, {} (expected {:#x} or {:#x}{})", range.base().value, size_text(wanted),
                    reason, below, below + wanted.value, is_cma_pool || request_.force ? "" : ", or --force"));
  }
  if (range.size().value % wanted.value != 0) {
    const auto above = rounded_up(range.size().value, wanted);
    return refuse(Errc::OutOfRange, fmt::format("a size of {:#x} is no multiple of {}, {} (expected {:#x}{})",
                                                range.size().value, size_text(wanted), reason, above.value_or(0),
                                                is_cma_pool || request_.force ? "" : ", or --force"));
  }
  const PlacedRegion* const obstacle = layout_.in_the_way(range, except);
  const bool is_off = layout_.leaves_ram(range) && !request_.force;
  if (obstacle == nullptr && !is_off) return {};
  const auto free = layout_.free_place(range.size(), wanted, range.base(), except);
  const std::string advice = free ? fmt::format("a free place such as {}", address_text(*free)) : "less";
  if (obstacle == nullptr) {
    return refuse(Errc::OutOfRange, fmt::format("{} is not all in RAM (expected {})", range_text(range), advice));
  }
  return refuse(Errc::OutOfRange, fmt::format("{} overlaps {} at {} (expected {})", range_text(range), obstacle->name,
                                              range_text(obstacle->range), advice));
}

Result<void> ReserveDraft::check_pool_size(Bytes size) const {
  const Bytes granule = input_.granule;
  if (size.value != 0 && size.value % granule.value == 0) return {};
  return refuse(Errc::OutOfRange,
                fmt::format("{} is no multiple of {}, the granule of CMA areas of {} (expected {:#x})",
                            exact_size(size), size_text(granule), kernel_name(input_),
                            rounded_up(std::max<std::uint64_t>(size.value, 1), granule).value_or(granule.value)));
}

Result<void> ReserveDraft::check_firmware(const ReservedNode& node, std::string_view verb) {
  const FirmwareRegion firmware = layout_.firmware_of(node);
  if (firmware.hold == FirmwareHold::None) return {};
  const std::string why =
      firmware.hold == FirmwareHold::Resident
          ? fmt::format("{} belongs to {}, which is there before Linux runs", node.name, firmware.owner)
          : fmt::format("{} holds {}, which may be linked for its place", node.name, firmware.owner);
  if (!request_.force)
    return refuse_at(node, Errc::Unsupported, fmt::format("{} (expected --force to have it {})", why, verb));
  plan_.notes.push_back(fmt::format("{}; it is {} by --force", why, verb));
  return {};
}

Result<std::string> ReserveDraft::put(const ReservedNode& node, const PhysRange& from, const PhysRange& to,
                                      std::string reason) {
  auto assignment = reg(to);
  if (!assignment) return std::unexpected(std::move(assignment.error()));
  plan_.tree.emplace_back(SetProperty{node.path, std::move(*assignment)});
  std::string name = from.base() == to.base() ? node.name : renamed_for(node.name, to.base());
  const std::string parent = node.path.substr(0, node.path.rfind('/') + 1);
  if (name != node.name) plan_.tree.emplace_back(RenameNode{node.path, name});
  plan_.steps.push_back({.region = node.name,
                         .renamed = name == node.name ? "" : name,
                         .from = from,
                         .to = to,
                         .old_size = from.size(),
                         .new_size = to.size(),
                         .reason = std::move(reason)});
  return parent + name;
}

}  // namespace rampart

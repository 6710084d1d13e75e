#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <utility>

#include "analyses/reserve/default_pool.h"
#include "analyses/reserve/memory_region.h"
#include "analyses/reserve/reserve_draft.h"
#include "base/size_text.h"
#include "model/range_text.h"

namespace rampart {
namespace {

constexpr std::size_t longest_name = 31;  // of a node, without its unit address, by the specification
constexpr std::string_view pool_compatible = "shared-dma-pool";

bool is_letter(char letter) { return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z'); }
bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_node_name(std::string_view name) {
  const auto fits = [](char letter) {
    return is_letter(letter) || is_digit(letter) || std::string_view{",._+-"}.find(letter) != std::string_view::npos;
  };
  return !name.empty() && name.size() <= longest_name && is_letter(name.front()) && std::ranges::all_of(name, fits);
}

/// A label by which sources name the node: its name, as far as a label may be that. `linux,cma` gets none.
std::string label_of(std::string_view stem) {
  std::string label;
  for (const char letter : stem) {
    if (letter == ',') return {};
    label += is_letter(letter) || is_digit(letter) ? letter : '_';
  }
  return label;
}

std::string new_node_name(const ReserveRequest& request) {
  const std::string stem{stem_of(request.name)};
  return request.base ? fmt::format("{}@{:x}", stem, request.base->value) : stem;
}

/// The node of a request, in the order in which the binding's document lists properties.
class NodeDraft {
 public:
  explicit NodeDraft(ReserveDraft& draft) : draft_{draft}, request_{draft.request()} {}

  Result<AddNode> make() {
    node_.parent = draft_.tree().reserved ? draft_.tree().reserved->path : "/reserved-memory";
    node_.name = new_node_name(request_);
    node_.label = request_.label.value_or(label_of(stem_of(request_.name)));
    std::vector<std::string> compatible = request_.compatible;
    if (compatible.empty() && (request_.reusable || request_.is_default)) compatible.emplace_back(pool_compatible);
    if (!compatible.empty()) node_.properties.push_back({"compatible", std::move(compatible)});
    if (auto done = add_place(); !done) return std::unexpected(std::move(done.error()));
    if (request_.no_map) flag("no-map");
    if (request_.reusable) flag("reusable");
    if (request_.is_default) flag(request_.reusable ? "linux,cma-default" : "linux,dma-default");
    return std::move(node_);
  }

 private:
  void flag(std::string name) { node_.properties.push_back({std::move(name), {}}); }

  Result<void> take(Result<TreeAssignment> assignment) {
    if (!assignment) return std::unexpected(std::move(assignment.error()));
    node_.properties.push_back(std::move(*assignment));
    return {};
  }

  Result<void> add_place() {
    if (request_.base) return take(draft_.reg(*PhysRange::make(*request_.base, *request_.size)));
    auto done = take(draft_.number("size", request_.size->value, false));
    if (done && request_.alignment) done = take(draft_.number("alignment", request_.alignment->value, true));
    if (done && !request_.alloc_ranges.empty()) done = take(draft_.alloc_ranges(request_.alloc_ranges));
    return done;
  }

  ReserveDraft& draft_;
  const ReserveRequest& request_;
  AddNode node_;
};

/// Whether it becomes a CMA area.
bool is_cma_request(const ReserveRequest& request) {
  const bool is_pool =
      request.compatible.empty() || std::ranges::find(request.compatible, pool_compatible) != request.compatible.end();
  return request.reusable && is_pool;
}

Result<void> check_names(const ReserveDraft& draft) {
  const ReserveRequest& request = draft.request();
  if (!is_node_name(stem_of(request.name))) {
    return draft.refuse(Errc::Malformed, fmt::format("{} is no name of a node (expected a letter, then up to 30 of "
                                                     "letters, digits and ,._+-)",
                                                     request.name));
  }
  static const std::vector<ReservedNode> no_nodes;
  const auto& nodes = draft.tree().reserved ? draft.tree().reserved->nodes : no_nodes;
  const std::string name = new_node_name(request);
  if (std::ranges::find(nodes, name, &ReservedNode::name) != nodes.end()) {
    return draft.refuse(Errc::OutOfRange, name + " is there already (expected another name, or resize)");
  }
  const std::string label = request.label.value_or(label_of(stem_of(request.name)));
  for (const ReservedNode& node : nodes) {
    if (!label.empty() && node.label == label) {
      return draft.refuse(Errc::OutOfRange,
                          fmt::format("the label {} is that of {} (expected another with --label)", label, node.name));
    }
  }
  return {};
}

Result<void> check_form(ReserveDraft& draft) {
  const ReserveRequest& request = draft.request();
  if (!request.size || request.size->value == 0) {
    return draft.refuse(Errc::Malformed, "a region without a size (expected --size)");
  }
  if (request.no_map && request.reusable) {
    return draft.refuse(Errc::Malformed,
                        "both no-map and reusable (expected one: Linux cannot use what it does not map)");
  }
  if (request.is_default && !request.reusable) {
    draft.plan().notes.push_back("without --reusable it becomes the default coherent pool, not the default CMA area");
  }
  if (request.base && (request.alignment || !request.alloc_ranges.empty())) {
    return draft.refuse(Errc::Malformed,
                        "a base beside an alignment or a range (expected one: they are for a region "
                        "that the kernel places)");
  }
  if (request.alignment && !std::has_single_bit(request.alignment->value)) {
    return draft.refuse(Errc::OutOfRange,
                        fmt::format("an alignment of {:#x} (expected a power of two)", request.alignment->value));
  }
  if (request.base && !PhysRange::make(*request.base, *request.size)) {
    return draft.refuse(Errc::OutOfRange, "the region passes the last address (expected less)");
  }
  if (means_default_pool(request.name) && !request.is_default) {
    return draft.refuse(Errc::Malformed,
                        request.name + " means the default pool (expected --reusable --default, or another name)");
  }
  const DefaultPool pool = default_pool_of(draft.input());
  if (request.is_default && request.reusable && pool.node != nullptr) {
    return draft.refuse(Errc::OutOfRange, pool.node->name + " is the default pool already (expected resize)");
  }
  if (request.is_default && request.reusable && pool.decider == DefaultDecider::CommandLine) {
    draft.plan().notes.push_back("cma= on the command line still decides the default pool of " +
                                 kernel_name(draft.input()));
  }
  return {};
}

Result<void> check_room(const ReserveDraft& draft) {
  const ReserveRequest& request = draft.request();
  const bool is_pool = is_cma_request(request);
  if (request.base) return draft.check_place(*PhysRange::make(*request.base, *request.size), is_pool, {});
  if (is_pool) return draft.check_pool_size(*request.size);
  return {};
}

/// In front of the first region that lies higher, if the regions stand by address there and in the file to edit.
std::string next_sibling(const ReserveDraft& draft, PhysAddr base) {
  const DeviceTree& tree = draft.tree();
  if (!tree.reserved) return {};
  std::string next;
  PhysAddr highest{};
  for (const ReservedNode& node : tree.reserved->nodes) {
    const PlacedRegion* const placed = draft.layout().placed(draft.index_of(node));
    if (placed == nullptr) continue;
    if (placed->range.base() < highest) return {};
    highest = placed->range.base();
    const bool is_here = tree.positions.empty() || node.where.file == tree.file;
    if (next.empty() && highest > base) next = is_here ? node.name : "-";
  }
  return next == "-" ? std::string{} : next;
}

/// /reserved-memory itself, where the tree has none: in the cells of the root, as kernels want it.
Result<void> add_parent(ReserveDraft& draft) {
  const auto counts = widths(draft.tree().counts);
  if (!counts) return draft.refuse(Errc::Malformed, "the root's cells are malformed (expected 1 or 2 of each)");
  draft.plan().tree.emplace_back(AddNode{.parent = "/",
                                         .name = "reserved-memory",
                                         .label = "",
                                         .properties = {{"#address-cells", std::vector<TreeCell>{counts->address}},
                                                        {"#size-cells", std::vector<TreeCell>{counts->size}},
                                                        {"ranges", {}}},
                                         .before = ""});
  return {};
}

}  // namespace

Result<void> plan_add(ReserveDraft& draft) {
  for (const auto& check :
       {+[](ReserveDraft& d) { return check_names(d); }, +check_form, +[](ReserveDraft& d) { return check_room(d); }}) {
    if (auto done = check(draft); !done) return done;
  }
  if (!draft.tree().reserved) {
    if (auto done = add_parent(draft); !done) return done;
  }
  auto node = NodeDraft{draft}.make();
  if (!node) return std::unexpected(std::move(node.error()));
  const ReserveRequest& request = draft.request();
  if (request.base) node->before = next_sibling(draft, *request.base);
  const std::string path = node->parent + '/' + node->name;
  draft.plan().steps.push_back({.region = node->name,
                                .renamed = "",
                                .from = {},
                                .to = request.base ? PhysRange::make(*request.base, *request.size) : std::nullopt,
                                .old_size = {},
                                .new_size = request.size,
                                .reason = "asked for"});
  draft.plan().tree.emplace_back(std::move(*node));
  if (!request.device.empty()) give_region(draft, request.device, path);
  return {};
}

}  // namespace rampart

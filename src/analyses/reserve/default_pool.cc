#include "analyses/reserve/default_pool.h"

#include <fmt/format.h>
#include <utility>

#include "analyses/check/cma_default.h"
#include "analyses/reserve/boot_values.h"
#include "base/size_text.h"

namespace rampart {
namespace {

using Behaviour = KernelBehaviour::DefaultNode;

/// What stands behind the size of `cma=`: `@0-4G`.
std::string place_in_value(const CheckInput& input) {
  const Parameter* const last = input.setup.command_line.last("cma");
  if (last == nullptr || !last->value) return {};
  const std::size_t at = last->value->find('@');
  return at == std::string::npos ? std::string{} : last->value->substr(at);
}

std::string bypass_text(const CheckInput& input, const ReservedNode* node) {
  if (node == nullptr)
    return fmt::format("cma= on the command line decides the default pool of {}", kernel_name(input));
  return fmt::format("{} has cma= win over {} of the tree, whose size is of no effect", kernel_name(input), node->name);
}

Result<void> set_parameter(ReserveDraft& draft, const ReservedNode* node) {
  const ReserveRequest& request = draft.request();
  const CmaParameter& old = *draft.input().setup.parameters.cma;
  const Bytes size = request.size.value_or(old.size);
  std::string value = boot_size_text(size);
  value += request.base ? fmt::format("@{:#x}", request.base->value) : place_in_value(draft.input());
  const auto base = request.base ? request.base : old.fixed ? old.base : std::nullopt;
  const auto range = base ? PhysRange::make(*base, size) : std::nullopt;
  if (range) {
    if (auto free = draft.check_place(*range, true, {}); !free) return std::unexpected(std::move(free.error()));
  }
  draft.plan().boot.push_back({.action = BootEdit::Action::Set, .name = "cma", .value = value});
  draft.plan().steps.push_back({.region = "cma=",
                                .renamed = "",
                                .from = {},
                                .to = range,
                                .old_size = old.size,
                                .new_size = size,
                                .reason = bypass_text(draft.input(), node)});
  return {};
}

Result<void> remove_parameter(ReserveDraft& draft) {
  draft.plan().boot.push_back({.action = BootEdit::Action::Remove, .name = "cma", .value = ""});
  draft.plan().steps.push_back({.region = "cma=",
                                .renamed = "",
                                .from = {},
                                .to = {},
                                .old_size = draft.input().setup.parameters.cma->size,
                                .new_size = {},
                                .reason = "the default pool is what the tree or the kernel's configuration says then"});
  return {};
}

/// A node takes the place of what only the configuration says.
Result<void> add_default_node(ReserveDraft& draft) {
  ReserveRequest request = draft.request();
  request.action = ReserveRequest::Action::Add;
  request.name = "linux,cma";
  request.reusable = true;
  request.is_default = true;
  ReserveDraft adding{draft.input(), request, draft.facts()};
  if (auto done = plan_add(adding); !done) return done;
  draft.plan() = std::move(adding.plan());
  draft.plan().steps.front().reason =
      "neither the tree nor the command line sets the default pool: the kernel's configuration does, and a node wins "
      "over it";
  return {};
}

}  // namespace

DefaultPool default_pool_of(const CheckInput& input) {
  DefaultPool pool;
  const auto nodes = default_pools(input);
  if (!nodes.empty()) pool.node = nodes.front()->node;
  const bool has_parameter = input.setup.parameters.cma.has_value();
  const bool tree_wins = input.behaviour.default_node == Behaviour::TreeWins;
  if (pool.node != nullptr && (!has_parameter || tree_wins)) {
    pool.decider = DefaultDecider::Tree;
  } else if (has_parameter) {
    pool.decider = DefaultDecider::CommandLine;
  }
  return pool;
}

Result<bool> plan_default_pool(ReserveDraft& draft, const ReservedNode* node) {
  const ReserveRequest& request = draft.request();
  const DefaultPool pool = default_pool_of(draft.input());
  const bool is_removal = request.action == ReserveRequest::Action::Remove;
  if (pool.decider == DefaultDecider::CommandLine && (!is_removal || node == nullptr)) {
    const auto done = is_removal ? remove_parameter(draft) : set_parameter(draft, node);
    if (!done) return std::unexpected(done.error());
    return true;
  }
  if (draft.input().setup.parameters.cma) {
    const std::string who = pool.decider == DefaultDecider::CommandLine ? "cma= still decides the default pool of "
                                                                        : "cma= is ignored beside the node by ";
    draft.plan().notes.push_back(who + kernel_name(draft.input()));
  }
  if (node != nullptr) return false;
  if (request.action != ReserveRequest::Action::Resize) {
    return draft.refuse(Errc::NotFound,
                        "nothing in the tree or on the command line sets the default pool (expected "
                        "resize, or add)");
  }
  if (auto done = add_default_node(draft); !done) return std::unexpected(std::move(done.error()));
  return true;
}

}  // namespace rampart

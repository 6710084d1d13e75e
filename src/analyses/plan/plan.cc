#include "analyses/plan/plan.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "analyses/check/check.h"
#include "analyses/cma_granule.h"
#include "analyses/plan/conflict.h"
#include "analyses/plan/edited_tree.h"
#include "analyses/plan/plan_scenarios.h"
#include "analyses/plan/plan_space.h"
#include "analyses/plan/pool_choice.h"
#include "analyses/plan/proposal.h"
#include "base/malformed.h"
#include "base/size_text.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

AllocatorRules rules_of(const BootSetup& board) {
  AllocatorRules rules;
  rules.page_size = page_size_of(board.config);
  // Kernels before 5.18 want the largest block of the page allocator; a multiple of that serves every kernel.
  rules.granule = std::max(cma_granule_of(board).size, mib(4));
  rules.cma_alignment_order = static_cast<unsigned>(board.config.cma.alignment.value_or(default_cma_alignment_order));
  return rules;
}

class Planner {
 public:
  explicit Planner(const PlanInput& input)
      : input_{input}, rules_{rules_of(input.board)}, before_{predict(input.board)} {
    plan_.workload = input.workload;
    if (input.device != nullptr) plan_.device_name = input.device->name;
  }

  Result<Plan> plan() {
    if (before_.ram.empty()) {
      auto error =
          malformed(input_.board.tree.file, 0, 0, "tells no RAM (expected ram = [\"BASE:SIZE\"] in [board], or --ram)");
      error.error().code = Errc::NotFound;
      return error;
    }
    auto scenarios = plan_scenarios(input_.workload);
    if (!scenarios) return std::unexpected(std::move(scenarios.error()));
    plan_.scenarios = std::move(*scenarios);
    for (const LinuxNeed& need : input_.workload.needs) needs_ = saturating_add(needs_, need.size);
    const std::string reason = find_pools();
    if (!reason.empty()) {
      plan_.conflict = conflict_for(reason);
      return std::move(plan_);
    }
    if (auto done = try_on_board(); !done) return std::unexpected(std::move(done.error()));
    return std::move(plan_);
  }

 private:
  /// Tries one pool for all limits before several, and sizes for any order before smaller ones. Returns why nothing
  /// fits, empty if something does.
  std::string find_pools() {
    std::string first;
    for (const bool split : {false, true}) {
      auto pools = choose_pools(input_.workload, input_.device, split);
      if (split && pools.size() == plan_.pools.size()) break;
      for (PlannedPool& pool : pools) {
        limit_default(pool);
        size_pool(pool, input_.workload, plan_.scenarios, rules_, input_.limits);
      }
      std::string reason = take(pools);
      if (reason.empty()) return reason;
      if (first.empty()) first = reason;
      for (PlannedPool& pool : pools) use_planned_order(pool, rules_);
      if (take(std::move(pools)).empty()) {
        plan_.notes.push_back("with room for every order of start and stop it does not fit: " + reason +
                              "; these sizes need the planned offsets");
        return {};
      }
    }
    return first;
  }

  /// The kernel keeps a default area that the tree does not have below 4 GiB, where every device reaches it.
  void limit_default(PlannedPool& pool) const {
    constexpr PhysAddr reach{std::uint64_t{1} << 32};
    const bool is_beyond = !before_.ram.empty() && before_.ram.back().last() >= reach;
    const bool has_low = !before_.ram.empty() && before_.ram.front().base() < reach;
    if (pool.is_default && !pool.below && is_beyond && has_low) pool.below = reach;
  }

  /// Makes these the plan's pools, and says why they do not fit.
  std::string take(std::vector<PlannedPool> pools) {
    plan_.pools = std::move(pools);
    const PlanSpace space = plan_space(before_, plan_.pools, rules_.page_size);
    plan_.linux_share = linux_share(space, plan_.pools, needs_);
    plan_.uses.assign(plan_.scenarios.size(), {});
    for (const PlannedPool& pool : plan_.pools) {
      const auto live = live_in(input_.workload, plan_.scenarios, rules_, pool);
      for (std::size_t s = 0; s < live.size(); ++s) plan_.uses[s].pools.push_back(live[s]);
    }
    auto places = place_pools(space, plan_.pools);
    if (!places) return std::move(places.error());
    for (std::size_t i = 0; i < places->size(); ++i) plan_.pools[i].place = (*places)[i];
    for (std::size_t s = 0; s < plan_.uses.size(); ++s) {
      const std::int64_t left = linux_left(plan_.linux_share, plan_.pools, plan_.uses[s].pools);
      if (left < 0) {
        return fmt::format("scenario {} leaves Linux {} too little", plan_.scenarios[s].name,
                           size_text({static_cast<std::uint64_t>(-left)}));
      }
      plan_.uses[s].linux_free = {static_cast<std::uint64_t>(left)};
    }
    return {};
  }

  PlanConflict conflict_for(const std::string& reason) {
    const PlanSpace space = plan_space(before_, choose_pools(input_.workload, input_.device, false), rules_.page_size);
    if (auto found = find_conflict({input_.workload, input_.device, plan_.scenarios, space, rules_})) {
      return std::move(*found);
    }
    PlanConflict conflict;
    conflict.why = reason + "; no lower bound excludes it, but no placement was found";
    for (const Demand& demand : input_.workload.demands) conflict.names.push_back(demand.name);
    return conflict;
  }

  /// The board with the plan, through `check` and `predict`.
  Result<void> try_on_board() {
    plan_.configuration = propose(input_.workload, plan_.pools, input_.board, input_.device);
    auto blob = edited_blob(input_.blob, input_.board.tree, plan_.configuration.edits);
    if (!blob) return std::unexpected(std::move(blob.error()));
    BootSetup after = input_.board;
    auto tree = parse_dtb(*blob, input_.board.tree.file);
    if (!tree) return std::unexpected(std::move(tree.error()));
    after.tree = std::move(*tree);
    if (plan_.configuration.command_line) {
      after.command_line = parse_command_line(*plan_.configuration.command_line, "plan");
      after.parameters = memory_parameters(after.command_line);
    }
    plan_.blob = std::move(*blob);
    plan_.prediction = predict(after);
    take_places();
    const auto& does_already = plan_.configuration.notes;
    plan_.notes.insert(plan_.notes.end(), does_already.begin(), does_already.end());
    const std::vector<Finding> known = check(input_.board);
    for (Finding& finding : check(after)) {
      if (!is_about_missing_nodes(finding)) add_finding(known, std::move(finding));
    }
    note_missing_nodes();
    for (const Finding& finding : plan_.prediction->findings) add_finding(before_.findings, finding);
    for (const std::string& sentence : plan_.prediction->assumptions) plan_.notes.push_back(sentence);
    return {};
  }

  /// A pool of devices that the workload gives no node is named by nobody yet: a note says what to add.
  bool is_nameless(const PlannedPool& pool) const {
    const bool has_node = pool.kind == PoolKind::Cma || pool.kind == PoolKind::Coherent || pool.kind == PoolKind::NoMap;
    return has_node && !pool.is_default && std::ranges::all_of(pool.devices, [&](const std::string& name) {
             return input_.workload.device(name)->node.empty();
           });
  }

  bool is_about_missing_nodes(const Finding& finding) const {
    if (finding.rule != "unused-region") return false;
    return std::ranges::any_of(plan_.pools, [&](const PlannedPool& pool) {
      const std::string path = pool_node_path(pool, input_.board.tree);
      const std::string name = path.substr(path.rfind('/') + 1);
      return is_nameless(pool) && std::ranges::find(finding.regions, name) != finding.regions.end();
    });
  }

  void note_missing_nodes() {
    for (const PlannedPool& pool : plan_.pools) {
      if (!is_nameless(pool)) continue;
      plan_.notes.push_back(
          fmt::format("the workload gives no node of a device of {}: add memory-region = "
                      "<&plan_{}> to it",
                      pool.name, identifier(pool.name)));
    }
  }

  /// Once each; what was there before has nothing to do with the plan.
  void add_finding(const std::vector<Finding>& known, Finding finding) {
    const auto is_same = [&](const Finding& other) {
      return other.rule == finding.rule && other.message == finding.message;
    };
    if (std::ranges::any_of(known, is_same) || std::ranges::any_of(plan_.findings, is_same)) return;
    plan_.findings.push_back(std::move(finding));
  }

  /// Where the kernel puts what it places itself.
  void take_places() {
    for (PlannedPool& pool : plan_.pools) {
      if (pool.kind != PoolKind::Cma || pool.base || pool.size.value == 0) continue;
      const std::string name = pool_node_name(pool);
      const auto& regions = plan_.prediction->regions;
      const auto made = std::ranges::find_if(regions, [&](const PredictedRegion& region) {
        if (pool.is_default && region.kind == Kind::Cma && region.attributes.is_default) return true;
        return region.name.substr(0, region.name.find('@')) == name;
      });
      if (made == regions.end()) {
        pool.place.reset();
        plan_.findings.push_back(
            {.rule = "plan-pool-not-made",
             .severity = Severity::Error,
             .message = fmt::format("Linux {} will not make the pool {} of {}", to_string(plan_.prediction->kernel),
                                    name, size_text(pool.size)),
             .help = "give the pool a base, or look at what predict says of this board",
             .regions = {name},
             .locations = {}});
        continue;
      }
      // An area of the board's tree may be larger than is needed.
      const Bytes more = saturating_sub(made->range.size(), pool.size);
      plan_.linux_share.lent = saturating_add(plan_.linux_share.lent, more);
      pool.place = made->range;
    }
  }

  const PlanInput& input_;
  AllocatorRules rules_;
  Prediction before_;
  Bytes needs_;
  Plan plan_;
};

}  // namespace

Result<Plan> make_plan(const PlanInput& input) { return Planner{input}.plan(); }

}  // namespace rampart

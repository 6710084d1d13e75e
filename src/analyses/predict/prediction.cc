#include "analyses/predict/prediction.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>
#include <utility>

#include "analyses/predict/assumptions.h"
#include "analyses/predict/belief.h"
#include "analyses/predict/boot_order.h"
#include "analyses/predict/boot_state.h"
#include "analyses/predict/hazards.h"
#include "analyses/predict/ram.h"
#include "analyses/predict/reserved_nodes.h"

namespace rampart {
namespace {

using State = NodeOutcome::State;

/// Trees of boards whose boot loader fills the memory node in say nothing of RAM.
bool has_ram(const BootSetup& setup, const KernelBehaviour& behaviour) {
  BootState state{setup, behaviour};
  add_memory_nodes(state);
  return !state.memblock.ram().empty();
}

void boot(BootState& state) {
  if (!has_ram(state.setup, state.behaviour)) {
    state.findings.push_back({.rule = "no-ram",
                              .severity = Severity::Warning,
                              .message = "the tree tells of no RAM: the boot loader fills it in",
                              .help = "give --ram BASE:SIZE",
                              .regions = {},
                              .locations = {}});
    ReservedNodes nodes{state};
    nodes.scan();
    nodes.initialise_static_nodes();
    return;
  }
  switch (state.setup.architecture) {
    case Architecture::Arm64:
      return boot_arm64(state);
    case Architecture::Riscv64:
      return boot_riscv64(state);
    case Architecture::Arm:
      return boot_arm(state);
    case Architecture::X86_64:
      return boot_x86(state);
  }
}

Origin origin_of(const BootSetup& setup, const ReservedNode& node) {
  return {position_of(setup.tree, node.path), node.path};
}

Origin origin_of_default(const BootSetup& setup) {
  if (const Parameter* const cma = setup.command_line.last("cma"); cma != nullptr && setup.parameters.cma) {
    return {setup.command_line.where(*cma), "cma=" + cma->value.value_or("")};
  }
  return {{setup.has_config ? ".config" : "", 0, 0}, "CONFIG_CMA_SIZE_*"};
}

/// Turns what the kernel kept into the answer.
class Answer {
 public:
  explicit Answer(BootState& state) : state_{state} {}

  Prediction take() {
    found_.kernel = state_.setup.kernel;
    found_.architecture = state_.setup.architecture;
    add_ram();
    add_nodes();
    add_mem_reserves();
    add_memmap();
    add_default();
    add_asked_areas();
    add_crash();
    for (const BootArea& area : state_.areas) {
      if (area.is_activated) found_.cma_total.value += area.size;
    }
    std::ranges::stable_sort(found_.regions, {}, [](const PredictedRegion& region) {
      return std::tuple{region.range, std::string_view{region.name}};
    });
    found_.log = state_.lines.lines();
    found_.findings = std::move(state_.findings);
    return std::move(found_);
  }

 private:
  void add_ram() {
    for (const MemblockRange& bank : state_.memblock.ram()) {
      const auto range = PhysRange::make({bank.base}, {bank.end - bank.base});
      if (!range) continue;
      const bool continues = !found_.ram.empty() && found_.ram.back().last().value + 1 == bank.base;
      if (continues) {
        found_.ram.back() = *PhysRange::from_first_last(found_.ram.back().base(), range->last());
      } else {
        found_.ram.push_back(*range);
      }
    }
  }

  const BootArea* area_of(std::size_t node) const {
    const auto found = std::ranges::find_if(state_.areas, [&](const BootArea& area) { return area.node == node; });
    return found == state_.areas.end() ? nullptr : &*found;
  }

  void add_nodes() {
    for (std::size_t i = 0; i < state_.outcomes.size(); ++i) {
      const NodeOutcome& outcome = state_.outcomes[i];
      const ReservedNode& node = state_.node(i);
      if (!outcome.reason.empty()) {
        found_.failed.push_back({node.name, outcome.reason, outcome.message, origin_of(state_.setup, node)});
      }
      const auto range = PhysRange::make({outcome.base}, {outcome.size});
      if (outcome.state != State::Placed || !range) continue;
      const BootArea* const area = area_of(i);
      const bool is_default = state_.default_area && state_.areas[*state_.default_area].node == i;
      found_.regions.push_back(
          {.range = *range,
           .name = node.name,
           .kind = outcome.kind,
           .is_dynamic = outcome.is_dynamic,
           .from = RegionSource::DeviceTree,
           .attributes = {.no_map = node.no_map, .reusable = node.reusable, .is_default = is_default},
           .is_activated = area == nullptr || area->is_activated,
           .origin = origin_of(state_.setup, node)});
      if (is_default) found_.default_cma = {node.name, RegionSource::DeviceTree};
    }
  }

  void add_mem_reserves() {
    for (const MemReserve& entry : state_.setup.tree.mem_reserves) {
      if (entry.size == 0) break;
      const auto range = PhysRange::make({state_.phys(entry.base)}, {state_.phys(entry.size)});
      if (!range) continue;
      found_.regions.push_back({.range = *range,
                                .name = "memreserve",
                                .kind = Kind::Reserved,
                                .is_dynamic = false,
                                .from = RegionSource::MemReserve,
                                .attributes = {},
                                .is_activated = true,
                                .origin = {{state_.setup.tree.file, 0, 0}, "/memreserve/"}});
    }
  }

  void add_memmap() {
    const Parameter* const memmap = state_.setup.command_line.last("memmap");
    for (const PhysRange& range : state_.taken_by_memmap) {
      found_.regions.push_back({.range = range,
                                .name = "memmap",
                                .kind = Kind::Reserved,
                                .is_dynamic = false,
                                .from = RegionSource::CommandLine,
                                .attributes = {},
                                .is_activated = true,
                                .origin = {state_.setup.command_line.where(*memmap), "memmap="}});
    }
  }

  void add_default() {
    const auto& attempt = state_.default_attempt;
    if (!attempt) return;
    const RegionSource from = attempt->from_parameter ? RegionSource::CommandLine : RegionSource::Config;
    if (!attempt->reason.empty()) {
      found_.failed.push_back({"reserved", attempt->reason, attempt->message, origin_of_default(state_.setup)});
      return;
    }
    for (const BootArea& area : state_.areas) {
      const auto range = PhysRange::make({area.base}, {area.size});
      if (area.node || area.name != "reserved" || !range) continue;
      // The tree's pool takes the place of this one where it is initialised later.
      const bool is_default = state_.default_area && &state_.areas[*state_.default_area] == &area;
      found_.regions.push_back({.range = *range,
                                .name = area.name,
                                .kind = Kind::Cma,
                                .is_dynamic = !attempt->is_fixed,
                                .from = from,
                                .attributes = {.reusable = true, .is_default = is_default},
                                .is_activated = area.is_activated,
                                .origin = origin_of_default(state_.setup)});
      if (is_default) found_.default_cma = {area.name, from};
    }
  }

  /// The areas of `hugetlb_cma=`, `cma_pernuma=` and `numa_cma=`.
  void add_asked_areas() {
    for (const BootArea& area : state_.areas) {
      const auto range = PhysRange::make({area.base}, {area.size});
      if (area.parameter.empty() || !range) continue;
      Origin origin{{}, std::string{area.parameter} + '='};
      if (const Parameter* const parameter = state_.setup.command_line.last(area.parameter)) {
        origin.where = state_.setup.command_line.where(*parameter);
      }
      found_.regions.push_back({.range = *range,
                                .name = area.name,
                                .kind = Kind::Cma,
                                .is_dynamic = true,
                                .from = RegionSource::CommandLine,
                                .attributes = {.reusable = true},
                                .is_activated = area.is_activated,
                                .origin = std::move(origin)});
    }
  }

  void add_crash() {
    if (state_.setup.parameters.crashkernel.empty()) return;
    const Parameter* const parameter = state_.setup.command_line.last("crashkernel");
    Origin origin{{}, "crashkernel="};
    if (parameter != nullptr) origin.where = state_.setup.command_line.where(*parameter);
    for (const CrashAreas::Area& area : state_.crash.areas) {
      found_.regions.push_back({.range = area.range,
                                .name = std::string{area.name},
                                .kind = Kind::Crash,
                                .is_dynamic = !area.is_fixed,
                                .from = RegionSource::CommandLine,
                                .attributes = {},
                                .is_activated = true,
                                .origin = origin});
    }
    if (state_.crash.refusal.empty()) return;
    found_.failed.push_back({"crashkernel", "crash_failed", state_.crash.refusal, std::move(origin)});
  }

  BootState& state_;
  Prediction found_;
};

}  // namespace

std::string_view to_string(RegionSource source) {
  switch (source) {
    case RegionSource::DeviceTree:
      return "devicetree";
    case RegionSource::CommandLine:
      return "cmdline";
    case RegionSource::Config:
      return "kconfig";
    case RegionSource::MemReserve:
      return "memreserve";
    case RegionSource::None:
      return "none";
  }
  return "";
}

Prediction predict(const BootSetup& setup, const KernelBehaviour& behaviour) {
  BootState state{setup, behaviour};
  boot(state);
  report_hazards(state);
  return Answer{state}.take();
}

Prediction predict(const BootSetup& setup) {
  const KernelBehaviour behaviour = behaviour_of(setup.kernel);
  Assumed assumed = assume(setup);
  Prediction prediction = predict(assumed.setup, behaviour);
  for (Finding& note : notes_on_belief(assumed.setup, prediction)) prediction.findings.push_back(std::move(note));
  prediction.assumptions = std::move(assumed.sentences);
  prediction.loaded = assumed.setup.loaded;
  return prediction;
}

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/phys_range.h>

#include "analyses/placement/online_bound.h"
#include "analyses/plan/switch_bound.h"
#include "analyses/predict/prediction.h"
#include "model/tree_edit.h"
#include "model/workload.h"

namespace rampart {

/// What is alive at the same time.
struct PlanScenario {
  std::string name;
  std::vector<std::size_t> demands;  ///< Indices into `Workload::demands`, ascending.
  friend bool operator==(const PlanScenario&, const PlanScenario&) = default;
};

/// One buffer in its pool. It lies there in every scenario that has its demand.
struct PlacedBuffer {
  std::size_t demand{};    ///< Index into `Workload::demands`.
  std::uint64_t number{};  ///< Counts from 0 up to the demand's count.
  Bytes offset;            ///< From the pool's base.
  Bytes size;              ///< As the pool's allocator takes it: whole pages at least.
  friend bool operator==(const PlacedBuffer&, const PlacedBuffer&) = default;
};

/// A part of a pool's size beyond its lower bound, and what it is for.
struct PlanMargin {
  Bytes size;
  std::string why;  ///< One sentence without a full stop.
  friend bool operator==(const PlanMargin&, const PlanMargin&) = default;
};

struct PlannedPool {
  std::string name;
  PoolKind kind{};
  bool is_default = false;  ///< The kernel's default CMA area: devices without a pool of their own use it.
  bool fixed_offsets = false;
  std::vector<std::string> devices;  ///< In the order of the workload.
  std::vector<std::size_t> demands;  ///< Indices into `Workload::demands`, ascending.
  std::optional<PhysAddr> below;     ///< The lowest limit of all that lies in it.
  Bytes alignment;                   ///< Of its base.
  std::optional<PhysAddr> base;      ///< Where the workload wants it.
  std::optional<Bytes> at_most;

  Bytes wanted;                            ///< Of all its buffers side by side: the pool without any sharing.
  Bytes lower_bound;                       ///< No placement is smaller: proven.
  Bytes height;                            ///< Of the placement below.
  bool is_proven = false;                  ///< No lower placement exists.
  Bytes first_fit;                         ///< What placing in the order of the workload would need.
  std::optional<SwitchBound> switching{};  ///< Scenarios in any order, for an allocator; empty with fixed offsets.
  std::optional<OnlineBound> online{};     ///< Devices one by one in any order; empty as well.
  bool is_any_order = true;                ///< The size serves every order of scenarios.
  Bytes size;                              ///< To be configured; 0 of the system heap.
  std::vector<PlanMargin> margins;         ///< From the lower bound to the size.
  std::optional<PhysRange> place{};        ///< Planned or, where the kernel chooses, predicted.
  std::vector<PlacedBuffer> buffers;       ///< By demand, then by number.
};

/// What one scenario takes.
struct ScenarioUse {
  std::vector<Bytes> pools;  ///< Alive in each pool.
  Bytes linux_free;          ///< What Linux has left then, beyond its own needs.
};

/// Where the RAM goes.
struct LinuxShare {
  Bytes ram;              ///< Installed, as far as the board tells.
  Bytes kept;             ///< Of it never Linux's: regions that were there before.
  Bytes planned;          ///< Of it never Linux's: pools of the plan.
  Bytes page_structures;  ///< Linux's own, for each page that it knows of.
  Bytes needs;            ///< What the workload says that Linux itself needs.
  Bytes lent;             ///< CMA pools: Linux uses them for what it can move while devices do not.
  Bytes left;             ///< ram - kept - planned - page_structures.
};

/// Why it cannot fit.
struct PlanConflict {
  std::vector<std::string> names;  ///< Demands and needs of Linux that cannot all be met: without any one they can.
  std::string why;                 ///< The numbers, one sentence without a full stop.
  bool is_smallest = false;        ///< No smaller set conflicts.
  bool is_proven = false;          ///< By a lower bound; else the search found no way in its time.
};

/// A line that a person changes, and where.
struct PlanSetting {
  std::string file;  ///< `/boot/configs`, `kernel command line`, `.config`.
  std::string key;
  std::string value;
  std::string text;  ///< What it does; may be empty.
  friend bool operator==(const PlanSetting&, const PlanSetting&) = default;
};

/// What to configure.
struct PlanConfiguration {
  std::vector<TreeEdit> edits;      ///< Of the board's device tree.
  std::uint32_t address_cells = 2;  ///< By which numbers of the edits are written.
  std::uint32_t size_cells = 2;
  bool replaces_cma_parameter = false;        ///< The command line has a `cma=`, which would win over the tree.
  std::optional<std::string> command_line{};  ///< The whole of it where it changes.
  std::vector<PlanSetting> settings;
  std::vector<std::string> notes;  ///< What of the board does already; one sentence each.
  std::string regions;             ///< The line of regions and map that rampart/contiguous.h reads.
};

/// The answer of `plan`.
struct Plan {
  Workload workload;
  std::string device_name;              ///< Of data/devices; may be empty.
  std::vector<PlanScenario> scenarios;  ///< At least one.
  std::vector<PlannedPool> pools;       ///< The system heap last.
  std::vector<ScenarioUse> uses;        ///< Of each scenario.
  LinuxShare linux_share;
  std::optional<PlanConflict> conflict{};  ///< It cannot fit; what stands above is then what was tried.
  PlanConfiguration configuration;
  std::vector<Finding> findings;           ///< Of `check` on the board with the plan that were not there before.
  std::optional<Prediction> prediction{};  ///< Of the board with the plan.
  std::vector<std::string> notes;          ///< What was assumed, one sentence each.
  std::string blob;                        ///< The board's tree with the plan; empty if it cannot fit.

  bool fits() const { return !conflict; }
};

}  // namespace rampart

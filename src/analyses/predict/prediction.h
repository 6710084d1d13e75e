#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "analyses/boot_setup.h"
#include "knowledge/kernel_behaviour.h"

namespace rampart {

/// Who asks for a region.
enum class RegionSource { DeviceTree, CommandLine, Config, MemReserve, None };
/// `devicetree`, `cmdline`, `kconfig`, `memreserve`, `none`.
std::string_view to_string(RegionSource source);

/// A region as the kernel makes it.
struct PredictedRegion {
  PhysRange range;
  std::string name;  ///< Of its node; `reserved` for the default area of command line or configuration, as the kernel
                     ///< calls it; `memreserve`.
  Kind kind{};
  bool is_dynamic = false;  ///< The kernel chose the place.
  RegionSource from{};
  Attributes attributes{};
  bool is_activated = true;  ///< False for a CMA area that the kernel gives up: a zone border lies inside.
  Origin origin;
  friend bool operator==(const PredictedRegion&, const PredictedRegion&) = default;
};

/// A region that was asked for and is not made, or not as asked.
struct RefusedRegion {
  std::string name;
  std::string reason;   ///< A short word that does not change: `alloc_fail`.
  std::string message;  ///< Why, one sentence without a full stop.
  Origin origin;
  friend bool operator==(const RefusedRegion&, const RefusedRegion&) = default;
};

/// The default CMA area.
struct DefaultArea {
  std::optional<std::string> name;  ///< Empty where there is none.
  RegionSource from = RegionSource::None;
  friend bool operator==(const DefaultArea&, const DefaultArea&) = default;
};

/// What a kernel makes of a setup.
struct Prediction {
  KernelVersion kernel;
  Architecture architecture{};
  LoadedImages loaded;                   ///< As given, or as assumed.
  std::vector<PhysRange> ram;            ///< By address; no-map parts are inside.
  std::vector<PredictedRegion> regions;  ///< By address, then by name.
  std::vector<RefusedRegion> failed;     ///< In the order of the tree, the default area last.
  DefaultArea default_cma;
  Bytes cma_total;                       ///< CmaTotal of /proc/meminfo.
  std::vector<std::string> log;          ///< The lines that the kernel prints of all this, in its order.
  std::vector<Finding> findings;         ///< Errors for what stops the machine or takes memory from under it.
  std::vector<std::string> assumptions;  ///< What nobody told and was assumed, one sentence each.
};

/// Runs the early memory set-up of the kernel that the setup names. Pure: the same setup gives the same prediction.
Prediction predict(const BootSetup& setup);

/// The same for a kernel that behaves otherwise than its version says.
Prediction predict(const BootSetup& setup, const KernelBehaviour& behaviour);

}  // namespace rampart

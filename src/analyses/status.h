#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyses/account.h"
#include "analyses/device_memory.h"
#include "analyses/device_split.h"
#include "analyses/maix_memory_info.h"
#include "assemble/observe.h"

namespace rampart {

/// The zones of `status`. `Cma` lies inside `User`, `Zram` holds what `Swap` counts; the others are apart.
enum class ZoneName { Hardware, Reserved, Kernel, User, Cma, Cmm, Swap, Zram };
constexpr std::size_t zone_count = 8;

/// `hardware`, `reserved`, ..., as in JSON.
std::string_view to_string(ZoneName name);

/// How full a zone is. What no source tells stays empty.
struct ZoneUse {
  std::optional<Bytes> total;
  std::optional<Bytes> used;
  std::optional<Bytes> free;

  /// 100 * used / total, rounded to the nearest; nothing if one is unknown or total is zero.
  std::optional<unsigned> percent() const;
  friend bool operator==(const ZoneUse&, const ZoneUse&) = default;
};

using ZoneUses = std::array<ZoneUse, zone_count>;

/// What changes from sample to sample. Allocates nothing, so that `--watch` is cheap:
/// hardware: what is installed; free is what programs can still get and what vendor pools have left.
/// reserved: carve-outs, firmware, named reservations; used in full, since nobody can see into them.
/// kernel: what is left between installed RAM and MemTotal: image, page structures, unnamed boot-time reservations.
/// user: MemTotal; free is MemAvailable.
/// CMA: used is what drivers hold, not what movable pages borrow.
/// CMM: the vendor's pools, CMM, MMZ and ION. zram: total is the disk size, used the original data in it.
ZoneUses zone_uses(const Observation& seen, const DeviceMemory& memory);

/// The whole answer of `status`.
struct StatusView {
  std::string device;         ///< Its name, else the tree's model, else empty.
  std::string recognised_by;  ///< Empty if it is no device that we know.
  const Observation& seen;
  const DeviceMemory& memory;
  ZoneUses zones;
  std::array<std::string, zone_count> knobs;  ///< What changes a zone's total; may be empty.
  std::optional<SplitAnswer> split;
  std::vector<AccountLine> account;  ///< Only if it was asked for.
};

/// `seen` and `memory` must outlive the view.
StatusView status_view(const Observation& seen, const DeviceMemory& memory, bool with_account);

/// The view's numbers brought up to `seen`, which has been sampled again.
void refresh(StatusView& view);

/// MaixPy's seven numbers for this device.
MaixMemoryInfo maix_view(const Observation& seen);

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/model/phys_range.h>

#include "analyses/boot_setup.h"
#include "analyses/reserve/reserve_request.h"
#include "knowledge/device.h"
#include "model/boot_edit.h"
#include "model/tree_edit.h"

namespace rampart {

/// What becomes of one region, and why.
struct ReserveStep {
  std::string region;             ///< Its name before; of a new one its name after.
  std::string renamed;            ///< Its name after, if that is another.
  std::optional<PhysRange> from;  ///< Where it is; empty for a new one, and for one that the kernel places.
  std::optional<PhysRange> to;    ///< Where it will be; empty for one that goes, and for one that the kernel places.
  std::optional<Bytes> old_size;
  std::optional<Bytes> new_size;
  std::string reason;  ///< A sentence without a full stop.
  friend bool operator==(const ReserveStep&, const ReserveStep&) = default;
};

/// How a change is made. Nothing is written by it.
struct ReservePlan {
  std::vector<TreeEdit> tree;      ///< Steps in order.
  std::vector<BootEdit> boot;      ///< Of the command line that the setup has, wherever that stands.
  std::vector<ReserveStep> steps;  ///< By what was asked first, then what follows of it, by address.
  std::vector<std::string> notes;  ///< What a person should know, sentences without a full stop.
};

/// What is known beside the setup.
struct ReserveFacts {
  std::vector<CarveOut> carve_outs;  ///< That the device's firmware keeps, from data/devices.
  std::string device_name;           ///< Whose they are.
  bool drop_empty_parent = false;    ///< /reserved-memory holds nothing that its last region does not need.
};

/// Plans a change of a device tree. Pure. Regions do not come to overlap each other, the reservation block, or what
/// the boot loader is said to load; what follows a grown region moves up in order, each to its own alignment, and what
/// cannot move is passed over. NotFound if the tree lacks the region; OutOfRange, with the nearest that would do, for a
/// place that is taken or off its boundary, and for a number that the tree's cells cannot hold; TooLarge if there is no
/// room; Unsupported for what firmware holds, without `force`, and for a node that no kernel reads.
Result<ReservePlan> reserve_plan(const BootSetup& setup, const ReserveRequest& request, const ReserveFacts& facts);

}  // namespace rampart

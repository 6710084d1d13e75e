#pragma once

#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "knowledge/device.h"
#include "model/workload.h"

namespace rampart {

/// A board of which no tree is at hand.
struct PlainBoard {
  std::string blob;                ///< A tree with its CPU, its RAM and the carve-outs that are known of the device.
  std::vector<std::string> notes;  ///< What was assumed, one sentence each.
};

/// Makes a tree from what the workload says and the device has; `device` may be null. NotFound if nothing tells how
/// much RAM there is; Unsupported for an architecture without device trees.
Result<PlainBoard> plain_board(const Workload& workload, const Device* device);

}  // namespace rampart

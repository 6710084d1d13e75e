#pragma once

#include <rampart/base/result.h>

#include "analyses/reserve/reserve_draft.h"

namespace rampart {

/// What decides the default CMA area of the kernel asked about.
enum class DefaultDecider { Tree, CommandLine, Config };

struct DefaultPool {
  DefaultDecider decider = DefaultDecider::Config;
  const ReservedNode* node = nullptr;  ///< Of the tree, be it in effect or not; may be null.
};

DefaultPool default_pool_of(const CheckInput& input);

/// Changes the default pool where it is decided, by `cma=` if the node would be bypassed. True if that was all there
/// is to do; false if the node is to be changed like any other.
Result<bool> plan_default_pool(ReserveDraft& draft, const ReservedNode* node);

}  // namespace rampart

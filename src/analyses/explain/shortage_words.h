#pragma once

#include <rampart/base/units.h>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/shortage.h"
#include "base/size_text.h"

namespace rampart {

/// What the rules of refused requests have in common: the lines, the numbers as facts, and the sentence that has them.
void describe(CauseDraft& cause, const Shortage& shortage);

/// The smallest multiple of `step` that is not below `size`.
constexpr Bytes rounded_up(Bytes size, Bytes step) {
  return step.value == 0 ? size
                         : Bytes{(size.value / step.value + (size.value % step.value == 0 ? 0 : 1)) * step.value};
}

}  // namespace rampart

#include "analyses/zram/zram_change.h"

#include <fmt/format.h>

#include "base/size_text.h"

namespace rampart {

std::string_view to_string(ZramStepState state) {
  static constexpr std::string_view names[] = {"planned", "done", "failed", "undone"};
  return names[static_cast<std::size_t>(state)];
}

ZramChange change_of(const ZramSetup& setup) {
  ZramChange change{.command = "zram-enable", .summary = {}, .device = setup.device};
  change.summary = fmt::format("{}: {} of compressed swap, {}, priority {}, {}", setup.device, size_text(setup.size),
                               setup.algorithm.empty() ? "the driver's algorithm" : setup.algorithm, setup.priority,
                               setup.limit ? "at most " + size_text(*setup.limit) + " of memory" : "no limit");
  change.steps = setup.steps;
  change.states.assign(setup.steps.size(), ZramStepState::Planned);
  change.findings = setup.findings;
  return change;
}

ZramChange change_of(const ZramTeardown& teardown) {
  ZramChange change{.command = "zram-disable", .summary = {}, .device = teardown.device};
  if (teardown.swap) {
    const ZramReturn& back = teardown.back;
    change.summary = fmt::format("{}: {} come back to memory, which has room for {}{}; {} of zram's own come free",
                                 teardown.device, size_text(back.original), size_text(back.available),
                                 back.other_swap.value == 0 ? "" : " and other swap for " + size_text(back.other_swap),
                                 size_text(back.memory_freed));
    change.back = back;
  } else {
    change.summary = fmt::format("{}: set up, not in use as swap", teardown.device);
  }
  change.steps = teardown.steps;
  change.states.assign(teardown.steps.size(), ZramStepState::Planned);
  change.findings = teardown.findings;
  return change;
}

}  // namespace rampart

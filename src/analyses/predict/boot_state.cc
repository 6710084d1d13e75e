#include "analyses/predict/boot_state.h"

#include <utility>

#include "analyses/cma_granule.h"
#include "analyses/predict/kernel_config.h"

namespace rampart {

BootState::BootState(const BootSetup& boot_setup, const KernelBehaviour& kernel_behaviour)
    : setup{boot_setup},
      behaviour{kernel_behaviour},
      page{page_size_of(boot_setup.config).value},
      memblock{is_32_bit() ? 0xffffffff : Memblock::anywhere,
               kernel_behaviour.sort == KernelBehaviour::RegionSort::UnstablePairwise, page},
      lines{is_32_bit(), boot_setup.kernel, kernel_behaviour},
      granule{cma_granule_of(boot_setup, kernel_behaviour).size.value},
      max_areas{cma_slots(boot_setup, kernel_behaviour)},
      outcomes{boot_setup.tree.reserved ? boot_setup.tree.reserved->nodes.size() : 0} {}

void BootState::refuse(std::size_t index, std::string reason, std::string message) {
  NodeOutcome& outcome = outcomes[index];
  outcome.state = NodeOutcome::State::Refused;
  // The first reason is the cause; what follows from it says less.
  if (!outcome.reason.empty()) return;
  outcome.reason = std::move(reason);
  outcome.message = std::move(message);
}

void BootState::add_error(std::string rule, std::string message, std::string help, std::vector<std::string> regions) {
  findings.push_back({.rule = std::move(rule),
                      .severity = Severity::Error,
                      .message = std::move(message),
                      .help = std::move(help),
                      .regions = std::move(regions),
                      .locations = {}});
}

}  // namespace rampart

#include "analyses/predict/assumptions.h"

#include "analyses/predict/ram.h"

namespace rampart {

std::vector<std::string> assumptions_of(const BootSetup& setup) {
  std::vector<std::string> assumed;
  if (setup.architecture_assumed) {
    assumed.push_back(std::string{"architecture "} + std::string{to_string(setup.architecture)} + ": give --arch");
  }
  if (!setup.has_config) {
    assumed.emplace_back(
        "a kernel with huge pages, DMA zones and a default CMA area of 16 MiB, as distributions build it: give "
        "--config");
  }
  if (!setup.loaded.kernel) assumed.emplace_back("kernel not given: give --loaded kernel=BASE:SIZE");
  return assumed;
}

}  // namespace rampart

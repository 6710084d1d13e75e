#include <cstdlib>

#include "sources/workload.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto workload = rampart::parse_workload({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!workload) {
    if (workload.error().where.line == 0) std::abort();  // an error always names its line
    return 0;
  }
  // Whoever plans may rely on every name, and on sums that do not overflow.
  std::uint64_t blocks = 0;
  for (const rampart::Demand& demand : workload->demands) {
    blocks += demand.count;
    if (demand.size.value == 0 || demand.count == 0 || demand.devices.empty()) std::abort();
    for (const auto& device : demand.devices) {
      if (workload->device(device) == nullptr) std::abort();
    }
  }
  if (blocks > rampart::max_workload_blocks) std::abort();
  return 0;
}

#pragma once

#include <gtest/gtest.h>
#include <string>

#include "model/workload.h"

namespace rampart {

/// For tests: a device by its name, with nothing wished.
inline WorkloadDevice test_device(std::string name, MemoryWish wish = {}) {
  return {std::move(name), {}, std::move(wish), {}};
}

/// For tests: `count` buffers of `size` of one device.
inline Demand test_demand(std::string name, std::string device, Bytes size, std::uint64_t count = 1) {
  Demand demand;
  demand.name = std::move(name);
  demand.devices.push_back(std::move(device));
  demand.count = count;
  demand.size = size;
  return demand;
}

/// For tests: camera and decoder of 20 MiB each that never run together, and a display of 8 MiB that runs with both.
inline Workload test_workload() {
  Workload workload;
  workload.name = "test";
  workload.devices = {test_device("camera"), test_device("decoder"), test_device("display")};
  workload.demands = {test_demand("frames", "camera", mib(20)), test_demand("pictures", "decoder", mib(20)),
                      test_demand("screen", "display", mib(4), 2)};
  workload.never = {{{"camera", "decoder"}, {}}};
  return workload;
}

}  // namespace rampart

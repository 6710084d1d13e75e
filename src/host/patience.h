#pragma once

#include <cerrno>
#include <chrono>
#include <thread>

namespace rampart {

/// Calls `attempt`, which returns zero or an errno, again for two seconds while it returns `passing`: a device file
/// that is about to appear, a device that udev has open for a moment to look at it. Returns the last answer.
template <typename Attempt>
int patiently(int passing, Attempt attempt) {
  constexpr int attempts = 40;
  constexpr std::chrono::milliseconds pause{50};
  int failure = attempt();
  for (int i = 1; i < attempts && failure == passing; ++i) {
    std::this_thread::sleep_for(pause);
    failure = attempt();
  }
  return failure;
}

}  // namespace rampart

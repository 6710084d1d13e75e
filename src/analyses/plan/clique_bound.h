#pragma once

#include <cstdint>
#include <vector>

namespace rampart {

/// What is weighed: sizes, and which of them are ever alive together.
struct CliqueProblem {
  std::vector<std::uint64_t> sizes;
  std::vector<std::vector<bool>> together;  ///< Symmetric; the diagonal is not looked at.
};

/// The largest sum of sizes of which each two are ever alive together, if not all at one time: side by side they lie in
/// every placement that gives each one place for good. After `steps` the best that was found, which is a bound too.
std::uint64_t clique_bound(const CliqueProblem& problem, std::uint64_t steps = 200'000);

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/check/check_report.h"
#include "cli/command.h"
#include "cli/setup_inputs.h"

namespace rampart {

/// One board to check.
struct CheckJob {
  std::string board;
  std::vector<std::string> overlays;
  std::string architecture;  ///< Of the kernel tree's folder; empty: as the options say.
};

/// What is the same for all boards.
struct CheckPlan {
  SetupOptions options;
  std::vector<KernelVersion> kernels;
  CheckExtras extras;
  std::string kernel_tree;  ///< Findings name files from here; empty: as they were given.
};

/// Groups files: each board with the .dtbo that follow it. Malformed if one comes first.
Result<std::vector<CheckJob>> check_jobs(const std::vector<std::string>& files);

/// Checks boards, several at a time, in the order of the jobs: what the rules found on each, or why it cannot be read.
std::vector<Result<BoardCheck>> check_boards(Context& context, const CheckPlan& plan, const std::vector<CheckJob>& jobs,
                                             std::size_t threads);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/finding.h>

#include "analyses/boot_setup.h"
#include "analyses/check/check_input.h"
#include "knowledge/architecture.h"
#include "knowledge/kernel_version.h"
#include "sources/suppressions.h"

namespace rampart {

/// What the rules found on one board.
struct BoardCheck {
  std::string file;
  Architecture architecture{};
  bool architecture_assumed = false;
  std::size_t region_count = 0;  ///< Of /reserved-memory.
  std::vector<Finding> findings;
  std::map<std::string, std::string, std::less<>> places;  ///< Addresses of the nodes that findings name, by path.
};

/// A finding with the boards that have it: one of a common .dtsi is found on many.
struct ReportedFinding {
  Finding finding;
  std::vector<std::size_t> boards;  ///< Indices into `CheckReport::boards`; none: it is about no board.
  std::string reason;               ///< Why it is suppressed.
};

/// The answer of `check`.
struct CheckReport {
  std::vector<KernelVersion> kernels;
  bool kernel_stated = false;
  std::vector<BoardCheck> boards;  ///< Their findings have gone into the lists below.
  std::vector<ReportedFinding> findings;
  std::vector<ReportedFinding> suppressed;

  std::size_t count(Severity severity) const;
};

/// Checks one board for every kernel. What several kernels have in common is one finding; where they do different
/// things about it, its effect names each.
BoardCheck check_board(BootSetup setup, const CheckExtras& extras, std::span<const KernelVersion> kernels,
                       std::string file);

/// Joins what boards have in common, and takes out what is suppressed. A suppression that was of no use is a finding
/// `suppression-unused`, of severity note.
CheckReport check_report(std::vector<BoardCheck> boards, const std::vector<Suppression>& suppressions,
                         std::vector<KernelVersion> kernels, bool kernel_stated);

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyses/reserve/reserve_effect.h"
#include "analyses/reserve/reserve_plan.h"
#include "analyses/reserve/reserve_request.h"

namespace rampart {

/// A file that a change touches.
struct ReservedFile {
  std::string path;
  std::optional<std::string> before;  ///< Empty: the file is new.
  std::string after;
  /// Of a file that is no text, both sides as text; empty where nothing can make that of it.
  std::optional<std::string> shown_before;
  std::optional<std::string> shown_after;
  bool is_text = true;
  std::string backup;  ///< Where the old content is; empty until it was written, and for a new file.
};

/// The answer of `reserve`.
struct ReserveReport {
  ReserveRequest::Action action{};
  std::string name;
  std::string file;  ///< As given.
  ReservePlan plan;
  std::vector<ReservedFile> files;
  std::vector<ReserveEffect> effects;  ///< One a kernel; none if no board tells what there is.
  std::string unpredicted;             ///< Why there is no effect; empty if there is.
  bool apply = false;                  ///< Asked to write.
  bool applied = false;                ///< Written.
  std::string refusal;                 ///< Why it was not, though asked.

  /// Whether the change makes something wrong for some kernel.
  bool has_new_error() const;
};

/// The places that a plan gives regions and that a tree does not have: an edit that a later definition hides, say. As
/// `NAME at 0x...`; empty if the tree is as planned.
std::string missing_in(const DeviceTree& tree, const ReservePlan& plan);

}  // namespace rampart

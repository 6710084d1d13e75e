#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "analyses/explain/explain_report.h"
#include "cli/command.h"
#include "cli/setup_inputs.h"
#include "cli/system_options.h"

namespace rampart {

/// What to explain.
struct ExplainOptions {
  SystemOptions system;
  SetupOptions setup;
  std::string board;
  std::uint64_t boot = 0;  ///< Counted from 1; 0 is the last.
  std::vector<std::string> files;
};

/// Everything that was read, and what the answer says of it. `story` refers to the board beside it.
struct ExplainInputs {
  StoryInput story;
  std::optional<BootSetup> board;
  std::vector<ExplainedLog> logs;
  std::vector<std::string> boards;
  std::vector<Note> notes;
};

/// Reads every input, each told by its content: logs of any kind, `-` for standard input, device trees, kernel
/// configurations, directories and snapshots of systems. Without a file: standard input if something is fed to it,
/// else the system. Logs are read piece by piece, in memory that does not grow with them.
Result<void> read_explain_inputs(Context& context, const ExplainOptions& options, ExplainInputs& inputs);

}  // namespace rampart

#pragma once

#include <rampart/base/result.h>

#include "analyses/reserve/reserve_report.h"
#include "cli/command.h"
#include "cli/reserve_options.h"
#include "host/changed_file.h"

namespace rampart {

/// Works out a change of a device tree: its files with their new content, and what kernels make of it. Writes nothing.
Result<ReserveReport> change_tree(Context& context, const ReserveOptions& options, const FileToChange& file);

/// The same for a boot file.
Result<ReserveReport> change_boot_file(Context& context, const ReserveOptions& options, const FileToChange& file);

/// An empty report of what was asked for.
ReserveReport report_of(const ReserveOptions& options);

/// The effect of a change for every kernel asked about.
Result<std::vector<ReserveEffect>> effects_of(const ReserveOptions& options, BootSetup before, BootSetup after);

/// Writes what a report says, all files or none. On failure what was written is put back.
Result<void> apply_change(ReserveReport& report);

}  // namespace rampart

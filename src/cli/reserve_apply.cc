#include <utility>
#include <vector>

#include "cli/reserve_tree.h"
#include "host/changed_file.h"

namespace rampart {
namespace {

/// What was written so far, to be put back if a later file fails.
struct WrittenFile {
  FileToChange before;
  ChangedFile changed;
};

Result<void> write_one(ReservedFile& file, std::vector<WrittenFile>& written) {
  if (!file.before) return create_file(file.path, file.after);
  FileToChange before{file.path, *file.before};
  auto changed = change_file(before, file.after);
  if (!changed) return std::unexpected(std::move(changed.error()));
  file.backup = changed->backup;
  written.push_back({std::move(before), std::move(*changed)});
  return {};
}

/// The other files first: of those nothing is left if the last fails.
Result<void> write_all(ReserveReport& report) {
  std::vector<WrittenFile> written;
  for (ReservedFile& file : report.files) {
    auto done = write_one(file, written);
    if (done) continue;
    for (std::size_t i = written.size(); i-- > 0;) {
      const auto restored = restore_file(written[i].before, written[i].changed);
      if (!restored) done.error().what += "; and " + written[i].before.path + " could not be put back";
    }
    for (ReservedFile& each : report.files) each.backup.clear();
    return done;
  }
  return {};
}

}  // namespace

Result<void> apply_change(ReserveReport& report) {
  if (report.has_new_error()) {
    report.refusal = "not applied: the new layout has an error that the old one has not";
    return {};
  }
  if (report.files.empty() && !report.plan.boot.empty()) {
    report.refusal = "not applied: the command line stands in no file that was given (--boot-file)";
    return {};
  }
  if (auto done = write_all(report); !done) return done;
  report.applied = true;
  return {};
}

}  // namespace rampart

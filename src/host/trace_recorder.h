#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <rampart/base/result.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// Records events of one group of tracepoints in a ring buffer of its own (an instance of tracefs), so that nobody
/// else's tracing is disturbed; all of it is gone when this is destroyed. Plain reads and writes of tracefs, of which
/// the kernel formats the events itself: libtracefs would add 320 KiB to a static binary that may have 3 MiB, most of
/// it a loader of plug-ins by dlopen, which no static binary has.
class TraceRecorder {
 public:
  /// Begins to record the group (`cma`). NotFound if tracefs is not mounted or the kernel has no such group,
  /// NoPermission without root, Io with the reason otherwise. `folder` is where tracefs is, empty for where systems
  /// have it.
  static Result<TraceRecorder> start(std::string_view group, const std::string& folder = {});

  TraceRecorder(TraceRecorder&& other) noexcept;
  TraceRecorder& operator=(TraceRecorder&&) = delete;
  TraceRecorder(const TraceRecorder&) = delete;
  TraceRecorder& operator=(const TraceRecorder&) = delete;
  ~TraceRecorder();

  /// Appends what was recorded since the last call, as the kernel prints it; does not wait.
  Result<void> read(std::string& into);

 private:
  explicit TraceRecorder(std::string instance) : instance_{std::move(instance)} {}

  std::string instance_;  ///< Its folder; empty if there is nothing to remove.
  UniqueFd pipe_;
};

}  // namespace rampart

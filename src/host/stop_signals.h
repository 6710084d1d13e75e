#pragma once

#include <optional>
#include <signal.h>

namespace rampart {

/// While it lives, the signals that ask a program to end (SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2)
/// wait until they are asked for, so that what has to be undone is undone first, and no write is cut short. A signal
/// that was ignored before, as SIGHUP under nohup, stays ignored. SIGPIPE does not end the program either: a write to a
/// terminal or reader that has gone fails. For a program of one thread.
class StopSignals {
 public:
  StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;
  /// Signals that came meanwhile are done with; later ones act as before.
  ~StopSignals();

  /// The first such signal so far.
  std::optional<int> stopped();
  /// The same; waits for one, at most that many seconds, or without end.
  std::optional<int> wait(std::optional<double> seconds);

 private:
  std::optional<int> take(const timespec* timeout);

  sigset_t before_{};
  sigset_t held_back_{};
  sigset_t stops_{};
  std::optional<int> stopped_;
};

}  // namespace rampart

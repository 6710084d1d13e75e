#include "host/stop_signals.h"

#include <cerrno>
#include <ctime>

namespace rampart {
namespace {

constexpr int stops[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2};

bool is_ignored(int number) {
  struct sigaction action{};
  return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

timespec after(double seconds) {
  timespec time{};
  time.tv_sec = static_cast<time_t>(seconds);
  time.tv_nsec = static_cast<long>((seconds - static_cast<double>(time.tv_sec)) * 1e9);
  return time;
}

}  // namespace

StopSignals::StopSignals() {
  sigemptyset(&stops_);
  for (const int number : stops) {
    // Linux keeps an ignored signal for later while it is blocked: it would come out of sigtimedwait.
    if (!is_ignored(number)) sigaddset(&stops_, number);
  }
  held_back_ = stops_;
  if (!is_ignored(SIGPIPE)) sigaddset(&held_back_, SIGPIPE);
  ::sigprocmask(SIG_BLOCK, &held_back_, &before_);
}

StopSignals::~StopSignals() {
  constexpr timespec now{};
  while (::sigtimedwait(&held_back_, nullptr, &now) > 0) {
  }
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

std::optional<int> StopSignals::stopped() { return wait(0); }

std::optional<int> StopSignals::wait(std::optional<double> seconds) {
  if (stopped_) return stopped_;
  if (!seconds) return take(nullptr);
  const timespec timeout = after(*seconds);
  return take(&timeout);
}

std::optional<int> StopSignals::take(const timespec* timeout) {
  int number = 0;
  // Another signal's handler (SIGCHLD, SIGCONT) ends the wait early. It begins anew then: such a wait may be longer,
  // never shorter than asked.
  do {
    number = timeout == nullptr ? ::sigwaitinfo(&stops_, nullptr) : ::sigtimedwait(&stops_, nullptr, timeout);
  } while (number < 0 && errno == EINTR);
  if (number > 0) stopped_ = number;
  return stopped_;
}

}  // namespace rampart

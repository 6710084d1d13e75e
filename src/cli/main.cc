#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/command.h"
#include "host/guest_init.h"
#include "host/root.h"
#include "host/stdio_sink.h"
#include "host/terminal.h"

namespace rampart {
namespace {

/// Sleeps; false when a signal ended it.
bool wait_for(double seconds) {
  timespec left{};
  left.tv_sec = static_cast<time_t>(seconds);
  left.tv_nsec = static_cast<long>((seconds - static_cast<double>(left.tv_sec)) * 1e9);
  return clock_nanosleep(CLOCK_MONOTONIC, 0, &left, nullptr) == 0;
}

/// Ctrl-C ends the wait of --watch, so that what was written is whole.
void end_wait_on_interrupt() {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // a second Ctrl-C ends the program wherever it is
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int run(int argc, char** argv) {
  StdioSink out{stdout};
  StdioSink err{stderr};
  const Terminal terminal = inspect_terminal(STDOUT_FILENO);
  Context context{.out = out,
                  .err = err,
                  .width = terminal.is_terminal ? terminal.width : 0,
                  .colour = terminal.colour,
                  .open_root = open_tree,
                  .wait =
                      [](double seconds) {
                        end_wait_on_interrupt();
                        return wait_for(seconds);
                      },
                  .locale = message_locale(),
                  .is_fed = is_fed(STDIN_FILENO)};
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const Exit status = run_rampart(context, arguments);
  if (!out.flush()) {
    return static_cast<int>(fail(context, {Errc::Io, {"standard output", 0, 0}, "could not write all of the answer"}));
  }
  return static_cast<int>(status);
}

}  // namespace
}  // namespace rampart

int main(int argc, char** argv) {
  if (rampart::is_guest_init(argc, argv)) rampart::run_guest_init();
  try {
    return rampart::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "rampart: internal error: %s\n", error.what());
    return 2;
  }
}

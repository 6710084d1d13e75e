#include "cli/board_session.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/malformed.h"
#include "host/board_port.h"
#include "host/stop_signals.h"
#include "sources/raw_repl.h"

namespace rampart {
namespace {

using std::chrono::milliseconds;
using SessionClock = std::chrono::steady_clock;

constexpr double default_timeout = 10;        // seconds
constexpr milliseconds look_for_signals{50};  // how long a signal may wait
constexpr milliseconds grace{1000};           // for the end of a program of ours, and for leaving
constexpr milliseconds next_piece{3000};      // of an answer that is coming
constexpr milliseconds most_time{120'000};    // the map of 18 MiB of heap at 115200 baud
constexpr milliseconds parting_patience{200};

/// One connection: moves bytes between the port and the protocol, within the time.
class BoardSession {
 public:
  BoardSession(BoardPort& port, StopSignals& signals, const BoardAccess& access, SessionClock::time_point end)
      : port_{port},
        signals_{signals},
        repl_{port.name(), {.interrupt = access.interrupt}},
        end_{end},
        latest_end_{access.timeout ? end : SessionClock::now() + most_time} {}

  /// Empty if a signal asked to stop.
  Result<std::optional<BoardReading>> read(const PythonProbe::Options& options) {
    BoardReading result{.port = port_.name(), .reading = {}};
    repl_.enter();
    if (auto done = settle(); !done) return std::unexpected(std::move(done.error()));
    PythonProbe probe{options};
    while (const auto program = probe.next()) {
      if (signals_.stopped()) break;
      repl_.run(*program);
      if (auto done = settle(); !done) return std::unexpected(std::move(done.error()));
      probe.answer(repl_.answer());
    }
    const bool is_whole = !probe.next();
    end_ = std::max(end_, SessionClock::now() + grace);
    repl_.leave();
    if (auto done = settle(); !done) return std::unexpected(std::move(done.error()));
    if (!is_whole || signals_.stopped()) return std::nullopt;
    result.seconds = std::chrono::duration<double>(SessionClock::now().time_since_epoch()).count();
    result.was_reset = repl_.was_reset();
    result.reading = std::move(probe).finish(repl_.farewell());
    return result;
  }

 private:
  /// Carries a request to its end.
  Result<void> settle() {
    auto quiet_since = SessionClock::now();
    while (repl_.is_busy()) {
      if (auto sent = send(repl_.take_output()); !sent) return sent;
      const auto now = SessionClock::now();
      if (signals_.stopped()) end_ = std::min(end_, now + grace);
      const auto left = std::chrono::ceil<milliseconds>(end_ - now);
      if (left.count() <= 0) {
        repl_.expire();
        break;
      }
      auto wait = std::min(left, look_for_signals);
      const auto patience = repl_.patience();
      if (patience) wait = std::min(wait, std::chrono::ceil<milliseconds>(quiet_since + *patience - now));
      auto bytes = port_.read(std::max(wait, milliseconds{0}));
      if (!bytes) return std::unexpected(std::move(bytes.error()));
      if (!bytes->empty()) {
        repl_.read(*bytes);
        quiet_since = SessionClock::now();
        if (repl_.is_answering() && !signals_.stopped()) {
          end_ = std::max(end_, std::min(quiet_since + next_piece, latest_end_));
        }
      } else if (patience && SessionClock::now() >= quiet_since + *patience) {
        repl_.time_out();
        quiet_since = SessionClock::now();
      }
    }
    if (!repl_.error()) return send(repl_.take_output());
    (void)port_.write(repl_.parting(), parting_patience);  // it has failed already
    return std::unexpected(*repl_.error());
  }

  Result<void> send(std::string_view bytes) {
    const auto left = std::chrono::ceil<milliseconds>(end_ - SessionClock::now());
    return bytes.empty() ? Result<void>{} : port_.write(bytes, std::max(left, milliseconds{1}));
  }

  BoardPort& port_;
  StopSignals& signals_;
  RawRepl repl_;
  SessionClock::time_point end_;
  SessionClock::time_point latest_end_;  ///< While a long answer keeps coming.
};

Result<std::unique_ptr<BoardPort>> open_board(const std::string& command, const BoardAccess& access,
                                              milliseconds patience) {
  if (access.port.empty() == access.tcp.empty()) {
    return refused(Errc::Malformed, command,
                   access.port.empty() ? "no board is named (expected --port DEVICE, --port auto or --tcp HOST:PORT)"
                                       : "--port and --tcp are both given (expected one)");
  }
  if (!access.tcp.empty()) return connect_board_port(access.tcp, patience);
  return open_board_port(access.port, static_cast<unsigned>(access.baud));
}

}  // namespace

void BoardAccess::add_to(OptionParser& parser) {
  parser.value("--port", port,
               "The board's serial port, such as /dev/ttyACM0, or a pseudo-terminal; auto: the only "
               "one on USB");
  parser.value("--tcp", tcp, "HOST:PORT behind which its serial port is, as ser2net's raw mode or QEMU offer it");
  parser.count("--baud", baud, least_baud, most_baud, "Its speed; 115200 if not given");
  parser.seconds("--timeout", timeout,
                 "For one reading as a whole; if not given 10, and up to 120 while a long answer comes");
  parser.flag("--interrupt", interrupt, "Stop the program that runs on the board (Ctrl-C) to get to its prompt");
}

Result<std::optional<BoardReading>> read_board_heap(const std::string& command, const BoardAccess& access,
                                                    const PythonProbe::Options& options) {
  const auto patience = milliseconds{static_cast<std::int64_t>(access.timeout.value_or(default_timeout) * 1000)};
  const auto end = SessionClock::now() + patience;
  StopSignals signals;  // held back until the port is closed
  auto port = open_board(command, access, patience);
  if (!port) return std::unexpected(std::move(port.error()));
  auto result = BoardSession{**port, signals, access, end}.read(options);
  if (!result && signals.stopped()) return std::nullopt;
  return result;
}

}  // namespace rampart

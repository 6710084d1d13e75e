#include "sources/raw_repl.h"

#include <fmt/format.h>
#include <utility>

#include "base/printable.h"
#include "base/trim.h"

namespace rampart {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view ctrl_a = "\x01";
constexpr std::string_view ctrl_b = "\x02";
constexpr std::string_view ctrl_c = "\x03";
constexpr std::string_view ask_for_paste =
    "\x05"
    "A\x01";
constexpr std::string_view friendly_prompt = ">>> ";

constexpr unsigned interrupts = 2;  // one for the program, one for what its handler of the first goes on with
constexpr unsigned most_ctrl_a = 3;
constexpr milliseconds piece_pause{2};  // after each piece of plain raw mode
constexpr std::size_t most_drained = std::size_t{64} << 10;
constexpr std::size_t most_before_prompt = std::size_t{1} << 20;
constexpr std::size_t tail_size = 160;

/// A line that the ROM of an ESP chip prints when it starts.
bool is_from_boot_rom(std::string_view line) {
  return line.find("rst:0x") != std::string_view::npos || line.starts_with("ESP-ROM:");
}

/// A line that tells of a start where none was due. Of a banner that comes before anything was answered nobody knows
/// when it was printed.
bool tells_of_reset(std::string_view line) {
  if (line.starts_with("MicroPython ")) return line.find("; ") != std::string_view::npos;
  return is_from_boot_rom(line) || line.find("MPY: soft reboot") != std::string_view::npos;
}

}  // namespace

void RawRepl::to(State state) {
  state_ = state;
  received_ = 0;
  if (state != State::Astray) line_.clear();
}

void RawRepl::enter() {
  if (is_busy()) return;
  error_.reset();
  tail_.clear();
  line_.clear();
  attempts_ = 0;
  was_reset_ = false;
  has_echoed_ = false;
  if (options_.interrupt) {
    to(State::Interrupting);
    interrupt_again();
  } else {
    to(State::Entering);
    send_ctrl_a();
  }
}

void RawRepl::interrupt_again() {
  received_ = 0;
  if (attempts_ == interrupts) {
    attempts_ = 0;
    tail_.clear();
    to(State::Entering);
    output_ += '\r';
    send_ctrl_a();
    return;
  }
  if (attempts_ == 0) output_ += '\r';
  output_ += ctrl_c;
  ++attempts_;
}

void RawRepl::send_ctrl_a() {
  output_ += ctrl_a;
  ++attempts_;
}

void RawRepl::run(std::string_view program) {
  if (state_ != State::Idle) return;
  answer_ = {};
  tail_.clear();
  line_.clear();
  program_ = program;
  sent_ = 0;
  if (uses_paste_) {
    output_ += ask_for_paste;
    to(State::AskingPaste);
  } else {
    begin_plain();
  }
}

void RawRepl::leave() {
  if (state_ != State::Idle) return;
  answer_ = {};
  output_ += ctrl_b;
  to(State::Leaving);
}

std::string RawRepl::take_output() { return std::exchange(output_, {}); }

std::optional<milliseconds> RawRepl::patience() const {
  switch (state_) {
    case State::Interrupting:
      return milliseconds{200};
    case State::Entering:
      return milliseconds{3000};
    case State::Settling:
      return milliseconds{200};
    case State::SendingPlain:
      return piece_pause;
    case State::Leaving:
      return milliseconds{500};
    case State::Astray:
      return milliseconds{300};
    default:
      return std::nullopt;
  }
}

void RawRepl::read(std::string_view bytes) {
  for (const char byte : bytes) take(byte);
}

void RawRepl::remember(char byte) {
  tail_ += byte;
  if (tail_.size() > 2 * tail_size) tail_.erase(0, tail_size);
}

void RawRepl::take(char byte) {
  if (!is_busy()) return;
  remember(byte);
  ++received_;
  watch_for_reset(byte);
  switch (state_) {
    case State::Interrupting:
      if (received_ >= most_drained) interrupt_again();
      return;
    case State::Entering:
      return take_entering(byte);
    case State::AskingPaste:
      return take_paste_reply(byte);
    case State::OldPrompt:
      return take_old_prompt();
    case State::Window:
      return take_window(byte);
    case State::SendingPaste:
    case State::EndingPaste:
      return take_credit(byte);
    case State::SendingPlain:
    case State::AwaitingOk:
      return take_ok(byte);
    case State::Output:
      return take_answer(byte, answer_.out, State::ErrorText);
    case State::ErrorText:
      return take_answer(byte, answer_.error, State::Prompt);
    case State::Prompt:
      return byte == '>' ? to(State::Idle) : expect("its raw prompt, \">\"");
    case State::Leaving:
      return take_farewell(byte);
    case State::Astray:
      if (received_ >= most_drained) fail_unexpected();
      return;
    case State::Settling:
    case State::Idle:
    case State::Failed:
      return;
  }
}

void RawRepl::watch_for_reset(char byte) {
  if (byte != '\n') {
    if (line_.size() < tail_size) line_ += byte;
    return;
  }
  std::string line;
  line.swap(line_);
  if (state_ == State::Leaving) return;
  if (state_ == State::Interrupting || state_ == State::Entering || state_ == State::Settling) {
    was_reset_ = was_reset_ || is_from_boot_rom(line);
    return;
  }
  if (!tells_of_reset(line)) return;
  fail(Errc::Io, fmt::format("the board reset while it was read: it prints \"{}\" (expected an answer)",
                             shortened(printable(trim(line)), quoted_size)));
}

void RawRepl::take_entering(char byte) {
  if (byte == ctrl_a.front() && received_ == 1) {
    has_echoed_ = true;
    fail(Errc::Io,
         options_.interrupt
             ? "what is sent comes back (expected MicroPython's raw prompt; does something else echo at this port?)"
             : "what is sent comes back: the board is in paste mode, or something else echoes (expected MicroPython's "
               "raw prompt; --interrupt cancels a paste)");
  } else if (tail_.ends_with(raw_prompt)) {
    to(attempts_ > 1 ? State::Settling : State::Idle);
  } else if (received_ >= most_before_prompt) {
    fail_entering();
  }
}

void RawRepl::take_farewell(char byte) {
  answer_.out += byte;
  if (answer_.out.ends_with(friendly_prompt) || answer_.out.size() >= most_drained) to(State::Idle);
}

void RawRepl::time_out() {
  switch (state_) {
    case State::Interrupting:
      return interrupt_again();
    case State::Entering:
      if (!was_reset_ || attempts_ == most_ctrl_a) return fail_entering();
      return send_ctrl_a();  // what was sent while it started is lost
    case State::Settling:
      return to(State::Idle);
    case State::SendingPlain:
      return send_piece();
    default:
      return expire();
  }
}

void RawRepl::expire() {
  switch (state_) {
    case State::Interrupting:
    case State::Entering:
    case State::Settling:
      return fail_entering();
    case State::Leaving:
      return to(State::Idle);
    case State::Astray:
      return fail_unexpected();
    case State::Idle:
    case State::Failed:
      return;
    default:
      return fail_unfinished();
  }
}

std::string_view RawRepl::parting() const { return has_echoed_ ? std::string_view{} : ctrl_b; }

}  // namespace rampart

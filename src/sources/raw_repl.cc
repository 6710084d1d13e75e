#include "sources/raw_repl.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <utility>

#include "base/malformed.h"
#include "base/printable.h"
#include "base/trim.h"

namespace rampart {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view ctrl_a = "\x01";
constexpr std::string_view ctrl_b = "\x02";
constexpr std::string_view ctrl_c = "\x03";
constexpr char ctrl_d = '\x04';
constexpr char window_byte = '\x01';
constexpr std::string_view ask_for_paste =
    "\x05"
    "A\x01";
constexpr std::string_view raw_prompt = "raw REPL; CTRL-B to exit\r\n>";
constexpr std::string_view friendly_prompt = ">>> ";

constexpr unsigned interrupts = 2;  // one for the program, one for what its handler of the first goes on with
constexpr unsigned most_ctrl_a = 3;
/// Of plain raw mode, which has no flow control. mpremote sends 256 bytes every 10 ms; a micro:bit has room for 64, and
/// an emulated line no speed that would hold them back.
constexpr std::size_t piece_size = 32;
constexpr milliseconds piece_pause{2};
constexpr std::size_t most_drained = std::size_t{64} << 10;
constexpr std::size_t most_before_prompt = std::size_t{1} << 20;
constexpr std::size_t tail_size = 160;
constexpr std::size_t quoted_size = 48;

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

/// True if a good part of it is no text: another baud rate, or no board.
bool is_garbage(std::string_view bytes) {
  constexpr std::string_view mark = "\xef\xbf\xbd";
  const auto is_blank = [](char byte) { return byte == '\r' || byte == '\n' || byte == '\t' || byte == '\x1b'; };
  std::string visible;
  std::ranges::remove_copy_if(bytes, std::back_inserter(visible), is_blank);
  const std::string safe = printable(visible);
  std::size_t marks = 0;
  for (std::size_t at = safe.find(mark); at != std::string::npos; at = safe.find(mark, at + mark.size())) ++marks;
  return marks * 4 > visible.size();
}

}  // namespace

void RawRepl::to(State state) {
  state_ = state;
  received_ = 0;
  if (state != State::Astray) line_.clear();
}

void RawRepl::fail(Errc code, std::string what) {
  error_ = Error{code, {board_, 0, 0}, std::move(what)};
  to(State::Failed);
}

std::string RawRepl::quoted_tail() const {
  const std::size_t from = tail_.size() - std::min(tail_.size(), quoted_size);
  return fmt::format("\"{}\"", printable(std::string_view{tail_}.substr(from)));
}

/// It answered something else: `expected` is what it should have.
void RawRepl::expect(std::string_view expected) {
  expected_ = expected;
  to(State::Astray);
}

void RawRepl::fail_unexpected() {
  fail(Errc::Malformed, fmt::format("the board answers {} (expected {})", quoted_tail(), expected_));
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

void RawRepl::take_paste_reply(char byte) {
  if (received_ == 1) {
    if (byte != 'R' && byte != 'r') expect("\"R\" or its raw prompt, as answer to raw-paste");
    return;
  }
  const std::string_view reply = std::string_view{tail_}.substr(tail_.size() - 2);
  if (reply == std::string_view{"R\x01", 2}) {
    to(State::Window);
  } else if (reply == std::string_view{"R\0", 2}) {
    begin_plain();
  } else if (reply == "ra") {
    to(State::OldPrompt);
  } else {
    expect("\"R\" or its raw prompt, as answer to raw-paste");
  }
}

void RawRepl::take_old_prompt() {
  if (tail_.ends_with(raw_prompt)) return begin_plain();
  if (received_ > raw_prompt.size()) expect("its raw prompt");
}

void RawRepl::take_window(char byte) {
  const auto value = static_cast<std::uint64_t>(static_cast<unsigned char>(byte));
  if (received_ == 1) {
    window_ = value;
    return;
  }
  window_ |= value << 8;
  if (window_ == 0) return expect("a window of raw-paste that is not empty");
  credit_ = window_;
  to(State::SendingPaste);
  send_by_window();
}

void RawRepl::send_by_window() {
  const std::size_t size = std::min<std::uint64_t>(credit_, program_.size() - sent_);
  output_ += std::string_view{program_}.substr(sent_, size);
  sent_ += size;
  credit_ -= size;
  if (sent_ < program_.size()) return;
  output_ += ctrl_d;
  to(State::EndingPaste);
}

void RawRepl::take_credit(char byte) {
  if (byte == window_byte) {
    credit_ += window_;
    if (state_ == State::SendingPaste) send_by_window();
  } else if (byte == ctrl_d) {
    // The board has enough of it before the end: it wants its Ctrl-D back, and tells why in the error text.
    if (state_ == State::SendingPaste) output_ += ctrl_d;
    to(State::Output);
  } else {
    expect("flow control of raw-paste");
  }
}

void RawRepl::begin_plain() {
  uses_paste_ = false;
  to(State::SendingPlain);
  send_piece();
}

void RawRepl::send_piece() {
  output_ += std::string_view{program_}.substr(sent_, piece_size);
  sent_ = std::min(sent_ + piece_size, program_.size());
  if (sent_ < program_.size()) return;
  output_ += ctrl_d;
  to(State::AwaitingOk);
}

void RawRepl::take_ok(char byte) {
  const std::string_view expected = "OK";
  if (state_ == State::SendingPlain || byte != expected[received_ - 1]) return expect("\"OK\"");
  if (received_ == expected.size()) to(State::Output);
}

void RawRepl::take_answer(char byte, std::string& into, State next) {
  if (byte == ctrl_d) return to(next);
  into += byte;
  if (answer_.out.size() + answer_.error.size() <= options_.answer_limit) return;
  fail(Errc::TooLarge,
       fmt::format("the answer of the board has more than {} bytes and goes on with {} (expected what a "
                   "short program prints; does another program of it print too?)",
                   options_.answer_limit, quoted_tail()));
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

void RawRepl::fail_entering() {
  if (was_reset_) {
    return fail(Errc::Io, fmt::format("the board starts anew and does not come to its prompt; last it prints {} "
                                      "(expected MicroPython's raw prompt)",
                                      quoted_tail()));
  }
  if (!tail_.empty() && is_garbage(tail_)) {
    return fail(Errc::Malformed,
                fmt::format("garbage, {} (expected MicroPython's raw prompt; is it another --baud?)", quoted_tail()));
  }
  const std::string heard = tail_.empty() ? "no answer" : fmt::format("no answer but {}", quoted_tail());
  fail(Errc::Io,
       options_.interrupt
           ? fmt::format("{} to Ctrl-C and Ctrl-A (expected MicroPython's raw prompt; is a board at this port, and "
                         "nothing that catches Ctrl-C on it?)",
                         heard)
           : fmt::format("{} to Ctrl-A (expected MicroPython's raw prompt; a program runs on the board, a line is half "
                         "typed, or something else is at this port: --interrupt stops what runs)",
                         heard));
}

void RawRepl::fail_unfinished() {
  const std::size_t size = answer_.out.size() + answer_.error.size();
  const std::string heard = tail_.empty() ? "nothing came" : fmt::format("the last that came is {}", quoted_tail());
  fail(Errc::Io,
       fmt::format("the answer did not end in time; of {} bytes so far {} (expected its end; a long one takes "
                   "a longer --timeout)",
                   size, heard));
}

std::string_view RawRepl::parting() const { return has_echoed_ ? std::string_view{} : ctrl_b; }

}  // namespace rampart

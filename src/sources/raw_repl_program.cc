#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <string>
#include <string_view>

#include "sources/raw_repl.h"

namespace rampart {
namespace {

constexpr char ctrl_d = '\x04';
constexpr char window_byte = '\x01';
/// Of plain raw mode, which has no flow control. mpremote sends 256 bytes every 10 ms; a micro:bit has room for 64, and
/// an emulated line no speed that would hold them back.
constexpr std::size_t piece_size = 32;

}  // namespace

// How a program gets to the board, by raw-paste or in pieces, and what comes back.

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

}  // namespace rampart

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "base/printable.h"
#include "sources/raw_repl.h"

namespace rampart {
namespace {

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

}  // namespace rampart

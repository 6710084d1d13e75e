#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <rampart/base/result.h>

namespace rampart {

/// What a program did on the board.
struct RawReplAnswer {
  std::string out;    ///< As printed, with the board's line ends.
  std::string error;  ///< The traceback that ended it; empty if it came to its end.
  friend bool operator==(const RawReplAnswer&, const RawReplAnswer&) = default;
};

/// The host's side of MicroPython's raw REPL, without any I/O: bytes of the board go in, bytes for the board come out.
/// It follows shared/runtime/pyexec.c of MicroPython 1.28 on the board's side and mpremote 1.28 on this one, but for
/// two things that mpremote does: it never resets the board (Ctrl-D at a prompt), and it stops what runs on it (Ctrl-C)
/// only if it is told to.
///
/// One request at a time: enter(), then run() as often as wanted, then leave(). While is_busy(), send take_output(),
/// wait patience() for bytes, and call read() with them or time_out() without. How the bytes are cut into calls of
/// read() makes no difference. Every request ends after a bounded number of time-outs.
class RawRepl {
 public:
  /// More than the map of the largest heap that is read (MemInfoReader::max_blocks).
  static constexpr std::size_t most_answered = std::size_t{8} << 20;

  struct Options {
    bool interrupt = false;  ///< Ctrl-C may be sent: it stops a program, a paste that was left open, a half-typed line.
    std::size_t answer_limit = most_answered;  ///< Bytes that one program may print.
  };

  /// `board` names the other end in errors.
  RawRepl(std::string board, Options options) : board_{std::move(board)}, options_{options} {}

  /// Gets the board to its raw prompt. Without `interrupt` by Ctrl-A alone, which an idle prompt answers and which does
  /// nothing to a program that runs.
  void enter();
  /// Sends a program, by raw-paste where the board has it, and reads what it answers. At the raw prompt only.
  void run(std::string_view program);
  /// Goes back to the prompt for people and reads the banner that the board prints there. At the raw prompt only.
  void leave();

  bool is_busy() const { return state_ != State::Idle && state_ != State::Failed; }
  /// True while a program of ours prints: the board works on what it was asked for.
  bool is_answering() const { return state_ == State::Output || state_ == State::ErrorText; }
  std::string take_output();
  /// How long no byte may come before time_out(); nothing where only the caller's own end is one.
  std::optional<std::chrono::milliseconds> patience() const;
  void read(std::string_view bytes);
  void time_out();
  /// The caller's time is over, or it was asked to stop: the request has failed.
  void expire();
  /// What makes the board's REPL one for people again wherever the request failed: Ctrl-B, which waits in the board's
  /// input behind the Ctrl-A that it has not read yet. Nothing where it would become part of a text.
  std::string_view parting() const;

  const std::optional<Error>& error() const { return error_; }
  const RawReplAnswer& answer() const { return answer_; }      ///< Of the last run().
  const std::string& farewell() const { return answer_.out; }  ///< After leave(): the banner.
  bool has_raw_paste() const { return uses_paste_; }
  /// The board printed that it starts, before it came to its prompt: opening its port resets some boards.
  bool was_reset() const { return was_reset_; }

 private:
  static constexpr std::string_view raw_prompt = "raw REPL; CTRL-B to exit\r\n>";
  static constexpr std::size_t quoted_size = 48;  ///< Bytes of the board that an error shows.

  enum class State {
    Idle,
    Interrupting,  ///< A Ctrl-C was sent; what the program says about it is passed over.
    Entering,      ///< Ctrl-A was sent.
    Settling,      ///< Ctrl-A was sent more than once: a second answer may come.
    AskingPaste,   ///< Ctrl-E A Ctrl-A was sent.
    OldPrompt,     ///< A version before 1.14 takes that for another Ctrl-A.
    Window,        ///< Raw-paste it is; its window size comes.
    SendingPaste,
    EndingPaste,
    SendingPlain,
    AwaitingOk,
    Output,
    ErrorText,
    Prompt,
    Leaving,
    Astray,  ///< It answers something else than it should: what more comes tells why.
    Failed,
  };

  void take(char byte);
  void take_entering(char byte);
  void take_paste_reply(char byte);
  void take_old_prompt();
  void take_window(char byte);
  void take_credit(char byte);
  void take_ok(char byte);
  void take_answer(char byte, std::string& into, State next);
  void take_farewell(char byte);
  void interrupt_again();
  void send_ctrl_a();
  void send_by_window();
  void send_piece();
  void begin_plain();
  void watch_for_reset(char byte);
  void remember(char byte);
  void to(State state);
  void fail(Errc code, std::string what);
  void expect(std::string_view expected);
  void fail_unexpected();
  void fail_entering();
  void fail_unfinished();
  std::string quoted_tail() const;

  std::string board_;
  Options options_;
  State state_ = State::Idle;
  std::string output_;
  std::optional<Error> error_;
  RawReplAnswer answer_;
  std::string tail_;          ///< The last bytes of this request, for matching and for errors.
  std::string line_;          ///< The line that is being received.
  std::size_t received_ = 0;  ///< Bytes of this state.
  unsigned attempts_ = 0;     ///< Ctrl-C or Ctrl-A sent so far.
  bool uses_paste_ = true;    ///< Until the board says otherwise.
  bool was_reset_ = false;
  bool has_echoed_ = false;
  std::string_view expected_;  ///< By us, of a board that went astray.
  std::string program_;
  std::size_t sent_ = 0;  ///< Bytes of the program.
  std::uint64_t window_ = 0;
  std::uint64_t credit_ = 0;  ///< Bytes that may still be sent.
};

}  // namespace rampart

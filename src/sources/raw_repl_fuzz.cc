#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sources/raw_repl.h"

namespace {

using rampart::RawRepl;

constexpr std::string_view program = "print(1)\nprint(22)\nprint(333)\nprint(4444)\nprint(55555)\n";
constexpr char pause_mark = '\xff';  // in the input: nothing comes for a while, or the next request begins
constexpr std::size_t answer_limit = 4096;
constexpr int most_time_outs = 16;

/// What an observer on the wire may rely on.
class Wire {
 public:
  explicit Wire(bool interrupt) : interrupt_{interrupt} {}

  void sent(std::string_view bytes) {
    if (!interrupt_ && bytes.find('\x03') != std::string_view::npos) std::abort();
    if (bytes ==
        "\x05"
        "A\x01") {
      heard_ = 0;
      is_asked_ = true;
      allowed_ = 0;
      used_ = 0;
    } else if (is_asked_ && is_paste_) {
      for (const char byte : bytes) {
        if (byte == '\x04') {
          is_asked_ = false;  // the program is at its end
        } else if (++used_ > allowed_) {
          std::abort();  // more than the board has room for
        }
      }
    }
    all_ += bytes;
  }

  void heard(char byte) {
    if (!is_asked_) return;
    ++heard_;
    const auto value = static_cast<unsigned long long>(static_cast<unsigned char>(byte));
    if (heard_ == 1) is_paste_ = byte == 'R';
    if (heard_ == 2) is_paste_ = is_paste_ && byte == '\x01';
    if (heard_ == 3) window_ = value;
    if (heard_ == 4) {
      window_ |= value << 8;
      allowed_ = window_;
    }
    if (heard_ > 4 && byte == '\x01') allowed_ += window_;
  }

  const std::string& all() const { return all_; }

 private:
  bool interrupt_;
  bool is_asked_ = false;
  bool is_paste_ = false;
  std::size_t heard_ = 0;
  unsigned long long window_ = 0;
  unsigned long long allowed_ = 0;
  unsigned long long used_ = 0;
  std::string all_;
};

struct Talk {
  std::string sent;
  std::string answers;
  std::string error;
  friend bool operator==(const Talk&, const Talk&) = default;
};

void begin_next(RawRepl& repl, int& request) {
  if (repl.error()) return;
  if (request < 3) {
    repl.run(program);
  } else if (request == 3) {
    repl.leave();
  }
  ++request;
}

Talk talk(std::string_view input, bool interrupt, bool is_whole) {
  RawRepl repl{"board", {.interrupt = interrupt, .answer_limit = answer_limit}};
  Wire wire{interrupt};
  Talk result;
  int request = 0;
  repl.enter();
  wire.sent(repl.take_output());
  while (!input.empty()) {
    if (input.front() == pause_mark) {
      if (repl.is_busy()) {
        repl.time_out();
      } else {
        result.answers += repl.answer().out + '|' + repl.answer().error + '|';
        begin_next(repl, request);
      }
      input.remove_prefix(1);
    } else {
      const std::size_t size = is_whole ? std::min(input.find(pause_mark), input.size()) : 1;
      for (const char byte : input.substr(0, size)) wire.heard(byte);
      repl.read(input.substr(0, size));
      input.remove_prefix(size);
    }
    wire.sent(repl.take_output());
    if (repl.answer().out.size() + repl.answer().error.size() > answer_limit + 1) std::abort();
  }
  for (int i = 0; repl.is_busy(); ++i) {
    if (i == most_time_outs) std::abort();
    repl.time_out();
    wire.sent(repl.take_output());
  }
  result.sent = wire.all();
  if (repl.error()) result.error = to_string(*repl.error());
  return result;
}

}  // namespace

/// However the bytes of a board are cut, the same is sent and found; no more is sent than its window has room for, no
/// Ctrl-C without leave to interrupt; and every request ends.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 1, size - 1};
  const bool interrupt = (data[0] & 1) != 0;
  if (!(talk(input, interrupt, true) == talk(input, interrupt, false))) std::abort();
  return 0;
}

#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/note.h>

#include "sources/raw_repl.h"

namespace rampart {

/// What reading a board did to its heap, by gc.mem_alloc() of the board before and after.
struct PythonProbeCost {
  Bytes before;                ///< In use before anything was read.
  std::optional<Bytes> left;   ///< Garbage that the reading left, gone with the next collection. Empty if the board
                               ///< collected in between, so that no difference tells it.
  std::optional<Bytes> stays;  ///< What is in use after a collection at the end and was not after the one at the
                               ///< beginning: known only where collections were asked for.
  friend bool operator==(const PythonProbeCost&, const PythonProbeCost&) = default;
};

/// What the programs found out.
struct PythonReading {
  /// As a session at the board's prompt would look, for parse_python_paste: `>>> gc.mem_free()`, then the answer.
  std::string transcript;
  std::optional<PythonProbeCost> cost;  ///< Empty where the firmware has no gc.mem_alloc().
  std::vector<Note> notes;              ///< What this firmware does not have.
};

/// Reads a board's heap by short programs, one after the other. They bind no name (`import gc` would stay in the user's
/// namespace), so that nothing but garbage is left behind. Nor do they name what only some boards have before they know
/// that this one has it: a name that MicroPython meets for the first time becomes an interned string, which stays until
/// the next reset, as does a text of up to 10 letters (py/qstr.c and py/parse.c of 1.28). What the raw REPL of 1.27 and
/// later binds for every program, __file__, is taken away at the end.
class PythonProbe {
 public:
  struct Options {
    bool collect = false;  ///< Runs gc.collect() before the reading, and once more at its end.
    bool has_map = true;   ///< Asks for the blocks too: 75 bytes for each KiB of the heap that is not all free.
  };
  struct Step;

  explicit PythonProbe(Options options);

  /// The next program to run, or nothing when all is read.
  std::optional<std::string_view> next() const;
  /// What it answered.
  void answer(const RawReplAnswer& answer);
  /// After the last one; `farewell` is what the board prints on leaving its raw REPL: its banner.
  PythonReading finish(std::string_view farewell) &&;

 private:
  void say(const Step& step, std::string_view out);
  void read_heap(const RawReplAnswer& answer);
  std::optional<PythonProbeCost> cost() const;

  Options options_;
  std::deque<const Step*> steps_;  ///< Still to do.
  std::vector<std::optional<std::uint64_t>> looks_;
  PythonReading reading_;
};

}  // namespace rampart

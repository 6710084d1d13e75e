#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/note.h>

#include "analyses/python/heap_report.h"
#include "sources/python_paste.h"
#include "sources/python_probe.h"

namespace rampart {

/// A board that is connected: what was read of it, what it means, and what the reading did to it.
struct BoardStatus {
  std::string port;
  PythonPaste paste;  ///< The reading as a session at the prompt.
  PythonReport report;
  std::optional<PythonProbeCost> cost;
  std::vector<Note> notes;
};

/// Malformed where the board's answers are no answers of MicroPython.
Result<BoardStatus> board_status(const std::string& port, PythonReading reading, bool was_reset);

/// The heap at one moment, for a plot.
struct HeapSample {
  double seconds = 0;  ///< Since the first one.
  Bytes total;
  Bytes used;
  Bytes free;
  std::optional<Bytes> largest_free;
  std::optional<Bytes> max_new_split;
  friend bool operator==(const HeapSample&, const HeapSample&) = default;
};

/// The newest heap of a status; empty where the firmware does not tell.
std::optional<HeapSample> heap_sample(const BoardStatus& status, double seconds);

}  // namespace rampart

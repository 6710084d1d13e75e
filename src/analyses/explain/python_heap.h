#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

#include "analyses/explain/story.h"

namespace rampart {

/// How much a MicroPython says that it has left.
struct PythonFree {
  Bytes size;
  const Clue* clue = nullptr;
};

/// Its answers, of gc.mem_free() and of micropython.mem_info(), in order. What the heap may still grow by is counted.
std::vector<PythonFree> python_free(const Story& story);

/// The whole heap as it may grow, where mem_info() tells; nothing else does.
std::optional<Bytes> python_heap(const Story& story);

/// A call of micropython.mem_info() as its lines tell it.
struct PythonDump {
  const Clue* clue = nullptr;  ///< The line of its totals.
  Bytes total;
  Bytes used;
  Bytes free;
  std::optional<Bytes> may_grow{};      ///< `max new split`
  const Clue* blocks = nullptr;         ///< The line of its blocks, or null.
  std::optional<Bytes> largest_free{};  ///< The longest free run, where that line tells it.

  /// What is left, growth counted.
  Bytes reachable() const;
  /// The largest object that fits, in a run or in a new area.
  std::optional<Bytes> largest_object() const;
};

/// The last one of the log, or nothing.
std::optional<PythonDump> last_python_dump(const Story& story);

/// True if much is free and no object larger than a quarter of it fits: `reachable` counts growth, `largest` is the
/// largest object.
bool is_heap_in_pieces(Bytes reachable, Bytes largest);
/// True if nine tenths of all that the heap may become are used.
bool is_heap_nearly_full(Bytes used, Bytes whole);

/// No microcontroller with PSRAM has as much without: internal RAM is 512 KiB and less.
constexpr Bytes most_internal_heap = kib(512);

}  // namespace rampart

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

/// No microcontroller with PSRAM has as much without: internal RAM is 512 KiB and less.
constexpr Bytes most_internal_heap = kib(512);

}  // namespace rampart

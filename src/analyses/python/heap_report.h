#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/region.h>

#include "sources/python_paste.h"

namespace rampart {

/// One area of the heap by its map.
struct PythonAreaReport {
  std::uint64_t start{};
  Bytes size;
  Bytes used;
  Bytes free;
  Bytes largest_free;
  Occupancy occupancy;  ///< Unknown: rows that the paste lacks.
  std::size_t line{};
};

/// Objects of one sort, by the letter of the map.
struct PythonObjectSum {
  char letter{};
  std::string name;  ///< `dict`, `bytes or str`, `head of another kind`
  std::uint64_t count{};
  Bytes size;
  friend bool operator==(const PythonObjectSum&, const PythonObjectSum&) = default;
};

/// What the numbers of one call of mem_info() mean.
struct PythonHeapReport {
  std::size_t line{};
  Bytes total;
  Bytes used;
  Bytes free;
  std::optional<Bytes> max_new_split;
  Bytes reachable;  ///< `free` and what the heap may still grow by: what gc.mem_free() counts.
  std::optional<Bytes> stack_used;
  std::optional<Bytes> stack_limit;
  Bytes block;
  bool block_is_assumed = false;
  std::optional<Bytes> largest_free;  ///< The largest object that fits without growing. Runs of two areas do not join.
  std::optional<Bytes> largest_object;
  std::optional<unsigned> fragmentation;  ///< Percent of `free` that lies outside the longest run.
  std::vector<PythonAreaReport> areas;
  std::vector<PythonObjectSum> objects;  ///< By size, the largest sum first.
};

struct PythonReport {
  std::vector<PythonHeapReport> heaps;  ///< One for each dump, in order.
  std::vector<Finding> findings;        ///< What does not add up, and numbers of different moments.
};

/// Computes, and checks the paste against itself: total = used + free, blocks against bytes, the map against both,
/// gc.mem_alloc() and gc.mem_free() against the dump before them.
PythonReport python_report(const PythonPaste& paste);

}  // namespace rampart

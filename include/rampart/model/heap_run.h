#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <rampart/base/units.h>
#include <rampart/model/heap_facts.h>

namespace rampart {

/// A byte that is not what was written.
struct BufferMismatch {
  std::size_t buffer{};    ///< Counts from 0.
  std::uint64_t offset{};  ///< In the buffer, in bytes.
  std::uint8_t expected{};
  std::uint8_t found{};
  friend bool operator==(const BufferMismatch&, const BufferMismatch&) = default;
};

/// What became of a request for some buffers of one size.
struct HeapRun {
  std::string heap;  ///< Its name.
  std::string path;
  Bytes size;                       ///< Of one buffer, as asked for.
  std::uint64_t wanted{};           ///< Number of buffers.
  std::uint64_t had{};              ///< Less if the heap refused one.
  Bytes total;                      ///< What the kernel gave, in whole pages.
  std::optional<PoolFacts> before;  ///< The pool of a CMA heap.
  std::optional<PoolFacts> held;    ///< The same while the buffers are held.
  bool filled = false;
  bool verified = false;
  std::optional<BufferMismatch> mismatch;  ///< The first one found.
  std::string refusal;                     ///< Why there are not more; empty if there are.
};

}  // namespace rampart

#pragma once

#include <expected>
#include <optional>
#include <string>

#include <rampart/base/result.h>
#include <rampart/model/heap_facts.h>

namespace rampart {

/// Why a buffer could not be had or used.
struct HeapError {
  int number = 0;                   ///< The errno; 0 if no system call was made because it could not have succeeded.
  std::string heap;                 ///< The heap's device, `/dev/dma_heap/linux,cma`; empty where no heap is concerned.
  std::string what;                 ///< What was refused and why, lower case, no full stop.
  std::string advice;               ///< What to do about it; may be empty.
  std::optional<PoolFacts> pool{};  ///< For ENOMEM of a CMA heap: its pool at that moment, as far as it can be read.
};

template <typename T>
using HeapResult = std::expected<T, HeapError>;

/// `/dev/dma_heap/linux,cma: 512 MiB refused (ENOMEM): the pool is 64 MiB, 41 MiB used, longest free run 6 MiB (...)`.
std::string to_string(const HeapError& error);

/// The same as an error of the rest of the library.
Error to_error(const HeapError& error);

}  // namespace rampart

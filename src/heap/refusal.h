#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rampart/heap/heap_error.h>

namespace rampart {

/// The error of a system call that failed with `number`; `doing` is what was refused: `4 MiB refused`, `cannot map`.
/// The advice is that for the errno, unless one is given.
HeapError refusal(int number, std::string_view heap, std::string_view doing, std::string_view advice = {});

/// The error of a request for which a heap had no memory; `pool` is its CMA pool as it was then.
HeapError out_of_memory(std::string_view heap, Bytes size, std::optional<PoolFacts> pool);

}  // namespace rampart

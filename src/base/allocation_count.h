#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace rampart {

/// For tests: how many times operator new was called in this program. It is replaced here, so one file of a program
/// may include this and no other.
inline std::size_t allocation_count = 0;

}  // namespace rampart

void* operator new(std::size_t size) {
  ++rampart::allocation_count;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc{};
}
// Not inlined: GCC takes the free for a mistake where it sees the pair only in part.
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

#pragma once

#include <string_view>

namespace rampart {

// The drivers that `heap scaffold` writes; @ID@ and @NAME@ are filled in. Our own text, and GPL as a kernel's part has
// to be: it is what a user gets, and no part of rampart's program.
extern const std::string_view cma_heap_add_text;
extern const std::string_view built_in_buffer_text;  ///< The first half: a buffer.
extern const std::string_view built_in_heap_text;    ///< The second: the heap.

}  // namespace rampart

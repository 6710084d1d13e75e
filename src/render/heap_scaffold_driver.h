#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// A driver for kernels that export cma_heap_add(); `id` names its functions and its node.
std::string cma_heap_add_driver(std::string_view id);

/// A driver with a heap of its own, to be compiled into the kernel.
std::string built_in_heap_driver(std::string_view heap, std::string_view id);

}  // namespace rampart

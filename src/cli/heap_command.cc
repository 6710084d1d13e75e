#include "cli/heap_command.h"

#include "cli/heap_alloc_command.h"
#include "cli/heap_bench_command.h"
#include "cli/heap_list_command.h"
#include "cli/heap_scaffold_command.h"
#include "cli/subcommands.h"

namespace rampart {
namespace {

constexpr Command heap_subcommands[] = {
    {"list", "the heaps, what backs each, and the CMA pools that have none", run_heap_list},
    {"alloc", "takes buffers from a heap, fills, verifies and holds them", run_heap_alloc},
    {"bench", "how long buffers take, beside bare ioctls", run_heap_bench},
    {"scaffold", "writes the device-tree fragment and the driver for a heap of one pool", run_heap_scaffold},
};

constexpr CommandGroup heap_group{
    .name = "heap",
    .purpose = "DMA-BUF heaps: where a program gets large buffers for devices",
    .commands = heap_subcommands,
    .examples = {"rampart heap list # which heaps there are, and how full their pools",
                 "rampart heap alloc 64M --heap linux,cma --fill a5 --verify # whether it can be had, and holds"}};

}  // namespace

Exit run_heap(Context& context, std::span<const std::string> arguments) {
  return run_group(context, heap_group, arguments);
}

}  // namespace rampart

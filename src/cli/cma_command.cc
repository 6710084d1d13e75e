#include "cli/cma_command.h"

#include "cli/cma_bitmap_command.h"
#include "cli/cma_blocks_command.h"
#include "cli/cma_holders_command.h"
#include "cli/cma_list_command.h"
#include "cli/cma_simulate_command.h"
#include "cli/cma_trace_command.h"
#include "cli/subcommands.h"

namespace rampart {
namespace {

constexpr Command cma_subcommands[] = {
    {"list", "every pool: size, use, fragmentation, failures, heap and devices", run_cma_list},
    {"bitmap", "a pool drawn block by block, and what it could still give", run_cma_bitmap},
    {"alloc", "test allocations through debugfs, given back at the end", run_cma_alloc},
    {"free", "gives back test allocations that were left", run_cma_free},
    {"holders", "who holds DMA-BUF and CMA memory", run_cma_holders},
    {"trace", "records allocations, and tells who allocated, how long it took, what failed", run_cma_trace},
    {"simulate", "replays a trace in a pool of another size", run_cma_simulate},
};

constexpr CommandGroup cma_group{
    .name = "cma",
    .purpose = "the pools of contiguous memory (CMA) at run time",
    .commands = cma_subcommands,
    .examples = {"rampart cma list --want 16M # is free memory in pieces too small for a buffer of 16 MiB?",
                 "rampart cma simulate cma.trace --size 64M # would a pool of 64 MiB have served it?"}};

}  // namespace

Exit run_cma(Context& context, std::span<const std::string> arguments) {
  return run_group(context, cma_group, arguments);
}

}  // namespace rampart

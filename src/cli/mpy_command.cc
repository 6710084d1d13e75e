#include "cli/mpy_command.h"

#include "cli/subcommands.h"

namespace rampart {
namespace {

constexpr Command mpy_subcommands[] = {
    {"status", "the heap of a board that is connected, read over its serial port", run_mpy_status},
    {"parse", "the same from pasted text: what the numbers of mem_info() mean", run_mpy_parse},
    {"diagnose", "where the PSRAM went, what fills or cuts up the heap, and what to change", run_mpy_diagnose},
};

constexpr CommandGroup mpy_group{
    .name = "mpy",
    .purpose = "the heap of a MicroPython board: read it, explain it",
    .commands = mpy_subcommands,
    .examples = {"rampart mpy status --port auto # stack, heap, the largest free run, what the reading itself cost",
                 "rampart mpy diagnose paste.txt --board N16R8 # is the module's PSRAM in use, and if not, why"}};

}  // namespace

Exit run_mpy(Context& context, std::span<const std::string> arguments) {
  return run_group(context, mpy_group, arguments);
}

}  // namespace rampart

#include "analyses/verify/machine_command_line.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

std::string on_machine(std::string_view board, std::uint64_t shift = 0) {
  return machine_command_line(parse_command_line(board, "test"), "console=ttyAMA0", shift);
}

TEST(MachineCommandLine, WhatDecidesTheLayoutStaysAndTheBoardsConsoleGoes) {
  EXPECT_EQ(on_machine("console=ttyMSM0,115200 quiet cma=64M root=/dev/mmcblk0p2 rw mem=1G init=/sbin/init nokaslr"),
            "console=ttyAMA0 cma=64M mem=1G nokaslr");
}

TEST(MachineCommandLine, WhatIsForInitIsNotPassedOn) {
  EXPECT_EQ(on_machine("cma=8M -- single"), "console=ttyAMA0 cma=8M");
}

TEST(MachineCommandLine, AddressesMoveWithTheBoardAndSizesDoNot) {
  EXPECT_EQ(on_machine("cma=64M@0x10000000-0x20000000 mem=512M@0x0 memmap=16M$0x8000000 crashkernel=64M@32M", 1 << 30),
            "console=ttyAMA0 cma=64M@0x50000000-0x60000000 mem=512M@0x40000000 memmap=16M$0x48000000 "
            "crashkernel=64M@0x42000000");
}

TEST(MachineCommandLine, NothingThatIsNoAddressMoves) {
  EXPECT_EQ(on_machine("cma=16M-32M cma=32M@ cma=nonsense crashkernel=1G-2G:64M,2G-:128M", 1 << 30),
            "console=ttyAMA0 cma=16M-32M cma=32M@ cma=nonsense crashkernel=1G-2G:64M,2G-:128M");
}

TEST(MachineCommandLine, AValueWithBlanksKeepsItsQuotes) {
  EXPECT_EQ(on_machine("dyndbg=\"file a +p\" cma=8M"), "console=ttyAMA0 dyndbg=\"file a +p\" cma=8M");
}

}  // namespace
}  // namespace rampart

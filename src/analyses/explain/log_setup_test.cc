#include "analyses/explain/log_setup.h"

#include <gtest/gtest.h>
#include <string>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

/// A board after what a log told of it.
BootSetup adopted(std::string_view log, const StatedSetup& stated = {}) {
  BootSetup setup = test_board([](DtbBuilder&) {});
  setup.architecture_assumed = true;
  adopt_log(setup, clues_of(log), stated);
  return setup;
}

TEST(LogSetup, TakesTheKernelAndItsCommandLine) {
  const BootSetup setup = adopted(
      "[    0.000000] Linux version 5.10.110-rockchip (gcc 10)\n"
      "[    0.000000] Kernel command line: console=ttyS0 cma=64M\n");
  EXPECT_EQ(setup.kernel, (KernelVersion{5, 10, 110}));
  ASSERT_NE(setup.command_line.last("cma"), nullptr);
  EXPECT_EQ(setup.parameters.cma->size, mib(64));
}

TEST(LogSetup, ForAKernelBeforeThoseChartedTheOldestStandsIn) {
  EXPECT_EQ(adopted("[    0.000000] Linux version 4.9.38\n").kernel, oldest_known_kernel);
  EXPECT_EQ(adopted("[    0.000000] Linux version 9.1.0\n").kernel, (KernelVersion{6, 12}));
}

TEST(LogSetup, WhatTheUserSaidStays) {
  const BootSetup setup = adopted(
      "[    0.000000] Linux version 5.10.110\n"
      "[    0.000000] Kernel command line: cma=64M\n",
      {.kernel = true, .command_line = true});
  EXPECT_EQ(setup.kernel, (KernelVersion{6, 12}));
  EXPECT_EQ(setup.command_line.last("cma"), nullptr);
}

TEST(LogSetup, ALineThatTheLogCutOffIsNotTakenForTheWhole) {
  EXPECT_EQ(adopted("Kernel command line: cma=64M " + std::string(960, 'x') + "\n").command_line.last("cma"), nullptr);
}

TEST(LogSetup, AddressesOfEightDigitsAreOfA32BitKernel) {
  EXPECT_EQ(adopted("cma: Reserved 64 MiB at 0x2b000000\n").architecture, Architecture::Arm);
  EXPECT_EQ(adopted("cma: Reserved 64 MiB at 0x000000002b000000\n").architecture, Architecture::Arm64);
}

}  // namespace
}  // namespace rampart

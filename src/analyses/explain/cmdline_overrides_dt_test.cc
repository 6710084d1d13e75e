#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] Kernel command line: console=ttyS0 cma=16M@0x44000000\n"
    "[    0.000000] Reserved memory: bypass linux,cma node, using cmdline CMA params instead\n"
    "[    0.000000] OF: reserved mem: node linux,cma compatible matching fail\n"
    "[    0.000000] cma: Reserved 16 MiB at 0x0000000044000000\n";

BootSetup board() {
  BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "linux,cma", 0x50000000, 0x8000000, {"shared-dma-pool", "reusable", "linux,cma-default"});
  });
  setup.kernel = {6, 1};
  setup.command_line = parse_command_line("console=ttyS0 cma=16M@0x44000000", "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  return setup;
}

TEST(CmdlineOverridesDt, BothPoolsAndTheParameterAreTold) {
  const BootSetup setup = board();
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "cmdline_overrides_dt certain warning");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 4, 1}));
  EXPECT_EQ(fact_of(cause, "cmdline"), "cma=16M@0x44000000");
  EXPECT_EQ(fact_of(cause, "pool_before"), "has parts");
  EXPECT_EQ(fact_of(cause, "pool_after"), "has parts");
  EXPECT_EQ(cause.finding.effect, "the tree has 128 MiB, cma= makes it 16 MiB");
  EXPECT_TRUE(cause.finding.help.contains("remove cma=")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("linux,cma is made, 128 MiB at 0x50000000")) << cause.checked;
}

TEST(CmdlineOverridesDt, ARequestThatTheTreesPoolWouldHaveServedMakesItAnError) {
  const BootSetup setup = board();
  const auto causes = explained(
      std::string{log} + "[    9.000000] cma: cma_alloc: reserved: alloc failed, req-size: 8192 pages, ret: -12\n",
      &setup);
  ASSERT_EQ(classes(causes), "cmdline_overrides_dt certain error");
  ASSERT_EQ(causes.front().consequences.size(), 2U);
  EXPECT_EQ(causes.front().consequences[0].rule, "pool-too-small");
}

TEST(CmdlineOverridesDt, TheLineOf7xHasNoName) {
  EXPECT_EQ(classes(explained("Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.\n"
                              "cma: Reserved 16 MiB at 0x0000000044000000\n")),
            "cmdline_overrides_dt certain warning");
}

TEST(CmdlineOverridesDt, ThePoolOfTheTreeWithoutAParameterIsUntouched) {
  EXPECT_EQ(classes(explained("[    0.000000] Reserved memory: created CMA memory pool at 0x50000000, size 128 MiB\n"
                              "[    0.000000] OF: reserved mem: initialized node linux,cma, compatible id "
                              "shared-dma-pool\n")),
            "");
}

}  // namespace
}  // namespace rampart

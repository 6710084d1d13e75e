#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] Reserved memory: created CMA memory pool at 0x50000000, size 320 MiB\n"
    "[    0.000000] OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
    "[    0.000000] Memory: 172032K/524288K available (8192K kernel code, 24576K reserved, 327680K cma-reserved)\n";

TEST(ReservationTooBig, APoolOfABoardWithMoreRamStarvesThisOne) {
  const auto causes = explained(std::string{log} + "[   40.000000] Out of memory: Killed process 311 (weston)\n");
  ASSERT_EQ(classes(causes), "reservation_too_big likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(fact_of(cause, "ram_bytes"), "536870912");
  EXPECT_EQ(fact_of(cause, "pool_size_bytes"), "335544320");
  EXPECT_EQ(fact_of(cause, "pool_share_percent"), "62.500000");
  EXPECT_EQ(fact_of(cause, "corrected_pool_bytes"), "134217728");
  EXPECT_TRUE(cause.finding.help.contains("in linux,cma set size to 0x8000000 (128 MiB)")) << cause.finding.help;
  ASSERT_EQ(cause.consequences.size(), 1U);
}

TEST(ReservationTooBig, ASystemThatRunsIsOnlyWarned) {
  EXPECT_EQ(classes(explained(log)), "reservation_too_big likely warning");
}

BootSetup board(std::uint32_t size) {
  return test_board([&](DtbBuilder& b) {
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, size});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
}

TEST(ReservationTooBig, TheBoardAloneTellsItAndWhatComesOfTheRemedy) {
  const BootSetup setup = board(0x28000000);
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "reservation_too_big likely error");
  EXPECT_TRUE(causes.front().checked.contains("linux,cma is made, 256 MiB")) << causes.front().checked;
}

TEST(ReservationTooBig, AQuarterOfRamIsUsual) {
  const BootSetup setup = board(0x10000000);
  EXPECT_EQ(classes(explained("", &setup)), "");
}

}  // namespace
}  // namespace rampart

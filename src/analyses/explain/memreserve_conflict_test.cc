#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view refused =
    "[    0.000000] OF: fdt: Reserved memory: failed to reserve memory for node 'secmon@50000000': base "
    "0x0000000050000000, size 3 MiB\n";

TEST(MemreserveConflict, TheEntryOfTheBoardIsNamedWithItsNumbers) {
  BootSetup setup = test_board([](DtbBuilder& b) { region(b, "secmon@50000000", 0x50000000, 0x300000, {"no-map"}); });
  setup.kernel = {5, 10};
  setup.tree.mem_reserves = {{0x50000000, 0x300000}};
  const auto causes = explained(refused, &setup);
  ASSERT_EQ(classes(causes), "memreserve_conflict certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "region_name"), "secmon@50000000");
  EXPECT_EQ(fact_of(cause, "memreserve_base"), "1342177280");
  EXPECT_TRUE(cause.finding.help.contains("/memreserve/ 0x50000000 0x300000;")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("secmon@50000000 is made")) << cause.checked;
}

TEST(MemreserveConflict, AnExternalAbortThatFollowsFolds) {
  const auto causes = explained(std::string{refused} +
                                "[   12.000000] Internal error: synchronous external abort: 96000210 [#1] SMP\n"
                                "[   12.000001] Kernel panic - not syncing: synchronous external abort\n");
  EXPECT_TRUE(classes(causes).starts_with("memreserve_conflict likely error")) << classes(causes);
  EXPECT_FALSE(causes.front().consequences.empty());
}

TEST(MemreserveConflict, WithoutAnythingElseItIsOnlyPossible) {
  EXPECT_EQ(classes(explained(refused)), "memreserve_conflict possible warning");
}

TEST(MemreserveConflict, ARangeThatIsKeptAnywayIsAFalseAlarm) {
  EXPECT_EQ(classes(explained(std::string{refused} + "40000000-7fffffff : System RAM\n"
                                                     "  50000000-502fffff : reserved\n")),
            "false_alarm likely note");
}

}  // namespace
}  // namespace rampart

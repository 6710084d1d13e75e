#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] OF: reserved mem: Reserved memory: unsupported node format, ignoring\n";

BootSetup board() {
  return test_board(
      [](DtbBuilder& b) { region(b, "vpu@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
}

TEST(ReservedMemoryMalformed, WithoutRangesTheKernelReadsNothing) {
  BootSetup setup = board();
  setup.tree.reserved->ranges.reset();
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "reserved_memory_malformed certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "missing_property"), "ranges");
  EXPECT_EQ(cause.finding.help, "add to /reserved-memory: ranges;");
  EXPECT_TRUE(cause.checked.contains("vpu@50000000 is made")) << cause.checked;
}

TEST(ReservedMemoryMalformed, AMissingCountIsNamedWithTheRootsValueOnTheBoardAlone) {
  BootSetup setup = board();
  setup.tree.reserved->counts.size.reset();
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "reserved_memory_malformed certain error");
  EXPECT_EQ(causes.front().finding.help, "add to /reserved-memory: #size-cells = <2>;");
}

TEST(ReservedMemoryMalformed, AnEmptyRangesIsWhole) {
  const BootSetup setup = board();
  EXPECT_EQ(classes(explained("", &setup)), "");
}

}  // namespace
}  // namespace rampart

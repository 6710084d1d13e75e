#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] OF: fdt: Reserved memory: unsupported node format, ignoring\n"
    "[    0.000000] cma: Reserved 64 MiB at 0x000000007c000000\n"
    "[    3.120000] udmabuf udmabuf@0: of_reserved_mem_device_init failed. return=-22\n";

/// A board whose /reserved-memory has other cells than its root, which has 2/2.
BootSetup board(std::uint32_t size_cells) {
  BootSetup setup = test_board(
      [](DtbBuilder& b) { region(b, "vpu@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
  setup.tree.reserved->counts.size = size_cells;
  return setup;
}

TEST(CellsMismatch, TheBoardTellsWhichCountToWriteAndThePoolIsMadeThen) {
  const BootSetup setup = board(1);
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "cells_mismatch certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "root_size_cells"), "2");
  EXPECT_EQ(fact_of(cause, "node_size_cells"), "1");
  EXPECT_EQ(fact_of(cause, "region_base"), "1342177280");
  EXPECT_EQ(fact_of(cause, "region_size_bytes"), "67108864");
  EXPECT_EQ(fact_of(cause, "reg_cells"), "4");
  EXPECT_EQ(fact_of(cause, "default_cma_bytes"), "67108864");
  EXPECT_EQ(fact_of(cause, "driver_errno"), "-22");
  EXPECT_TRUE(cause.finding.help.contains("#size-cells = <2>")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("vpu@50000000 is made, 64 MiB at 0x50000000")) << cause.checked;
  EXPECT_EQ(cause.consequences.size(), 1U);
}

TEST(CellsMismatch, TheLineAloneIsEnoughAndBothPassesOfANewKernelAreOneCause) {
  const auto causes = explained(
      "OF: reserved mem: Reserved memory: unsupported node format, ignoring\n"
      "OF: reserved mem: Reserved memory: unsupported node format, ignoring\n");
  ASSERT_EQ(classes(causes), "cells_mismatch likely error");
  EXPECT_EQ(fact_of(causes.front(), "cells_equal_to_root"), "false");
  EXPECT_EQ(lines_of(causes.front()), (std::vector<std::size_t>{1, 2}));
}

TEST(CellsMismatch, ThePropertyOfOneNodeIsTold) {
  const auto causes =
      explained("[    0.000000] OF: fdt: Reserved memory: invalid reg property in 'dsp@90000000', skipping node.\n");
  ASSERT_EQ(classes(causes), "cells_mismatch certain error");
  EXPECT_EQ(fact_of(causes.front(), "region_name"), "dsp@90000000");
  EXPECT_EQ(fact_of(causes.front(), "property"), "reg");
}

TEST(CellsMismatch, TheBoardAloneTellsIt) {
  const BootSetup setup = board(1);
  EXPECT_EQ(classes(explained("", &setup)), "cells_mismatch certain error");
}

TEST(CellsMismatch, EqualCellsAreNotBlamed) {
  const BootSetup setup = board(2);
  EXPECT_EQ(classes(explained("[    0.000000] cma: Reserved 64 MiB at 0x000000007c000000\n", &setup)), "");
}

}  // namespace
}  // namespace rampart

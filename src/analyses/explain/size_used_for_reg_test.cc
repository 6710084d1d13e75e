#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] Linux version 6.6.20\n"
    "[    0.000000] Reserved memory: created DMA memory pool at 0x000000004fe00000, size 2 MiB\n"
    "[    0.000000] OF: reserved mem: initialized node rtos@50000000, compatible id shared-dma-pool\n"
    "[    0.000000] OF: reserved mem: failed to allocate memory for node 'linux,cma': size 256 MiB\n";

/// Writes a node that says how large it is and where it may lie, not where it lies.
void dynamic(DtbBuilder& b, std::string_view name, std::uint32_t size, std::uint32_t low, std::uint32_t length,
             std::string_view flag) {
  b.begin_node(name);
  b.string("compatible", "shared-dma-pool");
  b.cells("size", {0, size});
  b.cells("alloc-ranges", {0, low, 0, length});
  b.property(flag);
  b.end_node();
}

BootSetup board() {
  return test_board([](DtbBuilder& b) {
    dynamic(b, "rtos@50000000", 0x200000, 0x40000000, 0x10000000, "no-map");
    dynamic(b, "linux,cma", 0x10000000, 0x40000000, 0x18000000, "reusable");
  });
}

TEST(SizeUsedForReg, APoolThatThenFindsNoRoomFolds) {
  const BootSetup setup = board();
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "size_used_for_reg certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(fact_of(cause, "intended_base"), "1342177280");
  EXPECT_EQ(fact_of(cause, "actual_base"), "1340080128");
  EXPECT_EQ(fact_of(cause, "region_size_bytes"), "2097152");
  EXPECT_EQ(fact_of(cause, "failed_pool"), "linux,cma");
  EXPECT_EQ(fact_of(cause, "failed_pool_bytes"), "268435456");
  EXPECT_TRUE(cause.finding.help.contains("in rtos@50000000 write reg with base 0x")) << cause.finding.help;
  EXPECT_TRUE(cause.checked.contains("linux,cma is made, 256 MiB")) << cause.checked;
  ASSERT_EQ(cause.consequences.size(), 1U);
  EXPECT_EQ(cause.consequences[0].rule, "pool-does-not-fit");
}

TEST(SizeUsedForReg, ARegionThatEndsWhereItsNameBeginsTellsItWithoutTheBoard) {
  EXPECT_EQ(classes(explained(log)), "size_used_for_reg certain error");
}

TEST(SizeUsedForReg, AStaticRegionWithAWrongNameIsNotOne) {
  const BootSetup setup =
      test_board([](DtbBuilder& b) { region(b, "nvram@50000000", 0x51000000, 0x1000, {"no-map"}); });
  EXPECT_EQ(classes(explained("[    0.000000] OF: reserved mem: 0x0000000051000000..0x0000000051000fff (4 KiB) nomap "
                              "non-reusable nvram@50000000\n",
                              &setup)),
            "");
  EXPECT_EQ(classes(explained("[    0.000000] OF: reserved mem: 0x000000003ef64f20..0x000000003ef6531f (1 KiB) nomap "
                              "non-reusable nvram@1\n")),
            "");
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view driver =
    "[  12.000000] udmabuf udmabuf@0: of_reserved_mem_device_init failed. return=-22\n"
    "[  12.000001] udmabuf: probe of udmabuf@0 failed with error -22\n";

TEST(PoolOutsideRam, ANodeBelowABusIsNeverRead) {
  const BootSetup setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("amba_pl@0");
        b.cells("#address-cells", {2});
        b.cells("#size-cells", {2});
        b.begin_node("reserved-memory");
        b.cells("#address-cells", {2});
        b.cells("#size-cells", {2});
        region(b, "buffer@90000000", 0x90000000, 0x400000, {"shared-dma-pool", "reusable"});
        b.end_node();
        b.end_node();
      },
      [](DtbBuilder&) {});
  BootSetup used = setup;
  used.tree.other_targets = {{.path = "/amba_pl@0/reserved-memory/buffer@90000000",
                              .reg = CellProperty{.byte_length = 16, .cells = {0, 0x90000000, 0, 0x400000}},
                              .counts = {.address = 2, .size = 2}}};
  MemoryReference device;
  device.path = "/amba_pl@0/udmabuf@0";
  device.byte_length = 4;
  device.targets = {{.phandle = 1, .node = std::nullopt, .other = 0}};
  used.tree.references = {device};
  const auto causes = explained(driver, &used);
  ASSERT_EQ(classes(causes), "pool_outside_ram certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(cause, "region_name"), "buffer@90000000");
  EXPECT_EQ(fact_of(cause, "region_base"), "2415919104");
  EXPECT_EQ(fact_of(cause, "node_parent"), "/amba_pl@0");
  EXPECT_EQ(fact_of(cause, "in_memory_node"), "false");
  EXPECT_EQ(fact_of(cause, "driver_errno"), "-22");
  EXPECT_TRUE(cause.finding.help.contains("from /amba_pl@0 to the root")) << cause.finding.help;
}

TEST(PoolOutsideRam, APoolBehindTheLastBankOfTheLogPanics) {
  const auto causes = explained(
      "[    0.000000] Reserved memory: created CMA memory pool at 0x0000000090000000, size 64 MiB\n"
      "[    0.000000] OF: reserved mem: initialized node pl@90000000, compatible id shared-dma-pool\n"
      "[    0.000000]   node   0: [mem 0x0000000040000000-0x000000007fffffff]\n"
      "[    0.300000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b\n");
  ASSERT_EQ(classes(causes), "pool_outside_ram certain error");
  EXPECT_EQ(fact_of(causes.front(), "region_base"), "2415919104");
  EXPECT_EQ(fact_of(causes.front(), "in_memory_node"), "false");
}

TEST(PoolOutsideRam, ThePoolOfTheBoardThatNoMemoryNodeHasIsToldWithWhatToAdd) {
  const BootSetup setup = test_board(
      [](DtbBuilder& b) { region(b, "pl@90000000", 0x90000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "pool_outside_ram certain error");
  EXPECT_TRUE(causes.front().finding.help.contains("add <0x90000000 0x4000000> to reg of the memory node"))
      << causes.front().finding.help;
}

TEST(PoolOutsideRam, ADriverAloneMakesItOnlyPossible) {
  EXPECT_EQ(classes(explained(driver)), "pool_outside_ram possible error");
}

TEST(PoolOutsideRam, ACarveOutOutsideRamIsLegal) {
  const BootSetup setup =
      test_board([](DtbBuilder& b) { region(b, "sram@90000000", 0x90000000, 0x10000, {"no-map"}); });
  EXPECT_EQ(classes(explained("", &setup)), "");
}

}  // namespace
}  // namespace rampart

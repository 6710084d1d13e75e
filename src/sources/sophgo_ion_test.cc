#include "sources/sophgo_ion.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

PhysRange range(std::uint64_t first, std::uint64_t last) { return *PhysRange::from_first_last({first}, {last}); }

constexpr std::string_view head =
    "Summary:\n[0] carveout heap size:65536 bytes, used:8192 bytes\n"
    "usage rate:13%, memory usage peak 12288 bytes\n\nDetails:\n"
    "         heap_id   alloc_buf_size         phy_addr         kmap_cnt      buffer name\n";
constexpr std::string_view blocks =
    "               0             4096         80001000                1 VENC_0_RefFrameStore\n"
    "               0             4096         80000000                0 VENC_0_RefFrameStore\n";
constexpr std::string_view tail =
    "\n\nminimum ion allocate unit = 4096\nfree memory regions:\n"
    "         heap_id            start              end           length\n";

TEST(SophgoIon, BlocksAndFreeRunsThatFillOneRangeTellWhereTheHeapIs) {
  const auto text = parse_sophgo_ion(std::string{head} + std::string{blocks} + std::string{tail} +
                                         "               0         80002000         80010000            57344\n",
                                     "summary");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  EXPECT_EQ(
      text->pools[0],
      (VendorPool{
          .vendor = "Sophgo",
          .name = "carveout",
          .kind = Kind::Ion,
          .range = range(0x80000000, 0x8000FFFF),
          .total = kib(64),
          .used = kib(8),
          .peak = kib(12),
          .blocks =
              {{.name = "VENC_0_RefFrameStore", .range = range(0x80001000, 0x80001FFF), .size = kib(4), .line = 7},
               {.name = "VENC_0_RefFrameStore", .range = range(0x80000000, 0x80000FFF), .size = kib(4), .line = 8}},
          .free_runs = std::vector{range(0x80002000, 0x8000FFFF)},
          .line = 2}));
  EXPECT_TRUE(text->findings.empty());
}

TEST(SophgoIon, AHeapThatDoesNotListItsFreeRunsHasNoPlace) {
  const auto text = parse_sophgo_ion(std::string{head} + std::string{blocks}, "summary");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(text->pools[0].range, std::nullopt);
  EXPECT_EQ(text->pools[0].free_runs, std::nullopt);
}

TEST(SophgoIon, AHeapWithAHoleBetweenItsPartsHasNoPlace) {
  const auto text = parse_sophgo_ion(std::string{head} + std::string{blocks} + std::string{tail} +
                                         "               0         80003000         80011000            57344\n",
                                     "summary");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(text->pools[0].range, std::nullopt);
}

TEST(SophgoIon, RowsThatAreMissingAreANote) {
  const auto text = parse_sophgo_ion(head, "summary");
  ASSERT_TRUE(text);
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].rule, "pool-cut");
  EXPECT_EQ(text->findings[0].severity, Severity::Note);
  EXPECT_EQ(text->findings[0].message, "the blocks listed make 0 of the 8192 bytes used");
}

TEST(SophgoIon, AFreeRunWhoseLengthIsNotThatOfItsAddressesIsAFinding) {
  const auto text = parse_sophgo_ion(std::string{head} + std::string{blocks} + std::string{tail} +
                                         "               0         80002000         80010000            57345\n",
                                     "summary");
  ASSERT_TRUE(text);
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].rule, "pool-range");
  EXPECT_EQ(text->findings[0].message, "the size of a free run is not that of its addresses");
}

TEST(SophgoIon, WhatIsNotUnderstoodIsRefusedWhereItStands) {
  const auto error = [](std::string_view text) { return to_string(parse_sophgo_ion(text, "summary").error()); };
  EXPECT_EQ(error(""), "summary:1:1: no heap (expected [<id>] <heap> heap size:<n> bytes, used:<n> bytes)");
  EXPECT_EQ(error("[0] carveout heap size:x bytes"),
            "summary:1:24: no heap (expected [<id>] <heap> heap size:<n> bytes, used:<n> bytes)");
  EXPECT_EQ(error("0 1 2 3 x\n"),
            "summary:1:1: a row before its heap (expected [<id>] <heap> heap size:<n> bytes, used:<n> bytes)");
  EXPECT_EQ(error(std::string{head} + "0 4096 8z 1 x\n"),
            "summary:7:9: no block (expected heap id, size, hexadecimal address, map count and name)");
  EXPECT_EQ(error(std::string{head} + std::string{tail} + "0 2000 1000 4096\n"),
            "summary:12:17: no free run (expected heap id, start, end and length)");
}

}  // namespace
}  // namespace rampart

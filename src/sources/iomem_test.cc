#include "sources/iomem.h"

#include <gtest/gtest.h>
#include <utility>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(IoMem, ALineIsARangeADepthAndAName) {
  const auto iomem = parse_iomem(
      "40000000-53ffffff : System RAM\n"
      "  40210000-4066ffff : Kernel code\n",
      "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_EQ(iomem->entries, (std::vector<IoMemEntry>{{{0x40000000}, {0x53ffffff}, 0, "System RAM", 1},
                                                     {{0x40210000}, {0x4066ffff}, 1, "Kernel code", 2}}));
  EXPECT_FALSE(iomem->hidden);
}

TEST(IoMem, ANameMayHoldBlanksAtSignsAndColons) {
  const auto iomem = parse_iomem(
      "09000000-09000fff : 9000000.pl011 pl011@9000000\n"
      "40000000-4007ffff : 0000:00:01.0 : BAR 0\n"
      "50000000-5007ffff : \n",
      "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_EQ(iomem->entries[0].name, "9000000.pl011 pl011@9000000");
  EXPECT_EQ(iomem->entries[1].name, "0000:00:01.0 : BAR 0");
  EXPECT_EQ(iomem->entries[2].name, "");
}

TEST(IoMem, AddressesMayBeNarrowOrWide) {
  const auto iomem = parse_iomem("0000-0fff : a\n8000000000-ffffffffffffffff : b\n", "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_EQ(iomem->entries[0].last, PhysAddr{0xfff});
  EXPECT_EQ(iomem->entries[1].first, PhysAddr{0x8000000000});
  EXPECT_EQ(iomem->entries[1].last, PhysAddr{UINT64_MAX});
}

TEST(IoMem, WithoutPrivilegeEveryAddressIsZeroAndTheTextIsHiddenNotEmpty) {
  const auto iomem = parse_iomem(test_data("samples/proc/iomem-unprivileged-linux-6.12.txt"), "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_TRUE(iomem->hidden);
  ASSERT_EQ(iomem->entries.size(), 20u);
  EXPECT_EQ(iomem->entries[4].name, "System RAM");
  EXPECT_EQ(iomem->entries[5].depth, 1u);
}

TEST(IoMem, OneAddressThatIsNotZeroMakesItReadable) {
  const auto iomem = parse_iomem("00000000-00000000 : a\n00000000-00000fff : b\n", "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_FALSE(iomem->hidden);
}

TEST(IoMem, AnEmptyTextIsNotHidden) {
  const auto iomem = parse_iomem("", "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_EQ(*iomem, IoMem{});
}

TEST(IoMem, LostIndentationIsReportedAsItStands) {
  const auto iomem = parse_iomem(test_data("samples/proc/iomem-rockchip-5.10-cut.txt"), "iomem");
  ASSERT_TRUE(iomem);
  ASSERT_EQ(iomem->entries.size(), 4u);
  EXPECT_EQ(iomem->entries[3], (IoMemEntry{{0x200a0000}, {0x2137ffff}, 0, "Kernel code", 4}));
}

TEST(IoMem, TheBootedMachineIsReadInFull) {
  const auto iomem = parse_iomem(test_data("samples/proc/iomem-root-linux-6.12.txt"), "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_FALSE(iomem->hidden);
  ASSERT_EQ(iomem->entries.size(), 20u);
  EXPECT_EQ(iomem->entries[11], (IoMemEntry{{0x54000000}, {0x540fffff}, 0, "reserved", 12}));
  EXPECT_EQ(iomem->entries[19], (IoMemEntry{{0x5dffc000}, {0x5fffffff}, 1, "reserved", 20}));
}

TEST(IoMem, CarriageReturnsAndEmptyLinesAreNoContent) {
  const auto iomem = parse_iomem("\r\n0000-0fff : a\r\n\r\n", "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_EQ(iomem->entries, (std::vector<IoMemEntry>{{{0}, {0xfff}, 0, "a", 2}}));
}

TEST(IoMem, ALineThatIsNoRangeIsRefusedWhereItBreaks) {
  const std::pair<std::string_view, std::size_t> broken[] = {
      {"cat: /proc/iomem: Permission denied", 1},  // "ca" is hexadecimal, and no range begins so
      {"00001000:00001fff : a", 9},                // no '-'
      {"  00001000- : a", 12},                     // no last address
      {"00001000-00001fff", 18},                   // no name
      {"00001000-1ffffffffffffffff : a", 10},      // past 64 bits
  };
  for (const auto& [line, column] : broken) {
    const auto iomem = parse_iomem("0000-0fff : a\n" + std::string{line} + '\n', "iomem");
    ASSERT_FALSE(iomem) << line;
    EXPECT_EQ(iomem.error().code, Errc::Malformed);
    EXPECT_EQ(iomem.error().what, "no range (expected <first>-<last> : <name> in hexadecimal)");
    EXPECT_EQ(iomem.error().where.line, 2u);
    if (line[0] != 'c') {
      EXPECT_EQ(iomem.error().where.column, column) << line;
    }
  }
}

TEST(IoMem, AHostileNumberOfEntriesIsRefused) {
  std::string text;
  for (std::size_t i = 0; i <= IoMem::max_entries; ++i) text += "0-1 :\n";
  const auto iomem = parse_iomem(text, "iomem");
  ASSERT_FALSE(iomem);
  EXPECT_EQ(iomem.error().code, Errc::TooLarge);
  EXPECT_EQ(iomem.error().what, "too many entries (expected at most 262144)");
  EXPECT_EQ(iomem.error().where, (SourcePos{"iomem", 262145, 1}));
}

TEST(IoMem, ReadingAgainForgetsWhatWasReadBefore) {
  IoMem iomem;
  ASSERT_TRUE(read_iomem("0-0 : a\n0-0 : b\n", "iomem", iomem));
  EXPECT_TRUE(iomem.hidden);
  ASSERT_TRUE(read_iomem("1000-1fff : c\n", "iomem", iomem));
  EXPECT_EQ(iomem, (IoMem{{{{0x1000}, {0x1fff}, 0, "c", 1}}, false}));
}

TEST(IoMem, WhatAnUnprivilegedUserCopiedIsHiddenToo) {
  const std::string text = test_data("samples/proc/unprivileged-access-linux-6.12.txt");
  const std::size_t begin = text.find("00000000-");
  const auto iomem = parse_iomem(text.substr(begin, text.find("@@@", begin) - begin), "iomem");
  ASSERT_TRUE(iomem);
  EXPECT_TRUE(iomem->hidden);
  EXPECT_EQ(iomem->entries.size(), 20u);
}

TEST(IoMem, EverySampleIsRead) {
  for (const std::string_view name : {"iomem-msm8960-3.x", "iomem-rockchip-5.10-cut", "iomem-root-linux-6.1",
                                      "iomem-root-linux-6.12", "iomem-unprivileged-linux-6.12"}) {
    const auto iomem = parse_iomem(test_data("samples/proc/" + std::string{name} + ".txt"), name);
    ASSERT_TRUE(iomem) << to_string(iomem.error());
    EXPECT_FALSE(iomem->entries.empty()) << name;
  }
}

}  // namespace
}  // namespace rampart

#include "analyses/predict/memblock.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rampart {
namespace {

using Ranges = std::vector<MemblockRange>;
constexpr auto bottom_up = Memblock::Direction::BottomUp;

Memblock with_ram(std::uint64_t base, std::uint64_t size) {
  Memblock memblock;
  memblock.add_ram(base, size);
  return memblock;
}

TEST(Memblock, ReservationsThatTouchAreOneRange) {
  Memblock memblock;
  memblock.reserve(0x1000, 0x1000);
  memblock.reserve(0x3000, 0x1000);
  memblock.reserve(0x2000, 0x1000);
  EXPECT_EQ(memblock.reserved(), (Ranges{{0x1000, 0x4000, false}}));
}

TEST(Memblock, AReservationOverOthersFillsOnlyWhatTheyLeave) {
  Memblock memblock{Memblock::anywhere, true};
  memblock.reserve_own(0x2000, 0x1000);
  memblock.reserve(0x1000, 0x3000);
  EXPECT_EQ(memblock.reserved(), (Ranges{{0x1000, 0x2000, false}, {0x2000, 0x3000, true}, {0x3000, 0x4000, false}}));
}

TEST(Memblock, FreeingTakesWhatIsThereWhoeverReservedIt) {
  Memblock memblock;
  memblock.reserve(0x1000, 0x4000);
  memblock.free(0x2000, 0x1000);
  EXPECT_EQ(memblock.reserved(), (Ranges{{0x1000, 0x2000, false}, {0x3000, 0x5000, false}}));
}

TEST(Memblock, AMarkOutsideRamIsASilentNoOp) {
  Memblock memblock = with_ram(0x40000000, 0x1000000);
  memblock.set_no_map(0x3ff00000, 0x200000, true);
  EXPECT_EQ(memblock.ram(), (Ranges{{0x40000000, 0x40100000, true}, {0x40100000, 0x41000000, false}}));
}

TEST(Memblock, AByteIsEnoughToTouchAReservation) {
  Memblock memblock;
  memblock.reserve(0x2000, 0x1000);
  EXPECT_TRUE(memblock.touches_reserved(0x1000, 0x1001));
  EXPECT_FALSE(memblock.touches_reserved(0x1000, 0x1000));
  EXPECT_FALSE(memblock.touches_reserved(0x3000, 0x1000));
}

TEST(Memblock, TheHighestPlaceIsTakenFirst) {
  Memblock memblock = with_ram(0x40000000, 0x1000000);
  memblock.reserve(0x40ff0000, 0x10000);
  EXPECT_EQ(memblock.allocate(0x1000, 0x1000, 0, Memblock::anywhere), 0x40fef000U);
  EXPECT_EQ(memblock.allocate(0x200000, 0x200000, 0, Memblock::anywhere), 0x40c00000U);
}

TEST(Memblock, BottomUpTakesTheLowest) {
  Memblock memblock = with_ram(0x40000000, 0x1000000);
  memblock.reserve(0x40000000, 0x1000);
  EXPECT_EQ(memblock.allocate(0x1000, 0x100000, 0, Memblock::anywhere, bottom_up), 0x40100000U);
}

TEST(Memblock, PageZeroIsNeverGivenOut) {
  Memblock memblock = with_ram(0, 0x2000);
  EXPECT_EQ(memblock.allocate(0x1000, 0x40, 0, Memblock::anywhere), 0x1000U);
  EXPECT_EQ(memblock.allocate(0x1000, 0x40, 0, Memblock::anywhere), std::nullopt);
}

TEST(Memblock, AnAlignmentThatIsNoPowerOfTwoIsAMask) {
  const Memblock memblock = with_ram(0x40000000, 0x1000000);
  // 0x40f00000 & ~0x2fffff, which is no multiple of 0x300000.
  EXPECT_EQ(memblock.find(0x100000, 0x300000, 0, Memblock::anywhere), 0x40d00000U);
}

TEST(Memblock, NothingIsAllocatedAcrossANoMapBorder) {
  Memblock memblock = with_ram(0x40000000, 0x300000);
  memblock.set_no_map(0x40100000, 0x1000, true);
  EXPECT_EQ(memblock.find(0x1ff000, 0x1000, 0, Memblock::anywhere), 0x40101000U);
  EXPECT_EQ(memblock.find(0x200000, 0x1000, 0, Memblock::anywhere), std::nullopt);
}

TEST(Memblock, NothingOfSizeZeroLandsOnASeamBetweenTwoKindsOfReservation) {
  Memblock memblock{Memblock::anywhere, true};
  memblock.add_ram(0x40000000, 0x1000000);
  memblock.reserve(0x40f00000, 0x80000);
  memblock.reserve_own(0x40f80000, 0x80000);
  EXPECT_EQ(memblock.find(0, 0x40, 0, Memblock::anywhere), 0x40f80000U);
}

TEST(Memblock, OnArmTheLastByteBelowFourGigabytesIsCutOff) {
  Memblock memblock{0xffffffff};
  memblock.add_ram(0x80000000, 0x80000000);
  EXPECT_EQ(memblock.end_of_ram(), 0xffffffffU);
}

TEST(Memblock, PiecesAreTakenFromTheTopGapAfterGap) {
  Memblock memblock = with_ram(0x40000000, 0x10000);
  memblock.reserve(0x4000e000, 0x1000);
  EXPECT_TRUE(memblock.allocate_pieces(3, 0x1000));
  EXPECT_EQ(memblock.reserved(), (Ranges{{0x4000c000, 0x40010000, false}}));
  EXPECT_FALSE(memblock.allocate_pieces(100, 0x1000));
}

RC_GTEST_PROP(Memblock, PiecesLieWhereOneAllocationAfterTheOtherWouldPutThem, ()) {
  Memblock one = with_ram(0x40000000, 0x100000);
  const auto gaps = *rc::gen::container<std::vector<std::pair<std::uint8_t, std::uint8_t>>>(
      rc::gen::pair(rc::gen::arbitrary<std::uint8_t>(), rc::gen::arbitrary<std::uint8_t>()));
  for (const auto& [at, size] : gaps) one.reserve(0x40000000 + at * std::uint64_t{0x1100}, size * std::uint64_t{0x80});
  Memblock other = one;
  const std::uint64_t count = *rc::gen::inRange<std::uint64_t>(0, 64);
  bool fits = true;
  for (std::uint64_t i = 0; i < count; ++i) fits = fits && one.allocate(0x1000, 0x1000, 0, Memblock::anywhere);
  RC_ASSERT(other.allocate_pieces(count, 0x1000) == fits);
  if (fits) RC_ASSERT(one.reserved() == other.reserved());
}

RC_GTEST_PROP(Memblock, WhatIsAllocatedWasFreeAndIsAligned, ()) {
  Memblock memblock = with_ram(0x40000000, 0x1000000);
  const auto sizes = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(1, 0x200000));
  for (const std::uint32_t size : sizes) {
    const Memblock before = memblock;
    const auto place = memblock.allocate(size, 0x10000, 0, Memblock::anywhere);
    if (!place) continue;
    RC_ASSERT(*place % 0x10000 == 0);
    RC_ASSERT(before.is_ram(*place, size));
    RC_ASSERT(!before.touches_reserved(*place, size));
    RC_ASSERT(memblock.touches_reserved(*place, size));
  }
}

}  // namespace
}  // namespace rampart

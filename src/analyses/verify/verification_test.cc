#include "analyses/verify/verification.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

PhysRange range(std::uint64_t base, std::uint64_t size) { return *PhysRange::make({base}, {size}); }

PredictedRegion region(std::string name, Kind kind, PhysRange where) {
  return {.range = where,
          .name = std::move(name),
          .kind = kind,
          .is_dynamic = false,
          .from = RegionSource::DeviceTree,
          .attributes = {.no_map = kind == Kind::NoMap},
          .origin = {}};
}

/// 1 GiB of RAM with an area, a carve-out and a plain region.
Prediction prediction() {
  Prediction p;
  p.kernel = {6, 12};
  p.ram = {range(0x40000000, 0x40000000)};
  p.regions = {region("firmware", Kind::Reserved, range(0x48000000, 0x100000)),
               region("secure", Kind::NoMap, range(0x50000000, 0x1000000)),
               region("linux,cma", Kind::Cma, range(0x70000000, 0x4000000))};
  p.cma_total = mib(64);
  p.log = {"Reserved memory: created CMA memory pool at 0x0000000070000000, size 64 MiB",
           "OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool"};
  return p;
}

/// A kernel that did just that.
RealLayout real() {
  RealLayout layout;
  layout.areas = std::vector<RealArea>{{"linux,cma", 0x70000000, mib(64)}};
  layout.cma_total = mib(64);
  layout.mapped = RangeSet{{range(0x40000000, 0x10000000), range(0x51000000, 0x2f000000)}};
  layout.reserved = RangeSet{{range(0x48000000, 0x100000)}};
  add_log(layout,
          "Linux version 6.12.117\n"
          "Reserved memory: created CMA memory pool at 0x0000000070000000, size 64 MiB\n"
          "OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n",
          "console");
  return layout;
}

using Answer = VerifiedRow::Answer;

std::vector<Answer> answers(const Verification& verification) {
  std::vector<Answer> list;
  for (const VerifiedRow& row : verification.rows) list.push_back(row.answer);
  return list;
}

TEST(Verification, WhatIsAsPredictedAgrees) {
  const auto verification = compare(prediction(), real(), BootOutcome::Booted, {});
  EXPECT_EQ(answers(verification), (std::vector{Answer::Same, Answer::Same, Answer::Same}));
  EXPECT_TRUE(verification.lines.empty());
  EXPECT_EQ(verification.same(), 4u);
  EXPECT_EQ(verification.count(), 4u);
  EXPECT_TRUE(verification.agrees());
}

TEST(Verification, AnAreaElsewhereOrOfAnotherSizeDiffers) {
  auto layout = real();
  layout.areas->front().base = 0x74000000;
  const auto moved = compare(prediction(), layout, BootOutcome::Booted, {});
  EXPECT_EQ(moved.rows[2].answer, Answer::Differs);
  EXPECT_EQ(moved.rows[2].real, range(0x74000000, 0x4000000));
  EXPECT_FALSE(moved.agrees());
  layout = real();
  layout.areas->front().size = mib(32);
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[2].answer, Answer::Differs);
}

TEST(Verification, AnAreaThatWasNotPredictedIsFound) {
  auto layout = real();
  layout.areas->push_back({"reserved", 0x60000000, mib(16)});
  const auto verification = compare(prediction(), layout, BootOutcome::Booted, {});
  ASSERT_EQ(verification.rows.size(), 4u);
  EXPECT_EQ(verification.rows[3].name, "reserved");
  EXPECT_EQ(verification.rows[3].answer, Answer::Unexpected);
}

TEST(Verification, AnAreaThatTheKernelGivesUpIsTheSameIfThatWasPredicted) {
  auto layout = real();
  layout.areas->front().size = {};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[2].answer, Answer::Differs);
  auto given_up = prediction();
  given_up.regions[2].is_activated = false;
  EXPECT_EQ(compare(given_up, layout, BootOutcome::Booted, {}).rows[2].answer, Answer::Same);
  layout.areas->clear();  // 7.2 does not show it
  EXPECT_EQ(compare(given_up, layout, BootOutcome::Booted, {}).rows[2].answer, Answer::Same);
}

TEST(Verification, OldKernelsCutTheNamesOfAreas) {
  auto layout = real();
  layout.areas->front().name = "cma-linux,cma";
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[2].answer, Answer::Same);
}

TEST(Verification, ACarveOutThatIsMappedAfterAllIsMissing) {
  auto layout = real();
  layout.mapped = RangeSet{{range(0x40000000, 0x40000000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[1].answer, Answer::Missing);
}

TEST(Verification, APartOfACarveOutThatANodeHasMappedAgainIsNotMissing) {
  auto layout = real();
  layout.mapped = RangeSet{{range(0x40000000, 0x10000000), range(0x50800000, 0x1000), range(0x51000000, 0x2f000000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[1].answer, Answer::Missing);
  const RangeSet page{{range(0x50800000, 0x1000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, page).rows[1].answer, Answer::Same);
}

TEST(Verification, AReservationThatIsNotThereIsMissingUnlessSomethingGaveItBack) {
  auto layout = real();
  layout.reserved = RangeSet{{range(0x48000000, 0x80000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, {}).rows[0].answer, Answer::Missing);
  const RangeSet half{{range(0x48080000, 0x100000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, half).rows[0].answer, Answer::Same);
  const RangeSet all{{range(0x48000000, 0x100000)}};
  EXPECT_EQ(compare(prediction(), layout, BootOutcome::Booted, all).rows[0].answer, Answer::NotTold);
}

TEST(Verification, On32BitArmNothingIsReservedPastTheLastAddress) {
  auto expected = prediction();
  expected.regions = {region("logs", Kind::Reserved, range(0xfbf00000, 0x6400000))};
  auto layout = real();
  layout.reserved = RangeSet{{*PhysRange::from_first_last({0xfbf00000}, {0xfffffffe})}};
  BootSetup setup;
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(compare(expected, layout, BootOutcome::Booted, given_back(setup, expected)).rows[0].answer, Answer::Same);
  setup.architecture = Architecture::Arm64;
  EXPECT_EQ(compare(expected, layout, BootOutcome::Booted, given_back(setup, expected)).rows[0].answer,
            Answer::Missing);
}

TEST(Verification, TheKernelsOwnLineDecidesWhereARegionIs) {
  auto layout = real();
  add_log(layout, "OF: reserved mem: 0x0000000049000000..0x00000000490fffff (1024 KiB) map non-reusable firmware\n",
          "x");
  const auto verification = compare(prediction(), layout, BootOutcome::Booted, {});
  EXPECT_EQ(verification.rows[0].answer, Answer::Differs);
  EXPECT_EQ(verification.rows[0].real, range(0x49000000, 0x100000));
}

TEST(Verification, WhatNothingShowsIsNotCounted) {
  RealLayout layout;
  layout.cma_total = mib(64);
  const auto verification = compare(prediction(), layout, BootOutcome::Booted, {});
  EXPECT_EQ(answers(verification), (std::vector{Answer::NotTold, Answer::NotTold, Answer::NotTold}));
  EXPECT_EQ(verification.count(), 1u);
  EXPECT_TRUE(verification.agrees());
}

TEST(Verification, LinesAreComparedInTheirOrder) {
  auto expected = prediction();
  expected.log.insert(expected.log.begin(), "cma: Failed to reserve 16 MiB");
  std::swap(expected.log[1], expected.log[2]);
  const auto verification = compare(expected, real(), BootOutcome::Booted, {});
  ASSERT_EQ(verification.lines.size(), 3u);
  EXPECT_EQ(verification.lines[0].text, "cma: Failed to reserve 16 MiB");
  EXPECT_TRUE(verification.lines[0].predicted);
  EXPECT_NE(verification.lines[1].predicted, verification.lines[2].predicted) << "one line, at two places";
  EXPECT_EQ(verification.lines[1].text, verification.lines[2].text);
  EXPECT_FALSE(verification.agrees());
}

TEST(Verification, OfABootThatFailedOnlyWhatItSaidCounts) {
  auto layout = real();
  layout.lines.pop_back();
  const auto verification = compare(prediction(), layout, BootOutcome::Panicked, {});
  EXPECT_TRUE(verification.rows.empty());
  EXPECT_TRUE(verification.lines.empty());
  EXPECT_TRUE(verification.agrees());
}

TEST(Verification, AMachineThatToldNothingOfItsLayoutAgreesWithNothing) {
  auto layout = real();
  layout.lines.clear();
  const auto verification = compare(prediction(), layout, BootOutcome::Hung, {});
  EXPECT_FALSE(verification.log_was_compared);
  EXPECT_TRUE(verification.lines.empty());
  EXPECT_FALSE(verification.agrees());
}

TEST(Verification, ANodeThatGetsNothingIsARowWithItsReason) {
  auto expected = prediction();
  expected.failed.push_back({.name = "huge", .reason = "alloc_fail", .message = "no room", .origin = {}});
  const auto verification = compare(expected, real(), BootOutcome::Booted, {});
  EXPECT_EQ(verification.rows.back().refusal, "alloc_fail");
  EXPECT_EQ(verification.rows.back().answer, Answer::Same);
}

}  // namespace
}  // namespace rampart

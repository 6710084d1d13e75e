#include "analyses/reserve/reserve_effect.h"

#include <algorithm>
#include <gtest/gtest.h>

#include "analyses/reserve/reserve_report.h"
#include "analyses/reserve/test_reserve.h"

namespace rampart {
namespace {

BootSetup board_with(std::uint32_t base, std::uint32_t size) {
  return test_board([&](DtbBuilder& b) {
    region(b, fmt::format("a@{:x}", base), base, size, {"no-map"});
    region(b, "b@60000000", 0x60000000, 0x100000, {"no-map"});
  });
}

TEST(ReserveEffect, ARegionThatMovedIsToldAndIsNothingWrong) {
  const ReserveEffect effect = reserve_effect(board_with(0x50000000, 0x100000), board_with(0x58000000, 0x100000));
  ASSERT_EQ(effect.changes.size(), 2U);
  EXPECT_TRUE(effect.new_findings.empty());
  EXPECT_FALSE(effect.has_new_error());
}

TEST(ReserveEffect, AnOverlapThatWasNotThereIsANewError) {
  const ReserveEffect effect = reserve_effect(board_with(0x50000000, 0x100000), board_with(0x5ff80000, 0x100000));
  EXPECT_TRUE(effect.has_new_error());
  ASSERT_FALSE(effect.new_findings.empty());
  EXPECT_EQ(effect.new_findings.front().severity, Severity::Error);
}

TEST(ReserveEffect, AnErrorThatWasThereBeforeIsNotNew) {
  const BootSetup faulty = board_with(0x5ff80000, 0x100000);
  EXPECT_FALSE(reserve_effect(faulty, faulty).has_new_error());
}

TEST(ReserveEffect, AWarningThatIsOnlyANoteNowIsNotNew) {
  const auto pools = [](std::initializer_list<std::uint32_t> bases) {
    return test_board([&](DtbBuilder& b) {
      for (const std::uint32_t base : bases) {
        region(b, fmt::format("p{:x}@{:x}", base >> 24, base), base, 0x1000000, {"reusable"});
      }
    });
  };
  const ReserveEffect effect = reserve_effect(pools({0x50000000}), pools({0x50000000, 0x60000000}));
  EXPECT_FALSE(effect.new_findings.empty());
  for (const Finding& finding : effect.new_findings) {
    EXPECT_EQ(std::ranges::find(finding.regions, "p50@50000000"), finding.regions.end()) << finding.message;
  }
}

TEST(ReserveReport, APlaceThatDidNotReachTheTreeIsMissed) {
  ReservePlan plan;
  ReserveStep& step = plan.steps.emplace_back();
  step.region = "a@50000000";
  step.to = PhysRange::make({0x50000000}, mib(1));
  const DeviceTree tree = board_with(0x50000000, 0x100000).tree;
  EXPECT_EQ(missing_in(tree, plan), "");
  step.to = PhysRange::make({0x50000000}, mib(2));
  EXPECT_EQ(missing_in(tree, plan), "a@50000000 at 0x50000000..0x501fffff");
}

}  // namespace
}  // namespace rampart

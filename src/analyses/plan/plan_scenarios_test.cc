#include "analyses/plan/plan_scenarios.h"

#include <gtest/gtest.h>

#include "analyses/plan/test_workload.h"

namespace rampart {
namespace {

/// `name: demands; ...`
std::string scenarios_of(const Workload& workload) {
  const auto scenarios = plan_scenarios(workload);
  if (!scenarios) return to_string(scenarios.error());
  std::string text;
  for (const PlanScenario& scenario : *scenarios) {
    text += (text.empty() ? "" : "; ") + scenario.name + ":";
    for (const std::size_t demand : scenario.demands) text += " " + workload.demands[demand].name;
  }
  return text;
}

TEST(PlanScenarios, WithoutARuleEverythingRunsAtOnce) {
  Workload workload = test_workload();
  workload.never.clear();
  EXPECT_EQ(scenarios_of(workload), "everything: frames pictures screen");
}

TEST(PlanScenarios, WhatNeverRunsTogetherIsNeverInOne) {
  EXPECT_EQ(scenarios_of(test_workload()), "camera: frames screen; decoder: pictures screen");
}

TEST(PlanScenarios, OfThreeThatExcludeEachOtherThereIsOneInEach) {
  Workload workload = test_workload();
  workload.never = {{{"camera", "decoder", "display"}, {}}};
  EXPECT_EQ(scenarios_of(workload), "camera: frames; decoder: pictures; display: screen");
}

TEST(PlanScenarios, ABufferThatTwoDevicesPassOnLivesWithEither) {
  Workload workload = test_workload();
  workload.demands[0].devices.push_back("decoder");
  EXPECT_EQ(scenarios_of(workload), "camera + decoder: frames pictures screen");
}

TEST(PlanScenarios, ScenariosAreAllThereIsAndWhatNoneNamesLivesAlways) {
  Workload workload = test_workload();
  workload.scenarios = {{"record", {"camera"}, {}}, {"play", {"pictures"}, {}}};
  EXPECT_EQ(scenarios_of(workload), "record: frames screen; play: pictures screen");
}

TEST(PlanScenarios, TooManyCombinationsAreRefused) {
  Workload workload;
  for (int i = 0; i < 11; ++i) {
    const std::string number = std::to_string(i);
    for (const std::string side : {"a", "b"}) {
      workload.devices.push_back(test_device(side + number));
      workload.demands.push_back(test_demand("buffer-" + side + number, side + number, mib(1)));
    }
    workload.never.push_back({{"a" + number, "b" + number}, {"w", 1, 1}});
  }
  EXPECT_EQ(scenarios_of(workload),
            "w:1:1: more than 1024 combinations may run (expected [[scenario]]s that name who runs with whom)");
}

TEST(PlanScenarios, WhatStartsAsOneIsOfOneDeviceInTheSameScenarios) {
  Workload workload = test_workload();
  workload.demands.push_back(test_demand("raw", "camera", mib(1)));
  const auto scenarios = plan_scenarios(workload);
  ASSERT_TRUE(scenarios);
  EXPECT_EQ(start_units(workload, *scenarios), (std::vector<std::vector<std::size_t>>{{0, 3}, {1}, {2}}));
}

}  // namespace
}  // namespace rampart

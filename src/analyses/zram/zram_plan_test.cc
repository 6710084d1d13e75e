#include "analyses/zram/zram_plan.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using Action = ZramStep::Action;

ZramUse unused_device(const std::string& name) {
  ZramUse use;
  use.device.name = name;
  use.device.initialized = false;
  use.device.disksize = Bytes{};
  use.device.algorithms = ZramAlgorithms{.chosen = "lzo-rle", .available = {"lzo-rle", "lzo", "lz4"}};
  return use;
}

ZramUse swapping_device(const std::string& name, Bytes original) {
  ZramUse use = unused_device(name);
  use.device.initialized = true;
  use.device.disksize = mib(256);
  use.device.mm_stat = ZramMmStat{.orig_data_size = original, .mem_used_total = {original.value / 3}};
  use.swap = SwapArea{.name = "/dev/" + name, .type = "partition", .size = mib(256), .used = original, .priority = 100};
  return use;
}

ZramFacts facts_with(std::vector<ZramUse> devices) {
  ZramFacts facts;
  for (const ZramUse& use : devices) {
    if (use.swap) facts.swaps.push_back(*use.swap);
  }
  facts.report.devices = std::move(devices);
  facts.meminfo.emplace();
  facts.meminfo->mem_total = mib(512);
  facts.meminfo->mem_available = mib(200);
  facts.has_driver = true;
  facts.can_add = true;
  facts.num_devices = 1;
  return facts;
}

std::vector<Action> actions_of(const std::vector<ZramStep>& steps) {
  std::vector<Action> actions;
  for (const ZramStep& step : steps) actions.push_back(step.action);
  return actions;
}

std::string refusal(const ZramFacts& facts, const ZramRequest& request) {
  const auto setup = plan_zram_enable(facts, request);
  return setup ? "planned" : to_string(setup.error());
}

TEST(ZramEnable, TheStepsComeInTheOrderThatTheDriverWants) {
  const auto setup = plan_zram_enable(facts_with({unused_device("zram0")}),
                                      {.size = "50%", .algorithm = "lz4", .limit = "64M", .priority = "5"});
  ASSERT_TRUE(setup) << to_string(setup.error());
  EXPECT_EQ(setup->device, "zram0");
  EXPECT_EQ(setup->size, mib(256));
  EXPECT_EQ(actions_of(setup->steps), (std::vector{Action::ChooseAlgorithm, Action::SetSize, Action::SetLimit,
                                                   Action::WriteHeader, Action::SwapOn}));
  EXPECT_EQ(setup->steps[0], (ZramStep{.action = Action::ChooseAlgorithm,
                                       .target = "/sys/block/zram0/comp_algorithm",
                                       .from = "lzo-rle",
                                       .to = "lz4"}));
  EXPECT_EQ(setup->steps[1].to, "268435456");
  EXPECT_EQ(setup->steps[2].to, "67108864");
  EXPECT_EQ(setup->steps[4].priority, 5);
}

TEST(ZramEnable, AnAlgorithmThatIsChosenAlreadyIsNoStep) {
  const auto setup = plan_zram_enable(facts_with({unused_device("zram0")}), {.size = "16M", .algorithm = "lzo-rle"});
  ASSERT_TRUE(setup);
  EXPECT_EQ(actions_of(setup->steps), (std::vector{Action::SetSize, Action::WriteHeader, Action::SwapOn}));
}

TEST(ZramEnable, WithoutADriverItsModuleIsLoadedFirst) {
  ZramFacts facts = facts_with({});
  facts.has_driver = facts.can_add = false;
  const auto setup = plan_zram_enable(facts, {.size = "16M"});
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->device, "zram0");
  EXPECT_EQ(setup->steps.front().action, Action::LoadModule);
}

TEST(ZramEnable, WhereAllDevicesAreTakenByOthersOneIsAdded) {
  ZramUse file_system = unused_device("zram0");
  file_system.device.initialized = true;
  const auto setup = plan_zram_enable(facts_with({file_system}), {.size = "16M"});
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->device, "zram1");
  EXPECT_EQ(setup->steps.front().action, Action::AddDevice);
}

TEST(ZramEnable, SizesAreRoundedUpToPagesOfTheRunningKernel) {
  ZramFacts facts = facts_with({unused_device("zram0")});
  facts.page_size = kib(64);
  const auto setup = plan_zram_enable(facts, {.size = "100001"});
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->size, kib(128));
}

TEST(ZramEnable, WhatCannotBeIsRefusedBeforeAnythingChanges) {
  const ZramFacts facts = facts_with({unused_device("zram0")});
  EXPECT_EQ(refusal(facts, {}), "--size: no size (expected one such as 128M or 50%)");
  EXPECT_EQ(refusal(facts, {.size = "0"}), "--size: 0: no size (expected more than 0, such as 128M or 50%)");
  EXPECT_EQ(refusal(facts, {.size = "0%"}), "--size: 0%: not a share of RAM (expected 1% to 1000%, or a size)");
  EXPECT_EQ(refusal(facts, {.size = "x%"}), "--size: x%: not a share of RAM (expected 1% to 1000%, or a size)");
  EXPECT_EQ(refusal(facts, {.size = "17T"}), "--size: 17T: more than a swap area holds (expected at most 16 TiB)");
  EXPECT_EQ(refusal(facts, {.size = "64M", .priority = "40000"}),
            "--priority: 40000: not a priority (expected a number from 0 to 32767)");
  EXPECT_EQ(refusal(facts, {.size = "64M", .priority = "-1"}),
            "--priority: -1: not a priority (expected a number from 0 to 32767)");
  EXPECT_EQ(refusal(facts, {.size = "64M", .limit = "16K"}),
            "--limit: 16K: less than a hundredth of the size, which no data compresses to (expected at least 655.4 "
            "KiB)");
  EXPECT_EQ(refusal(facts, {.size = "64M", .device = "zram7"}), "--device: zram7: no such zram device");
}

TEST(ZramEnable, ASecondSwapDeviceIsMadeOnlyWhenItIsAskedFor) {
  const ZramFacts facts = facts_with({swapping_device("zram0", mib(10))});
  EXPECT_EQ(refusal(facts, {.size = "64M"}),
            "/dev/zram0: is compressed swap already, 256 MiB with priority 100 (expected none: `rampart zram disable`, "
            "or --device new for one more)");
  EXPECT_EQ(
      refusal(facts, {.size = "64M", .device = "zram0"}),
      "/dev/zram0: is set up already, with 256 MiB (expected a device that is not: `rampart zram disable zram0`)");
  const auto setup = plan_zram_enable(facts, {.size = "64M", .device = "new"});
  ASSERT_TRUE(setup);
  EXPECT_EQ(setup->device, "zram1");
}

TEST(ZramEnable, MoreThanTwiceTheRamIsAWarning) {
  const auto setup = plan_zram_enable(facts_with({unused_device("zram0")}), {.size = "201%"});
  ASSERT_TRUE(setup);
  ASSERT_EQ(setup->findings.size(), 1U);
  EXPECT_EQ(setup->findings[0].severity, Severity::Warning);
  EXPECT_TRUE(plan_zram_enable(facts_with({unused_device("zram0")}), {.size = "200%"})->findings.empty());
}

TEST(ZramDisable, SwapoffComesBeforeTheReset) {
  const auto teardown = plan_zram_disable(facts_with({swapping_device("zram0", mib(100))}), {});
  ASSERT_TRUE(teardown);
  EXPECT_EQ(actions_of(teardown->steps), (std::vector{Action::SwapOff, Action::Reset}));
  EXPECT_EQ(teardown->steps[0].priority, 100);
  EXPECT_TRUE(teardown->findings.empty());
}

TEST(ZramDisable, ADeviceThatWasAddedIsRemovedAgain) {
  const auto teardown = plan_zram_disable(facts_with({unused_device("zram0"), swapping_device("zram1", mib(1))}), {});
  ASSERT_TRUE(teardown);
  EXPECT_EQ(teardown->device, "zram1");
  EXPECT_EQ(teardown->steps.back().action, Action::RemoveDevice);
  EXPECT_EQ(teardown->steps.back().to, "1");
}

TEST(ZramDisable, WhatMemoryCannotTakeBackIsAnError) {
  ZramFacts facts = facts_with({swapping_device("zram0", mib(201))});
  const auto none = plan_zram_disable(facts, {});
  ASSERT_TRUE(none);
  ASSERT_EQ(none->findings.size(), 1U);
  EXPECT_EQ(none->findings[0].rule, "zram-no-room");
  EXPECT_EQ(none->findings[0].message, "zram0 holds 201 MiB, and memory has room for 200 MiB and other swap for 0 B");
  facts.swaps.push_back({.name = "/swapfile", .type = "file", .size = mib(64), .used = mib(63)});
  EXPECT_TRUE(plan_zram_disable(facts, {})->findings.empty()) << "another area takes the last of it";
}

TEST(ZramDisable, WithSeveralDevicesOneHasToBeNamed) {
  const ZramFacts facts = facts_with({swapping_device("zram0", mib(1)), swapping_device("zram1", mib(1))});
  EXPECT_EQ(to_string(plan_zram_disable(facts, {}).error()),
            "zram disable: several devices are swap (expected one of zram0, zram1)");
  EXPECT_EQ(plan_zram_disable(facts, {.device = "zram1"})->device, "zram1");
}

TEST(ZramDisable, WhatIsNotSwapStaysUnlessForced) {
  ZramUse file_system = unused_device("zram0");
  file_system.device.initialized = true;
  const ZramFacts facts = facts_with({file_system});
  EXPECT_EQ(to_string(plan_zram_disable(facts, {}).error()), "/proc/swaps: no zram device is in use as swap");
  EXPECT_EQ(to_string(plan_zram_disable(facts, {.device = "zram0"}).error()),
            "/dev/zram0: is set up and no swap area: what is on it would be lost (expected one of /proc/swaps, or "
            "--force)");
  const auto forced = plan_zram_disable(facts, {.device = "zram0", .force = true});
  ASSERT_TRUE(forced);
  EXPECT_EQ(actions_of(forced->steps), (std::vector{Action::Reset}));
}

TEST(ZramDisable, ADeviceThatIsNotSetUpHasNothingToDisable) {
  EXPECT_EQ(to_string(plan_zram_disable(facts_with({unused_device("zram0")}), {.device = "zram0"}).error()),
            "/dev/zram0: is not set up: there is nothing to disable");
}

}  // namespace
}  // namespace rampart

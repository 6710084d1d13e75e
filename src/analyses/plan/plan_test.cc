#include "analyses/plan/plan.h"

#include <algorithm>
#include <gtest/gtest.h>

#include <rampart/sources/contiguous_config.h>

#include "analyses/plan/plain_board.h"
#include "analyses/plan/test_workload.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

/// A board of arm64 with its RAM where the workload says, and what the plan makes of it.
struct Planned {
  std::string blob;
  BootSetup board;
  Plan plan;
};

Planned planned(Workload workload, const Device* device = nullptr, std::string_view command_line = "") {
  Planned result;
  workload.board.arch = "arm64";
  if (workload.board.ram.empty()) workload.board.ram = {*PhysRange::make({0x4000'0000}, gib(1))};
  auto plain = plain_board(workload, device);
  EXPECT_TRUE(plain) << to_string(plain.error());
  result.blob = plain->blob;
  auto tree = parse_dtb(result.blob, "board");
  EXPECT_TRUE(tree);
  result.board.tree = std::move(*tree);
  result.board.architecture = Architecture::Arm64;
  result.board.kernel = {6, 12};
  result.board.command_line = parse_command_line(command_line, "cmdline");
  result.board.parameters = memory_parameters(result.board.command_line);
  auto plan = make_plan({workload, device, result.board, result.blob, {}});
  EXPECT_TRUE(plan) << to_string(plan.error());
  result.plan = std::move(*plan);
  return result;
}

std::string names(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) text += (text.empty() ? "" : ", ") + finding.rule;
  return text;
}

const PlanSetting* setting(const Plan& plan, std::string_view key) {
  for (const PlanSetting& each : plan.configuration.settings) {
    if (each.key == key) return &each;
  }
  return nullptr;
}

TEST(Plan, DecoderAndCameraOfTwentyMebibytesShareOneCarveOutOfTwenty) {
  Workload workload = test_workload();
  workload.demands.resize(2);
  workload.pools.push_back({.name = "video", .kind = PoolKind::NoMap, .fixed_offsets = true, .where = {}});
  for (Demand& demand : workload.demands) demand.wish.pool = "video";
  const Plan plan = planned(workload).plan;
  ASSERT_TRUE(plan.fits());
  ASSERT_EQ(plan.pools.size(), 1U);
  EXPECT_EQ(plan.pools[0].size, mib(20));
  EXPECT_EQ(plan.pools[0].place, PhysRange::make({0x7ec0'0000}, mib(20)));  // the end of RAM
  EXPECT_EQ(plan.pools[0].buffers[0].offset, plan.pools[0].buffers[1].offset);
  EXPECT_EQ(names(plan.findings), "");
  EXPECT_EQ(plan.linux_share.planned, mib(20));
  EXPECT_EQ(plan.linux_share.left, (Bytes{mib(1004).value - mib(16).value}));
}

TEST(Plan, ADefaultAreaIsWhereTheKernelWillPutIt) {
  const Plan plan = planned(test_workload()).plan;
  ASSERT_TRUE(plan.fits());
  const PlannedPool& pool = plan.pools[0];
  EXPECT_TRUE(pool.is_default);
  ASSERT_TRUE(pool.place);
  EXPECT_EQ(pool.place->size(), pool.size);
  EXPECT_EQ(pool.place->base().value % mib(4).value, 0U);
  EXPECT_EQ(plan.prediction->default_cma.name, "linux,cma");
  EXPECT_EQ(plan.prediction->cma_total, pool.size);
  ASSERT_NE(setting(plan, "CONFIG_CMA_SIZE_MBYTES"), nullptr);
  EXPECT_EQ(setting(plan, "CONFIG_CMA_SIZE_MBYTES")->value, std::to_string(pool.size.value >> 20));
  EXPECT_FALSE(plan.configuration.command_line);
}

TEST(Plan, ACommandLineThatWouldWinOverTheTreeIsWhatChanges) {
  const Plan plan = planned(test_workload(), nullptr, "console=ttyS0 cma=16M quiet").plan;
  ASSERT_TRUE(plan.fits());
  const std::string size = std::to_string(plan.pools[0].size.value >> 20);
  EXPECT_TRUE(plan.configuration.edits.empty());
  EXPECT_EQ(plan.configuration.command_line, "console=ttyS0 quiet cma=" + size + "M");
  EXPECT_EQ(plan.prediction->cma_total, plan.pools[0].size);
}

TEST(Plan, WhatLiesRightBelowTheKernelIsTheBootLoaders) {
  Workload workload = test_workload();
  workload.demands = {test_demand("keys", "camera", mib(1))};
  workload.demands[0].wish.pool = "no-map";
  const Plan plan = planned(workload).plan;  // the kernel is assumed 2 MiB above the start of RAM
  EXPECT_EQ(plan.pools[0].place, PhysRange::make({0x7ff0'0000}, mib(1)));
}

TEST(Plan, FarBelowAKernelAtTheEndOfRamThereIsRoom) {
  Workload workload = test_workload();
  workload.demands = {test_demand("keys", "camera", mib(1))};
  workload.demands[0].wish.pool = "no-map";
  Planned first = planned(workload);
  BootSetup board = first.board;
  board.loaded.kernel = PhysRange::make({0x7f00'0000}, mib(16));
  const auto plan = make_plan({workload, nullptr, board, first.blob, {}});
  ASSERT_TRUE(plan);
  ASSERT_TRUE(plan->fits());
  EXPECT_EQ(plan->pools[0].place, PhysRange::make({0x7af0'0000}, mib(1)));
}

TEST(Plan, ADefaultAreaOfTheTreeThatIsLargeEnoughStays) {
  Planned first = planned(test_workload());
  Workload smaller = test_workload();
  smaller.demands.resize(1);
  BootSetup board = first.board;
  board.tree = *parse_dtb(first.plan.blob, "board");
  const auto plan = make_plan({smaller, nullptr, board, first.plan.blob, {}});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->configuration.edits.empty());
  EXPECT_EQ(setting(*plan, "cma"), nullptr);
  EXPECT_EQ(plan->notes.front(), "linux,cma of the board's tree has 28 MiB, which is enough for cma");
  EXPECT_EQ(plan->linux_share.lent, mib(28));
}

TEST(Plan, ALimitIsKeptByThePlaceAndTheNode) {
  Workload workload = test_workload();
  workload.board.ram = {*PhysRange::make({0x4000'0000}, gib(6))};
  const Plan high = planned(workload).plan;  // the kernel keeps its own default below 4 GiB as well
  EXPECT_LE(high.pools[0].place->last(), (PhysAddr{0xffff'ffff}));
  workload.devices[0].wish.below = PhysAddr{0x6000'0000};
  const Plan low = planned(workload).plan;
  EXPECT_LT(low.pools[0].place->last(), (PhysAddr{0x6000'0000}));
  EXPECT_EQ(names(low.findings), "");
}

TEST(Plan, APrivateCoherentPoolHasItsPlaceAndPowersOfTwo) {
  Workload workload = test_workload();
  workload.demands = {test_demand("samples", "camera", kib(96), 3)};
  workload.demands[0].wish = {.is_private = true, .pool = "coherent"};
  const Plan plan = planned(workload).plan;
  ASSERT_TRUE(plan.fits());
  EXPECT_EQ(plan.pools[0].name, "camera-coherent");
  EXPECT_EQ(plan.pools[0].lower_bound, kib(384));
  EXPECT_EQ(plan.pools[0].size, mib(1));
  EXPECT_EQ(names(plan.findings), "");
  EXPECT_NE(std::ranges::find(plan.notes,
                              "the workload gives no node of a device of camera-coherent: add memory-region = "
                              "<&plan_camera_coherent> to it"),
            plan.notes.end());
}

TEST(Plan, AVendorsPoolIsTakenFromLinux) {
  Device device;
  device.name = "camera board";
  device.arch = "arm64";
  device.knobs.push_back({.changes = Share::Cmm,
                          .file = "/boot/configs",
                          .key = "maix_memory_cmm",
                          .unit = "MiB",
                          .preset = {},
                          .text = ""});
  Workload workload = test_workload();
  workload.demands.resize(1);
  const Plan plan = planned(workload, &device).plan;
  ASSERT_TRUE(plan.fits());
  EXPECT_EQ(plan.pools[0].kind, PoolKind::Cmm);
  EXPECT_EQ(plan.pools[0].place, PhysRange::make({0x7ec0'0000}, mib(20)));
  ASSERT_NE(setting(plan, "maix_memory_cmm"), nullptr);
  EXPECT_EQ(setting(plan, "maix_memory_cmm")->value, "20");
  EXPECT_EQ(plan.configuration.command_line, "mem=1004M");
}

TEST(Plan, WhatCannotFitIsNamedAndNothingIsProposed) {
  Workload workload = test_workload();
  workload.demands.push_back(test_demand("llm", "display", mib(1536)));
  const Plan plan = planned(workload).plan;
  ASSERT_FALSE(plan.fits());
  EXPECT_EQ(plan.conflict->names, std::vector<std::string>{"llm"});
  EXPECT_TRUE(plan.conflict->is_smallest);
  EXPECT_TRUE(plan.blob.empty());
}

TEST(Plan, ThePlanStandsInTheTreeThatWasChecked) {
  Workload workload = test_workload();
  workload.pools.push_back(
      {.name = "video", .kind = PoolKind::NoMap, .base = PhysAddr{0x6000'0000}, .fixed_offsets = true, .where = {}});
  for (Demand& demand : workload.demands) demand.wish.pool = "video";
  const Planned result = planned(workload);
  ASSERT_TRUE(result.plan.fits());
  const auto tree = parse_dtb(result.plan.blob, "plan");
  ASSERT_TRUE(tree);
  ASSERT_TRUE(tree->reserved);
  ASSERT_EQ(tree->reserved->nodes.size(), 1U);
  EXPECT_EQ(tree->reserved->nodes[0].name, "video@60000000");
  EXPECT_TRUE(tree->reserved->nodes[0].no_map);
  EXPECT_EQ(tree->reserved->nodes[0].reg->cells, (std::vector<std::uint32_t>{0, 0x6000'0000, 0, 28U << 20}));
}

TEST(Plan, ABoardWithoutRamIsNone) {
  Planned result = planned(test_workload());
  result.board.tree.memory.clear();
  const auto plan = make_plan({test_workload(), nullptr, result.board, result.blob, {}});
  ASSERT_FALSE(plan);
  EXPECT_EQ(to_string(plan.error()), "board: tells no RAM (expected ram = [\"BASE:SIZE\"] in [board], or --ram)");
}

TEST(Plan, TheRegionsAreReadBack) {
  const Plan plan = planned(test_workload()).plan;
  const auto config = parse_contiguous_line(plan.configuration.regions, "plan");
  ASSERT_TRUE(config) << to_string(config.error());
  ASSERT_NE(find_rule(config->map, "decoder", ""), nullptr);
  EXPECT_EQ(find_rule(config->map, "decoder", "")->regions, std::vector<std::string>{"cma"});
}

}  // namespace
}  // namespace rampart

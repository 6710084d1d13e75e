#include "analyses/plan/pool_choice.h"

#include <gtest/gtest.h>

#include "analyses/plan/test_workload.h"

namespace rampart {
namespace {

/// `name kind: devices; ...`
std::string pools_of(const Workload& workload, const Device* device = nullptr, bool split = false) {
  std::string text;
  for (const PlannedPool& pool : choose_pools(workload, device, split)) {
    text += (text.empty() ? "" : "; ") + pool.name + " " + std::string{to_string(pool.kind)} + ":";
    for (const std::string& name : pool.devices) text += " " + name;
  }
  return text;
}

Device device_with(Share share) {
  Device device;
  device.knobs.push_back({.changes = share, .file = "f", .key = "k", .unit = "MiB", .preset = {}, .text = ""});
  return device;
}

TEST(PoolChoice, EverybodySharesTheDefaultArea) {
  EXPECT_EQ(pools_of(test_workload()), "cma cma: camera decoder display");
}

TEST(PoolChoice, AVendorsPoolTakesItWhereThereIsOne) {
  const Device maixcam2 = device_with(Share::Cmm);
  EXPECT_EQ(pools_of(test_workload(), &maixcam2), "cmm cmm: camera decoder display");
  const Device maixcam = device_with(Share::Ion);
  EXPECT_EQ(pools_of(test_workload(), &maixcam), "ion ion: camera decoder display");
}

TEST(PoolChoice, WhatNeedNotBeContiguousIsOfTheSystemHeapWhichStandsLast) {
  Workload workload = test_workload();
  workload.devices[0].wish.contiguous = false;
  EXPECT_EQ(pools_of(workload), "cma cma: decoder display; system system: camera");
}

TEST(PoolChoice, ABufferIsScatteredOnlyIfAllItsDevicesCanDoWithThat) {
  Workload workload = test_workload();
  workload.demands.resize(1);
  workload.devices[0].wish.contiguous = false;
  workload.demands[0].devices.push_back("display");
  EXPECT_EQ(pools_of(workload), "cma cma: camera display");
  workload.devices[2].wish.contiguous = false;
  EXPECT_EQ(pools_of(workload), "system system: camera display");
}

TEST(PoolChoice, WhatIsPrivateIsSharedWithNobody) {
  Workload workload = test_workload();
  workload.devices[1].wish.is_private = true;
  workload.devices[1].wish.pool = "coherent";
  EXPECT_EQ(pools_of(workload), "cma cma: camera display; decoder-coherent coherent: decoder");
}

TEST(PoolChoice, APoolOfTheWorkloadIsTakenByName) {
  Workload workload = test_workload();
  workload.pools.push_back({.name = "secure", .kind = PoolKind::NoMap, .where = {}});
  workload.demands[1].wish.pool = "secure";
  EXPECT_EQ(pools_of(workload), "cma cma: camera display; secure no-map: decoder");
}

TEST(PoolChoice, TheLowestLimitCountsOrEachHasAPool) {
  Workload workload = test_workload();
  workload.devices[0].wish.below = PhysAddr{0x4000'0000};
  workload.devices[1].wish.below = PhysAddr{0x8000'0000};
  const auto shared = choose_pools(workload, nullptr, false);
  ASSERT_EQ(shared.size(), 1U);
  EXPECT_EQ(shared[0].below, (PhysAddr{0x4000'0000}));
  EXPECT_EQ(pools_of(workload, nullptr, true),
            "cma-below-40000000 cma: camera; cma-below-80000000 cma: decoder; cma cma: display");
}

TEST(PoolChoice, TheStrictestWishOfABufferAndItsDevicesCounts) {
  Workload workload = test_workload();
  workload.devices[0].wish.alignment = kib(64);
  workload.demands[0].wish.alignment = kib(4);
  workload.demands[0].wish.below = PhysAddr{0x8000'0000};
  workload.devices[0].wish.below = PhysAddr{0xc000'0000};
  const MemoryWish wish = wish_for(workload, workload.demands[0]);
  EXPECT_EQ(wish.alignment, kib(64));
  EXPECT_EQ(wish.below, (PhysAddr{0x8000'0000}));
}

}  // namespace
}  // namespace rampart

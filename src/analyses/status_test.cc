#include "analyses/status.h"

#include <gtest/gtest.h>
#include <string>

#include "base/memory_tree.h"

namespace rampart {
namespace {

ZoneUse use(const ZoneUses& zones, ZoneName name) { return zones[static_cast<std::size_t>(name)]; }

/// A MaixCAM2 of 4 GiB as its driver and /proc show it: 2 GiB for Linux, 2 GiB of CMM behind `mem=`.
MemoryTree maixcam2() {
  return MemoryTree{{
      {"/boot/board", "id=maixcam2\n"},
      {"/boot/configs", "maix_memory_cmm=-1\n"},
      {"/proc/meminfo", "MemTotal: 2012428 kB\nMemAvailable: 1680824 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n"},
      {"/proc/iomem", "40000000-bfffffff : System RAM\n"},
      {"/proc/ax_proc/mem_cmm_info",
       "+---PARTITION: Phys(0xC0000000, 0x13FFFFFFF), Size=2097152KB(2048MB),    NAME=\"anonymous\"\n"
       "---CMM_USE_INFO:\n"
       " total size=2097152KB(2048MB),used=173352KB(169MB + 296KB),remain=1923800KB(1878MB + 728KB),"
       "partition_number=1,block_number=0\n"},
  }};
}

TEST(Status, ZonesOfADeviceWithAVendorPoolAddUpToItsHardware) {
  MemoryTree files = maixcam2();
  auto observer = Observer::open(files, {});
  ASSERT_TRUE(observer);
  const Observation& seen = observer->sample();
  const DeviceMemory memory = device_memory(seen);
  const StatusView view = status_view(seen, memory, true);

  EXPECT_EQ(use(view.zones, ZoneName::Hardware).total, gib(4));
  EXPECT_EQ(use(view.zones, ZoneName::Cmm).total, gib(2));
  EXPECT_EQ(use(view.zones, ZoneName::Cmm).used, kib(173352));
  EXPECT_EQ(use(view.zones, ZoneName::User).total, kib(2012428));
  EXPECT_EQ(use(view.zones, ZoneName::User).used, kib(2012428 - 1680824));
  EXPECT_EQ(use(view.zones, ZoneName::Kernel).total, Bytes{gib(2).value - kib(2012428).value});
  EXPECT_EQ(use(view.zones, ZoneName::Reserved).total, Bytes{});
  EXPECT_EQ(view.knobs[static_cast<std::size_t>(ZoneName::Cmm)], "/boot/configs maix_memory_cmm (-1)");
  ASSERT_NE(seen.recognition.device, nullptr);
  EXPECT_EQ(seen.recognition.device->id, "maixcam2-4g");
}

TEST(Status, MaixPysNumbersAreThoseOfItsOwnDocument) {
  MemoryTree files = maixcam2();
  auto observer = Observer::open(files, {});
  ASSERT_TRUE(observer);
  const MaixMemoryInfo info = maix_view(observer->sample());
  EXPECT_EQ(info.hw_total, gib(4));
  EXPECT_EQ(info.total, kib(2012428));
  EXPECT_EQ(info.cmm_total, gib(2));
  EXPECT_EQ(info.cmm_used, kib(173352));
  EXPECT_EQ(info.cma_total, Bytes{});
}

TEST(Status, WhatAKernelLeavesOutIsUnknownAndNotZero) {
  MemoryTree files{{{"/proc/meminfo", "MemTotal: 1024 kB\n"}}};
  auto observer = Observer::open(files, {});
  ASSERT_TRUE(observer);
  const Observation& seen = observer->sample();
  const DeviceMemory memory = device_memory(seen);
  const ZoneUses zones = zone_uses(seen, memory);
  EXPECT_EQ(use(zones, ZoneName::User).total, kib(1024));
  EXPECT_EQ(use(zones, ZoneName::User).used, std::nullopt);
  EXPECT_EQ(use(zones, ZoneName::Cma).total, std::nullopt);
  EXPECT_EQ(use(zones, ZoneName::Zram).total, std::nullopt);
  EXPECT_EQ(memory.installed->origin, "at least this: MemTotal and the pools beside it");
}

TEST(Status, CmaIsUsedByWhatDriversHoldAndNotByWhatMovablePagesBorrow) {
  MemoryTree files{
      {{"/proc/meminfo", "MemTotal: 524288 kB\nMemAvailable: 400000 kB\nCmaTotal: 32768 kB\nCmaFree: 20 kB\n"},
       {"/sys/kernel/debug/cma/linux,cma/base_pfn", "385024\n"},
       {"/sys/kernel/debug/cma/linux,cma/count", "8192\n"},
       {"/sys/kernel/debug/cma/linux,cma/order_per_bit", "0\n"},
       {"/sys/kernel/debug/cma/linux,cma/used", "256\n"},
       {"/sys/kernel/debug/cma/linux,cma/maxchunk", "7000\n"}}};
  // AT_PAGESZ 4096, AT_NULL, as a 64-bit little-endian process finds them
  files.add("/proc/self/auxv", std::string{"\6\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32});
  auto observer = Observer::open(files, {});
  ASSERT_TRUE(observer);
  const Observation& seen = observer->sample();
  const ZoneUses zones = zone_uses(seen, device_memory(seen));
  EXPECT_EQ(use(zones, ZoneName::Cma), (ZoneUse{mib(32), mib(1), mib(31)}));
}

TEST(Status, APercentageIsRoundedToTheNearestAndOfNothingUnknown) {
  EXPECT_EQ((ZoneUse{kib(200), kib(1), {}}.percent()), 1U);
  EXPECT_EQ((ZoneUse{kib(1000), kib(4), {}}.percent()), 0U);
  EXPECT_EQ((ZoneUse{kib(0), kib(0), {}}.percent()), std::nullopt);
  EXPECT_EQ((ZoneUse{kib(1), std::nullopt, {}}.percent()), std::nullopt);
}

}  // namespace
}  // namespace rampart

#include "analyses/dmabuf_shares.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

/// A camera of two processes, one buffer only in the kernel, one of a driver.
DmabufHolders camera() {
  DmabufHolders holders;
  holders.buffers = {{2, {4194305}, "linux,cma", "isp out", {99, 100}},
                     {3, kib(4), "system", "", {100}},
                     {4, kib(16), "linux,cma", "", {}},
                     {5, kib(8), "drm", "", {}}};
  holders.holders = {{100, "camera-app", {{2, 2, 1, mib(4)}, {3, 1}}, {4194305 + 4096}, {4194305}},
                     {99, "weston", {{2, 1}}, {4194305}, {4194305}}};
  holders.count = 4;
  holders.total = Bytes{4194305 + 4096 + 16384 + 8192};
  holders.kernel_only = {4, 5};
  holders.kernel_only_size = kib(24);
  return holders;
}

CmaView one_pool(Bytes used) {
  CmaView view{.no_room_errno = {}, .pools = {}, .findings = {}, .notes = {}};
  CmaPoolView pool;
  pool.name = "linux,cma";
  pool.used = used;
  pool.heaps = {"/dev/dma_heap/linux,cma"};
  view.pools.push_back(pool);
  return view;
}

TEST(DmabufShares, ASharedBufferCountsOnceToTheLastByte) {
  const DmabufHolders holders = camera();
  const DmabufShares shares = dmabuf_shares(holders, {});
  ASSERT_EQ(shares.processes.size(), 2);
  EXPECT_EQ(shares.processes[0].pid, 100);
  EXPECT_EQ(shares.processes[0].pss, Bytes{2097152 + 4096});
  EXPECT_EQ(shares.processes[1].pss, Bytes{2097153});  // the odd byte is the first holder's
  EXPECT_EQ(shares.rss, Bytes{2 * 4194305 + 4096});
  EXPECT_EQ(shares.pss, Bytes{4194305 + 4096});
  EXPECT_EQ(saturating_add(shares.pss, shares.unheld_size), *shares.total);
}

TEST(DmabufShares, ReferencesOfAProcessAreItsDescriptorsAndMappings) {
  const DmabufHolders holders = camera();
  const DmabufShares shares = dmabuf_shares(holders, {});
  EXPECT_EQ(shares.processes[0].descriptors(), 3);
  EXPECT_EQ(shares.processes[0].mappings(), 1);
}

TEST(DmabufShares, ExportersComeByWhatTheyGaveOut) {
  const DmabufHolders holders = camera();
  const DmabufShares shares = dmabuf_shares(holders, {});
  ASSERT_EQ(shares.exporters.size(), 3);
  EXPECT_EQ(shares.exporters[0].name, "linux,cma");
  EXPECT_EQ(shares.exporters[0].buffers, 2);
  EXPECT_EQ(shares.exporters[0].size, Bytes{4194305 + 16384});
  EXPECT_EQ(shares.exporters[0].in_processes, Bytes{4194305});
  EXPECT_EQ(shares.exporters[1].name, "drm");
  EXPECT_EQ(shares.exporters[2].name, "system");
}

TEST(DmabufShares, WhatNoHeapGaveOutOfAPoolIsLeftToDrivers) {
  const DmabufHolders holders = camera();
  const DmabufShares shares = dmabuf_shares(holders, one_pool({4194305 + 16384 + 131072}));
  ASSERT_EQ(shares.pools.size(), 1);
  EXPECT_EQ(shares.pools[0].in_processes, Bytes{4194305});
  EXPECT_EQ(shares.pools[0].kernel_buffers, kib(16));
  EXPECT_EQ(shares.pools[0].other, kib(128));
}

TEST(DmabufShares, WithoutAListOfBuffersNobodyKnowsWhoHoldsAPool) {
  const DmabufShares shares = dmabuf_shares({}, one_pool(mib(2)));
  ASSERT_EQ(shares.pools.size(), 1);
  EXPECT_EQ(shares.pools[0].used, mib(2));
  EXPECT_EQ(shares.pools[0].other, std::nullopt);
}

TEST(DmabufShares, ABufferWithoutAHolderIsTheKernelsOnlyIfEveryProcessCouldBeLookedInto) {
  DmabufHolders holders = camera();
  EXPECT_TRUE(dmabuf_shares(holders, {}).unheld_by_kernel);
  holders.kernel_only.reset();
  const DmabufShares shares = dmabuf_shares(holders, {});
  EXPECT_FALSE(shares.unheld_by_kernel);
  EXPECT_EQ(shares.unheld_size, kib(24));
}

}  // namespace
}  // namespace rampart

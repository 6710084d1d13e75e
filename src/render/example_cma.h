#pragma once

#include <string>
#include <vector>

#include "analyses/cma_bitmap.h"
#include "analyses/dmabuf_shares.h"

// For tests: pools and holders that are written down.
namespace rampart::example {

inline CmaPoolView pool(std::string name, std::uint64_t base, Bytes size, std::vector<PageRun> free_runs) {
  CmaPoolView pool;
  pool.name = std::move(name);
  pool.debugfs = "/sys/kernel/debug/cma/" + pool.name;
  pool.base = PhysAddr{base};
  pool.size = size;
  pool.free = Bytes{};
  pool.largest_free = Bytes{};
  for (const PageRun& run : free_runs) {
    pool.free->value += run.count.value * 4096;
    pool.largest_free = std::max(*pool.largest_free, Bytes{run.count.value * 4096});
  }
  pool.used = saturating_sub(size, *pool.free);
  pool.ranges.push_back({*PhysRange::make({base}, size), CmaFreeSpace{base / 4096, 0, std::move(free_runs)}});
  return pool;
}

/// The pool of docs: 64 MiB, 41 MiB used, in pieces; and a small one of a codec.
inline CmaView pools() {
  CmaView view;
  view.no_room_errno = 12;
  CmaPoolView common = pool("linux,cma", 0x5c000000, mib(64),
                            {{{1600}, {256}},
                             {{2816}, {3}},
                             {{3328}, {512}},
                             {{5000}, {1}},
                             {{6144}, {1536}},
                             {{8192}, {1408}},
                             {{10240}, {1024}},
                             {{12001}, {1148}}});
  common.is_default = true;
  common.heaps = {"/dev/dma_heap/linux,cma"};
  common.alloc_success = gib(2);
  common.alloc_fail = mib(48);
  CmaPoolView own = pool("vpu@50000000", 0x50000000, mib(2), {{{6}, {506}}});
  own.users = {"/video-codec@a100000"};
  own.alloc_success = kib(24);
  own.alloc_fail = Bytes{};
  view.pools = {common, own};
  return view;
}

/// A name that tries to break out of wherever it is put, a pool that is full, and one that could not be activated.
inline CmaView hostile_pools() {
  CmaView view;
  view.pools = {pool("<script>&\"'\x1b[31m", 0xffff00000000, mib(3), {}), pool("full", 0x1000, kib(4), {})};
  CmaPoolView dead;
  dead.name = "dead";
  dead.size = Bytes{};
  view.pools.push_back(dead);
  view.notes = {{"/sys/kernel/mm/cma", "permission denied", "run as root"}};
  return view;
}

/// Two processes that share a buffer, one buffer only in the kernel, and a CMA pool that drivers hold more of.
inline DmabufHolders holders() {
  DmabufHolders holders;
  holders.buffers = {{2, mib(4), "linux,cma", "isp out", {99, 100}, 5, {"a100000.video-codec", "a100000.video-codec"}},
                     {3, kib(4), "system", "", {100}, 1, {}},
                     {4, kib(16), "drm", "=cmd|'/c calc'!A0, \"x\"", {}, 1, {"display"}}};
  holders.holders = {{100, "camera-app", {{2, 2, 1, mib(4)}, {3, 1, 0, {}}}, {4194304 + 4096}, mib(4)},
                     {99, "weston", {{2, 1, 0, {}}}, mib(4), mib(4)}};
  holders.count = 3;
  holders.total = Bytes{4194304 + 4096 + 16384};
  holders.kernel_only = {4};
  holders.kernel_only_size = kib(16);
  return holders;
}

}  // namespace rampart::example

#include <gtest/gtest.h>

#include "render/golden.h"
#include "render/heap_bench_text.h"
#include "render/heap_list_text.h"
#include "render/heap_run_text.h"
#include "render/heap_scaffold.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

PoolFacts default_pool(Bytes used) {
  return {.name = "linux,cma",
          .range = PhysRange::make({0x5e000000}, mib(32)),
          .size = mib(32),
          .usage = {.used = used, .free = saturating_sub(mib(32), used), .largest_free = mib(6)},
          .is_default = true};
}

HeapList example_list() {
  const PoolFacts vpu{
      .name = "vpu@50000000", .range = PhysRange::make({0x50000000}, mib(16)), .size = mib(16), .usage = {}};
  return {
      .heaps = {{"linux,cma", "/dev/dma_heap/linux,cma", HeapBacking::Cma, default_pool(mib(26)), true, true, true},
                {"system", "/dev/dma_heap/system", HeapBacking::System, {}, false, true, {}},
                {"rk-dma-heap-cma", "/dev/rk_dma_heap/rk-dma-heap-cma", HeapBacking::Vendor, {}, {}, {}, {}}},
      .heapless = {{vpu, "Linux 6.1 has a heap for the default pool only",
                    "Linux 6.19 registers every pool; `rampart heap scaffold vpu@50000000` writes a driver for it"}},
      .notes = {{"/sys/kernel/debug/cma", "permission denied", "run as root"}}};
}

HeapRun example_run() {
  return {.heap = "linux,cma",
          .path = "/dev/dma_heap/linux,cma",
          .size = mib(4),
          .wanted = 3,
          .had = 1,
          .total = mib(4),
          .before = default_pool(mib(22)),
          .held = default_pool(mib(26)),
          .filled = true,
          .verified = true,
          .mismatch = BufferMismatch{0, 4096, 0xa5, 0},
          .refusal = "/dev/dma_heap/linux,cma: 4 MiB refused (ENOMEM): the pool is 32 MiB"};
}

HeapBench example_bench() {
  const HeapBenchSide fast{{20'000, 21'000, 30'000, 90'000}, {31'000, 35'000, 60'000, 200'000}};
  const HeapBenchSide slow{{900'000, 950'000, 1'200'000, 3'000'000}, {1'001'000, 1'100'000, 2'000'000, 5'000'000}};
  HeapBenchSide bare_slow = slow;
  bare_slow.cycle.p50 = 1'000'000;
  return {.heap = "system",
          .path = "/dev/dma_heap/system",
          .cycles = 200,
          .rows = {{kib(4), fast, fast}, {mib(4), slow, bare_slow}}};
}

void expect_golden(const std::string& file, const std::string& answer) { EXPECT_EQ(golden(file, answer), answer); }

TEST(HeapRender, TheListAsTextAndJson) {
  expect_golden("heap/list.txt", heap_list_text(example_list()));
  expect_golden("heap/list.json", heap_list_json(example_list()));
  EXPECT_EQ(heap_list_text({}), "no DMA-BUF heaps on this system\n");
}

TEST(HeapRender, ARunAsTextAndJson) {
  expect_golden("heap/alloc.txt", heap_run_text(example_run()));
  expect_golden("heap/alloc.json", heap_run_json(example_run()));
}

TEST(HeapRender, ABenchAsTextJsonAndAPicture) {
  expect_golden("heap/bench.txt", heap_bench_text(example_bench()));
  expect_golden("heap/bench.json", heap_bench_json(example_bench()));
  expect_golden("heap/bench.svg", heap_bench_svg(example_bench()));
  EXPECT_EQ(XmlChecker::fault(heap_bench_svg(example_bench())), "");
  EXPECT_EQ(heap_bench_svg({}).find("polyline"), std::string::npos);
}

TEST(HeapRender, AScaffoldAsJson) {
  const HeapScaffold wanted{.name = "camera", .pool = {}, .size = mib(32)};
  expect_golden("heap/scaffold.json", heap_scaffold_json(wanted, heap_scaffold(wanted).value()));
}

}  // namespace
}  // namespace rampart

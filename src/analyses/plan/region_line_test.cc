#include "analyses/plan/region_line.h"

#include <gtest/gtest.h>

#include "analyses/plan/test_workload.h"

namespace rampart {
namespace {

PlannedPool pool_of(std::string name, PoolKind kind, std::vector<std::size_t> demands) {
  PlannedPool pool;
  pool.name = std::move(name);
  pool.kind = kind;
  pool.demands = std::move(demands);
  pool.size = mib(24);
  pool.alignment = mib(1);
  return pool;
}

TEST(RegionLine, ADeviceOfOnePoolHasOneRule) {
  PlannedPool pool = pool_of("cma", PoolKind::Cma, {0, 1, 2});
  pool.is_default = true;
  EXPECT_EQ(region_line(test_workload(), {pool}),
            "cma=cma=24M/1M:first-fit cma_map=camera=cma;decoder=cma;display=cma cma_heap=cma=linux,cma");
}

TEST(RegionLine, ADeviceOfSeveralHasOneForEachDemand) {
  Workload workload = test_workload();
  workload.demands[2].devices = {"camera"};
  PlannedPool secure = pool_of("secure", PoolKind::NoMap, {2});
  secure.place = PhysRange::make({0x9000'0000}, mib(24));
  EXPECT_EQ(region_line(workload, {pool_of("video", PoolKind::Cma, {0, 1}), secure}),
            "cma=video=24M/1M:first-fit;secure=24M@0x90000000/1M:first-fit "
            "cma_map=camera/frames=video;camera/screen=secure;decoder=video");
}

TEST(RegionLine, PagesOfLinuxAreNoRegion) {
  EXPECT_EQ(region_line(test_workload(), {pool_of("system", PoolKind::System, {0, 1, 2})}), "");
}

}  // namespace
}  // namespace rampart

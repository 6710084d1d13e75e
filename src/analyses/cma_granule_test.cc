#include "analyses/cma_granule.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using Pages = MemoryConfig::Pages;

template <typename Set>
Bytes granule(KernelVersion kernel, Set set) {
  MemoryConfig config;
  set(config.pages);
  return cma_granule(config, behaviour_of(kernel));
}

TEST(CmaGranule, IsAPageblockWhichHugePagesMakeSmaller) {
  EXPECT_EQ(granule({6, 1}, [](Pages& p) { p.arch_force_max_order = 11; }), mib(4));
  EXPECT_EQ(granule({6, 12}, [](Pages& p) { p.arch_force_max_order = 10; }), mib(4));
  EXPECT_EQ(granule({6, 1}, [](Pages& p) { p.hugetlb = true; }), mib(2));
  EXPECT_EQ(granule({6, 1}, [](Pages& p) { p.transparent = true; }), mib(4));
  EXPECT_EQ(granule({6, 12}, [](Pages& p) { p.transparent = true; }), mib(2));
}

TEST(CmaGranule, Before518IsTheLargestBuddyBlock) {
  EXPECT_EQ(granule({5, 10}, [](Pages& p) { p.hugetlb = true; }), mib(4));
}

TEST(CmaGranule, GrowsWithThePage) {
  EXPECT_EQ(granule({6, 12},
                    [](Pages& p) {
                      p.page_size = kib(16);
                      p.hugetlb = true;
                      p.arch_force_max_order = 11;
                    }),
            mib(32));
  EXPECT_EQ(granule({6, 12},
                    [](Pages& p) {
                      p.page_size = kib(64);
                      p.hugetlb = true;
                      p.arch_force_max_order = 13;
                    }),
            mib(512));
}

TEST(CmaGranule, From616OnThePageblockMayBeChosen) {
  EXPECT_EQ(granule({7, 2},
                    [](Pages& p) {
                      p.arch_force_max_order = 10;
                      p.page_block_max_order = 8;
                    }),
            mib(1));
}

TEST(CmaGranule, WithoutAConfigurationThatOfDistributionsIsAssumed) {
  BootSetup setup;
  setup.kernel = {6, 12};
  setup.architecture = Architecture::Arm64;
  EXPECT_EQ(cma_granule_of(setup).size, mib(2));
  EXPECT_TRUE(cma_granule_of(setup).is_assumed);
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(cma_granule_of(setup).size, mib(4));
  setup.architecture = Architecture::Arm64;
  setup.kernel = {5, 10};
  EXPECT_FALSE(cma_granule_of(setup).is_assumed);
  setup.kernel = {6, 12};
  setup.has_config = true;
  EXPECT_EQ(cma_granule_of(setup).size, mib(4));
}

}  // namespace
}  // namespace rampart

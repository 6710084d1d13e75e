#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(TooManyRegions, APoolPastTheTableIsWhatTheDriverMisses) {
  const auto causes = explained(
      "[    0.000000] OF: reserved mem: not enough space for all defined regions.\n"
      "[    4.000000] rproc dsp: of_reserved_mem_device_init failed. return=-22\n"
      "[    4.000001] rproc: probe of dsp failed with error -22\n");
  ASSERT_EQ(classes(causes), "too_many_regions certain error");
  EXPECT_EQ(lines_of(causes.front()), (std::vector<std::size_t>{1}));
  EXPECT_EQ(fact_of(causes.front(), "driver_errno"), "-22");
  ASSERT_EQ(causes.front().consequences.size(), 1U);
  EXPECT_EQ(causes.front().consequences[0].lines.size(), 2U);
}

TEST(TooManyRegions, SlotsOfPoolsAreCountedForTheConfiguration) {
  const auto causes = explained(
      "[    0.000000] Reserved memory: created CMA memory pool at 0x0000000050000000, size 16 MiB\n"
      "[    0.000000] OF: reserved mem: initialized node a@50000000, compatible id shared-dma-pool\n"
      "[    0.000000] cma: Not enough slots for CMA reserved regions!\n"
      "[    0.000000] Reserved memory: unable to setup CMA region\n"
      "[    0.000000] OF: reserved mem: node b@58000000 compatible matching fail\n");
  ASSERT_EQ(classes(causes), "too_many_regions certain error");
  EXPECT_EQ(fact_of(causes.front(), "wanted_areas"), "2");
  EXPECT_TRUE(causes.front().finding.help.contains("CONFIG_CMA_AREAS=2")) << causes.front().finding.help;
}

TEST(TooManyRegions, SeveralEntriesOfOneNodeAreAnotherMatter) {
  EXPECT_EQ(classes(explained("[    0.000000] OF: reserved mem: Reserved memory: node 'a@50000000' has 2 <base size> "
                              "entries, only the first is used\n")),
            "");
}

}  // namespace
}  // namespace rampart

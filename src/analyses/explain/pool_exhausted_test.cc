#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    0.000000] Reserved memory: created CMA memory pool at 0x0000000010000000, size 256 MiB\n"
    "[    0.000000] OF: reserved mem: initialized node vpu@10000000, compatible id shared-dma-pool\n"
    "[  215.123456] cma: cma_alloc: vpu@10000000: alloc failed, req-size: 2025 pages, ret: -12\n"
    "[  215.123470] cma: number of available pages: 12@500+7@1033+240@65296=> 259 free of 65536 total pages\n"
    "[  215.123490] rkvdec fdc38000.video: dma_alloc_coherent of size 8294400 failed\n";

TEST(PoolExhausted, LessIsFreeThanWasAskedFor) {
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "pool_exhausted certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(cause.finding.message, "vpu@10000000 is used up by those who hold it");
  EXPECT_EQ(fact_of(cause, "requested_bytes"), "8294400");
  EXPECT_EQ(fact_of(cause, "free_bytes"), "1060864");
  EXPECT_EQ(fact_of(cause, "largest_free_bytes"), "983040");
  EXPECT_EQ(fact_of(cause, "device"), "fdc38000.video");
  EXPECT_TRUE(cause.finding.help.contains("rampart cma holders vpu@10000000")) << cause.finding.help;
}

TEST(PoolExhausted, ManyFailuresAreOneCause) {
  std::string many{log};
  for (int i = 0; i < 100; ++i) {
    many +=
        "[  216.000000] cma: cma_alloc: vpu@10000000: alloc failed, req-size: 1000 pages, ret: -12\n"
        "[  216.000001] cma: number of available pages: 12@500=> 12 free of 65536 total pages\n";
  }
  const auto causes = explained(many);
  ASSERT_EQ(classes(causes), "pool_exhausted certain error");
  EXPECT_EQ(fact_of(causes.front(), "requested_pages"), "2025");
  EXPECT_EQ(causes.front().evidence.size(), 8U);
  EXPECT_EQ(causes.front().more_evidence, 195U);
}

TEST(PoolExhausted, WithoutAnyNumberItIsOnlyPossible) {
  EXPECT_EQ(classes(explained("cma: cma_alloc: vpu@10000000: alloc failed, req-size: 256 pages, ret: -12\n")),
            "pool_exhausted possible error");
}

TEST(PoolExhausted, AnInterruptedRequestIsNoShortage) {
  EXPECT_EQ(classes(explained("cma: cma_alloc: vpu@10000000: alloc failed, req-size: 256 pages, ret: -4\n")), "");
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(VendorPoolExhausted, VideoBuffersFindNoMemoryInWhatIsLeft) {
  const auto causes = explained(
      "HiSilicon SDK init\n"
      "Free MMZ mem after allocation: 5616KB\n"
      "[hal] vb init failed: ERR_VB_NOMEM\n"
      "[hal] venc create failed: ERR_VENC_NOMEM\n");
  ASSERT_EQ(classes(causes), "vendor_pool_exhausted certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "free_after_alloc_kib"), "5616");
  ASSERT_EQ(cause.facts.back().first, "errors");
  EXPECT_EQ(std::get<std::vector<FactScalar>>(cause.facts.back().second),
            (std::vector<FactScalar>{std::string{"ERR_VB_NOMEM"}, std::string{"ERR_VENC_NOMEM"}}));
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{2, 3, 4}));
  EXPECT_TRUE(cause.finding.help.contains("linux,cma-default")) << cause.finding.help;
}

TEST(VendorPoolExhausted, ADumpTellsThatNoRunIsLongEnough) {
  const auto causes = explained(
      "+---ZONE: PHYS(0x90000000, 0x91FFFFFF), GFP=0, nBYTES=32768KB,    NAME=\"anonymous\"\n"
      "   |-MMB: phys(0x90400000, 0x90FFFFFF), kvirt=0x0, flags=0x0, length=12288KB,    name=\"vb\"\n"
      "   |-MMB: phys(0x91400000, 0x91BFFFFF), kvirt=0x0, flags=0x0, length=8192KB,    name=\"venc\"\n"
      "---MMZ_USE_INFO:\n"
      " total size=32768KB(32MB),used=20480KB(20MB + 0KB),remain=12288KB(12MB + 0KB),zone_number=1,block_number=2\n"
      "[bmlib_memory][error] bm_alloc_gmem failed, dev_id = 0, size = 0x800000\n");
  ASSERT_EQ(classes(causes), "vendor_pool_exhausted certain error");
  EXPECT_EQ(causes[0].finding.message, "MMZ has no free run that is long enough");
  EXPECT_EQ(fact_of(causes[0], "requested_bytes"), "8388608");
  EXPECT_EQ(fact_of(causes[0], "pool_size_bytes"), "33554432");
  EXPECT_EQ(fact_of(causes[0], "free_bytes"), "12582912");
  EXPECT_EQ(fact_of(causes[0], "largest_free_bytes"), "4194304");
  EXPECT_EQ(fact_of(causes[0], "suggested_pool_bytes"), "50331648");
}

TEST(VendorPoolExhausted, AnErrorNumberAloneIsEnoughForAGuess) {
  EXPECT_EQ(classes(explained("HI_MPI_VB_Init failed with 0xa001800c!\n")), "vendor_pool_exhausted likely error");
}

TEST(VendorPoolExhausted, AFullPoolThatNobodyWasRefusedIsHealthy) {
  EXPECT_EQ(classes(explained("[hal] Free MMZ mem before allocation: 32676KB\n"
                              "[hal] Free MMZ mem after allocation: 1048KB\n"
                              "[sdk] Sensor driver loaded\n")),
            "");
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

constexpr std::string_view log =
    "[    3.523419] Internal error: synchronous external abort: 0000000096000050 [#1] SMP\n"
    "[    3.523489] Hardware name: some phone (DT)\n"
    "[    3.523551] pc : __memset+0x94/0x180\n"
    "[    3.523614] lr : qcom_tzmem_pool_new+0x1a8/0x2d0\n";

TEST(FirmwareRegionUnprotected, AWriteToAPageIsRefusedByTheBus) {
  const auto causes = explained(log);
  ASSERT_EQ(classes(causes), "firmware_region_unprotected likely error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "dfsc"), "0x10");
  EXPECT_EQ(fact_of(cause, "is_write"), "true");
  EXPECT_EQ(fact_of(cause, "pc_function"), "__memset");
  EXPECT_EQ(fact_of(cause, "lr_function"), "qcom_tzmem_pool_new");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 3, 4}));
  EXPECT_TRUE(cause.finding.help.contains("no-map"));
}

TEST(FirmwareRegionUnprotected, TheBoardTellsWhichRangesItKeeps) {
  const BootSetup setup =
      test_board([](DtbBuilder& b) { region(b, "tz_mem@46000000", 0x46000000, 0x200000, {"no-map"}); });
  const auto causes = explained(log, &setup);
  ASSERT_EQ(classes(causes), "firmware_region_unprotected likely error");
  EXPECT_EQ(causes.front().finding.regions, std::vector<std::string>{"tz_mem@46000000"});
  EXPECT_EQ(fact_of(causes.front(), "regions"), "has parts");
}

TEST(FirmwareRegionUnprotected, ARegionOfTheSecureWorldThatIsMapped) {
  const BootSetup setup = test_board([](DtbBuilder& b) { region(b, "optee@7e000000", 0x7e000000, 0x2000000); });
  const auto causes = explained("", &setup);
  ASSERT_EQ(classes(causes), "firmware_region_unprotected likely warning");
  EXPECT_EQ(causes.front().finding.help, "write no-map in optee@7e000000");
}

TEST(FirmwareRegionUnprotected, ARegisterOfADeviceWithoutAClockIsNoMemory) {
  EXPECT_EQ(classes(explained("Internal error: synchronous external abort: 96000010 [#1] PREEMPT SMP\n"
                              "pc : regmap_mmio_read32le+0x10/0x20\n"
                              "lr : regmap_mmio_read+0x44/0x70\n")),
            "");
}

}  // namespace
}  // namespace rampart

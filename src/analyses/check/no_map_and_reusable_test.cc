#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

TEST(NoMapAndReusable, APoolWithBothIsAnErrorWithWhatItsKernelDoes) {
  auto setup = test_board([](DtbBuilder& b) {
    region(b, "npu@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "no-map", "reusable"});
  });
  EXPECT_EQ(found("no-map-and-reusable", setup),
            Texts{"error: npu@50000000 is both no-map and reusable, which exclude each other"});
  EXPECT_TRUE(first_found("no-map-and-reusable", setup).effect.contains("not mapped any more"));
  setup.kernel = {6, 1};
  EXPECT_EQ(first_found("no-map-and-reusable", setup).effect,
            "Linux 6.1 makes no pool of it (compatible matching fail); a device that names it gets none");
  setup.kernel = {7, 2};
  EXPECT_TRUE(first_found("no-map-and-reusable", setup).effect.contains("without a message"));
}

TEST(NoMapAndReusable, ItIsTheOnlyRuleThatSpeaksOfIt) {
  const auto findings = check(
      test_board([](DtbBuilder& b) { region(b, "plain@50000000", 0x50000000, 0x4000000, {"no-map", "reusable"}); }));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "no-map-and-reusable");
}

TEST(NoMapAndReusable, OneOfTheTwoIsFine) {
  EXPECT_EQ(found("no-map-and-reusable", test_board([](DtbBuilder& b) {
                    region(b, "a@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "no-map"});
                    region(b, "b@58000000", 0x58000000, 0x4000000, {"shared-dma-pool", "reusable"});
                  })),
            Texts{});
}

}  // namespace
}  // namespace rampart

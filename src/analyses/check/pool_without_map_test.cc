#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

TEST(PoolWithoutMap, APoolOfMappedRamIsAnErrorOnEveryArchitecture) {
  auto setup = test_board([](DtbBuilder& b) { region(b, "dsp@50000000", 0x50000000, 0x100000, {"shared-dma-pool"}); });
  EXPECT_EQ(found("pool-without-map", setup),
            Texts{"error: dsp@50000000 is a shared-dma-pool with neither no-map nor reusable"});
  EXPECT_TRUE(first_found("pool-without-map", setup).effect.contains("announces a pool, but cannot map RAM"));
  setup.architecture = Architecture::Arm;
  EXPECT_TRUE(first_found("pool-without-map", setup).effect.contains("not yet supported"));
}

TEST(PoolWithoutMap, OnChipMemoryIsFineExceptOnArm) {
  auto setup = test_board([](DtbBuilder& b) { region(b, "sram@10000000", 0x10000000, 0x40000, {"shared-dma-pool"}); });
  EXPECT_EQ(found("pool-without-map", setup), Texts{});
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(found("pool-without-map", setup).size(), 1U);
}

TEST(PoolWithoutMap, NoMapOrReusableMakesItAPool) {
  EXPECT_EQ(found("pool-without-map", test_board([](DtbBuilder& b) {
                    region(b, "a@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "no-map"});
                    region(b, "b@58000000", 0x58000000, 0x4000000, {"shared-dma-pool", "reusable"});
                    region(b, "c@60000000", 0x60000000, 0x4000000);
                  })),
            Texts{});
}

}  // namespace
}  // namespace rampart

#include "sources/horizon_ion.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

TEST(HorizonIon, AHeapHasClientsAndBlocksWithTheirPlaces) {
  const auto text = parse_horizon_ion_heap(test_data("samples/horizon-ion/heap-cma_reserved-rdk-s100.txt"), "heap");
  ASSERT_TRUE(text) << to_string(text.error());
  ASSERT_EQ(text->pools.size(), 1);
  const VendorPool& pool = text->pools[0];
  EXPECT_EQ(pool.name, "cma_reserved");
  EXPECT_EQ(pool.total, Bytes{1610612736});
  EXPECT_EQ(pool.used, Bytes{55066624});
  EXPECT_EQ(pool.clients, (std::vector<PoolClient>{{"insmod", 612, {46137344}, 8}, {"insmod", 604, {5242880}, 9}}));
  ASSERT_EQ(pool.blocks.size(), 4);
  EXPECT_EQ(pool.blocks[0], (PoolBlock{.name = "ispstat",
                                       .range = PhysRange::make({0x3C1200000}, {12713984}),
                                       .size = Bytes{12713984},
                                       .client = "insmod",
                                       .line = 15}));
  EXPECT_EQ(pool.blocks[3].client, "camera-preview-");
  ASSERT_EQ(text->findings.size(), 1);
  EXPECT_EQ(text->findings[0].rule, "pool-cut");
  EXPECT_EQ(text->findings[0].message, "the blocks listed make 21774336 of the 55066624 bytes used");
}

TEST(HorizonIon, AnOlderHeapHasNoAddresses) {
  const auto text = parse_horizon_ion_heap(
      "the heap id is 4\n     ion_cma  heap total size  8388608\n"
      "       heap name           client              pid             size\n"
      "         ion_cma  hbm_alloc_check             2046          6291456\n"
      "allocations (info is from last known client):\n"
      "          client              pid             type             size\n"
      " hbm_alloc_check             2046            other          6291456\n"
      "          total           6291456\n",
      "ion_cma");
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(
      text->pools[0].blocks,
      (std::vector<PoolBlock>{{.name = "other", .size = Bytes{6291456}, .client = "hbm_alloc_check", .line = 7}}));
  EXPECT_TRUE(text->findings.empty());
}

TEST(HorizonIon, ATextOfAnotherDriverIsLeftToIt) {
  const auto text = parse_horizon_ion_heap("          client              pid             size\n", "system");
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, Errc::Unsupported);
  EXPECT_EQ(to_string(text.error()), "system:1:1: no heap of Horizon's ION (expected the heap id is <n>)");
}

TEST(HorizonIon, ARowWithTooFewColumnsIsRefused) {
  const auto text = parse_horizon_ion_heap("the heap id is 6\nheap name client pid size\ncma 12\n", "heap");
  ASSERT_FALSE(text);
  EXPECT_EQ(to_string(text.error()), "heap:3:1: no row of the table above (expected its columns)");
}

TEST(HorizonIon, SizesOfAClientAreHexadecimalWithoutAPrefix) {
  const auto client = parse_horizon_ion_client(test_data("samples/horizon-ion/client-vpu0-rdk-s100.txt"), "vpu0-0");
  ASSERT_TRUE(client) << to_string(client.error());
  EXPECT_EQ(client->handles, (std::vector<HorizonIonHandle>{{"cma_reserved", mib(5), 6, 2}}));
  EXPECT_EQ(client->total, mib(5));
}

TEST(HorizonIon, TheSameSizeStandsInAClientAndInAHeapInDifferentDigits) {
  const auto client =
      parse_horizon_ion_client(test_data("samples/horizon-ion/heap-ion_cma-grep-libhbmem.txt"), "client");
  ASSERT_TRUE(client) << to_string(client.error());
  EXPECT_EQ(client->handles, (std::vector<HorizonIonHandle>{{"ion_cma", Bytes{6291456}, 21, 2}}));
}

TEST(HorizonIon, AClientWithoutItsHeaderIsRefused) {
  const auto client = parse_horizon_ion_client("total 500000\n", "vpu0-0");
  ASSERT_FALSE(client);
  EXPECT_EQ(to_string(client.error()),
            "vpu0-0:1:1: no client of Horizon's ION (expected heap_name: size_in_bytes : ...)");
}

}  // namespace
}  // namespace rampart

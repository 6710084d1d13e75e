#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(DmaAddrLimit, AMaskThatIsTooNarrowForTheAddressOnTheBus) {
  const auto causes = explained(
      "[   70.806773] dma_direct_map_page: !dma_capable: phys 0x0000000050dc4000 dma_addr 0x0000000450dc4000, "
      "swiotlb_force 0\n"
      "[   70.806834] swiotlb_map: dev->dma_mask ffffffff, dev->bus_dma_limit 4ffffffff\n"
      "[   70.806899] cx23885 0000:01:00.0: swiotlb addr 0x000000041ad44000+16384 overflow (mask ffffffff, bus limit "
      "4ffffffff).\n");
  ASSERT_EQ(classes(causes), "dma_addr_limit certain error");
  const Cause& cause = causes.front();
  EXPECT_EQ(fact_of(cause, "phys"), "1356611584");
  EXPECT_EQ(fact_of(cause, "dma_addr"), "18536480768");
  EXPECT_EQ(fact_of(cause, "dma_mask"), "4294967295");
  EXPECT_EQ(fact_of(cause, "bus_dma_limit"), "21474836479");
  EXPECT_EQ(fact_of(cause, "swiotlb_addr"), "17629986816");
  EXPECT_EQ(fact_of(cause, "size_bytes"), "16384");
  EXPECT_EQ(fact_of(cause, "needed_mask_bits"), "35");
  EXPECT_EQ(lines_of(cause), (std::vector<std::size_t>{1, 2, 3}));
  EXPECT_TRUE(cause.finding.help.contains("DMA_BIT_MASK(35)")) << cause.finding.help;
}

TEST(DmaAddrLimit, ADriverSaysThatABufferIsAbove4GiB) {
  const auto causes = explained(
      "[  379.075260] rga_mm: RGA2 unsupported memory larger than 4G!\n"
      "[  379.075315] rga_job: job map failed, ret = -22\n");
  ASSERT_EQ(classes(causes), "dma_addr_limit certain error");
  EXPECT_EQ(fact_of(causes.front(), "device"), "rga2");
  EXPECT_EQ(fact_of(causes.front(), "address_bits"), "32");
  EXPECT_EQ(fact_of(causes.front(), "limit"), "4294967296");
  EXPECT_EQ(fact_of(causes.front(), "message"), "unsupported memory larger than 4G");
}

TEST(DmaAddrLimit, AFullBounceBufferIsEnlargedAndAMappingThatIsTooLongIsNot) {
  const auto full =
      explained("mmc1: swiotlb buffer is full (sz: 65536 bytes), total 32768 (slots), used 32760 (slots)\n");
  ASSERT_EQ(classes(full), "dma_addr_limit certain error");
  EXPECT_TRUE(full.front().finding.help.contains("swiotlb=65536")) << full.front().finding.help;
  const auto too_long =
      explained("nvme 0000:01:00.0: swiotlb buffer is full (sz: 1048576 bytes), total 32768 (slots), used 0 (slots)\n");
  ASSERT_EQ(classes(too_long), "dma_addr_limit certain error");
  EXPECT_EQ(fact_of(too_long.front(), "device"), "0000:01:00.0");
  EXPECT_TRUE(too_long.front().finding.help.contains("dma_max_mapping_size()"));
}

TEST(DmaAddrLimit, AnOldKernelHasOtherWords) {
  const auto causes =
      explained("ahci 0000:03:00.0: overflow 0x000000013c8c0000+4096 of DMA mask ffffffff bus mask 0\n");
  ASSERT_EQ(classes(causes), "dma_addr_limit certain error");
  EXPECT_EQ(fact_of(causes.front(), "needed_mask_bits"), "33");
}

TEST(DmaAddrLimit, TheBounceBufferOfAHealthyBootIsNoFault) {
  EXPECT_EQ(classes(explained("[    0.000000] software IO TLB: mapped [mem 0x00000000fbfff000-0x00000000fffff000] "
                              "(64MB)\n[    0.000000] software IO TLB: area num 4.\n")),
            "");
}

}  // namespace
}  // namespace rampart

#include "sources/memory_config.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

Result<MemoryConfig> config_of(std::string_view text) {
  const auto config = parse_kconfig(text, ".config");
  if (!config) return std::unexpected(config.error());
  return memory_config(*config);
}

TEST(MemoryConfig, TheDefaultCmaAreaAndItsRule) {
  const auto config = config_of(
      "CONFIG_CMA=y\nCONFIG_DMA_CMA=y\nCONFIG_CMA_DEBUGFS=y\n# CONFIG_CMA_SYSFS is not set\n"
      "CONFIG_CMA_SIZE_MBYTES=16\nCONFIG_CMA_SIZE_PERCENTAGE=10\n# CONFIG_CMA_SIZE_SEL_MBYTES is not set\n"
      "CONFIG_CMA_SIZE_SEL_MAX=y\nCONFIG_CMA_AREAS=19\nCONFIG_CMA_ALIGNMENT=8\n# CONFIG_DMA_PERNUMA_CMA is not set\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->cma, (MemoryConfig::Cma{.cma = true,
                                            .dma_cma = true,
                                            .debugfs = true,
                                            .sysfs = false,
                                            .per_numa = false,
                                            .size_rule = CmaSizeRule::Larger,
                                            .size = mib(16),
                                            .percentage = 10,
                                            .areas = 19,
                                            .alignment = 8}));
}

TEST(MemoryConfig, AKernelWithoutCmaSaysNothingOfIt) {
  const auto config = config_of("# CONFIG_CMA is not set\nCONFIG_ARM64=y\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->cma, (MemoryConfig::Cma{.cma = false,
                                            .dma_cma = {},
                                            .debugfs = {},
                                            .sysfs = {},
                                            .per_numa = {},
                                            .size_rule = {},
                                            .size = {},
                                            .percentage = {},
                                            .areas = {},
                                            .alignment = {}}));
}

TEST(MemoryConfig, TheOneSwitchOfNewerKernelsForAreasOfEachNodeIsTheSame) {
  EXPECT_EQ(config_of("CONFIG_DMA_NUMA_CMA=y\n")->cma.per_numa, true);
  EXPECT_EQ(config_of("CONFIG_DMA_PERNUMA_CMA=y\n")->cma.per_numa, true);
}

TEST(MemoryConfig, DmabufHeapsAndTheirStatistics) {
  const auto config = config_of(
      "CONFIG_DMABUF_HEAPS=y\nCONFIG_DMABUF_HEAPS_SYSTEM=y\n# CONFIG_DMABUF_HEAPS_CMA is not set\n"
      "CONFIG_DMABUF_SYSFS_STATS=y\nCONFIG_UDMABUF=y\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->dmabuf,
            (MemoryConfig::Dmabuf{
                .heaps = true, .heap_system = true, .heap_cma = false, .sysfs_stats = true, .udmabuf = true}));
}

TEST(MemoryConfig, TheAlgorithmsOfZramAreTheCryptoLayersUntilItHasItsOwn) {
  const auto old =
      config_of("CONFIG_ZRAM=m\nCONFIG_CRYPTO_LZO=y\nCONFIG_CRYPTO_ZSTD=m\nCONFIG_ZRAM_DEF_COMP=\"lzo-rle\"\n");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->zram.algorithms, (std::vector<std::string>{"lzo", "lzo-rle", "zstd"}));
  EXPECT_EQ(old->zram.default_algorithm, "lzo-rle");
  const auto now =
      config_of("CONFIG_ZRAM=y\nCONFIG_CRYPTO_LZO=y\nCONFIG_ZRAM_BACKEND_LZ4=y\nCONFIG_ZRAM_WRITEBACK=y\n");
  ASSERT_TRUE(now);
  EXPECT_EQ(now->zram.algorithms, (std::vector<std::string>{"lz4"}));
  EXPECT_EQ(now->zram.writeback, true);
}

TEST(MemoryConfig, WhatDecidesThePageblock) {
  const auto config = config_of(
      "CONFIG_ARM64=y\nCONFIG_ARM64_16K_PAGES=y\nCONFIG_ARCH_FORCE_MAX_ORDER=11\nCONFIG_HUGETLB_PAGE=y\n"
      "CONFIG_TRANSPARENT_HUGEPAGE=y\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->pages, (MemoryConfig::Pages{.page_size = kib(16),
                                                .hugetlb = true,
                                                .transparent = true,
                                                .arch_force_max_order = 11,
                                                .force_max_zone_order = {},
                                                .page_block_max_order = {}}));
}

TEST(MemoryConfig, TheSizeOfAPageUnderItsNewNameAndWhereThereIsOnlyOne) {
  EXPECT_EQ(config_of("CONFIG_ARM64=y\nCONFIG_PAGE_SIZE_64KB=y\n")->pages.page_size, kib(64));
  EXPECT_EQ(config_of("CONFIG_ARM=y\n")->pages.page_size, kib(4));
  EXPECT_EQ(config_of("CONFIG_ARM64=y\n")->pages.page_size, std::nullopt);
}

TEST(MemoryConfig, WhatDecidesZonesOnArm) {
  const auto config = config_of(
      "CONFIG_ARM=y\nCONFIG_HIGHMEM=y\nCONFIG_VMSPLIT_3G=y\nCONFIG_PAGE_OFFSET=0xC0000000\n# CONFIG_ARM_LPAE is not "
      "set\n");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->layout.arch, "arm");
  EXPECT_EQ(config->layout.highmem, true);
  EXPECT_EQ(config->layout.lpae, false);
  EXPECT_EQ(config->layout.vmsplit, "3G");
  EXPECT_EQ(config->layout.page_offset, 0xc0000000U);
}

TEST(MemoryConfig, ANumberThatIsNoneIsRefusedAtItsLine) {
  EXPECT_EQ(to_string(config_of("CONFIG_CMA=y\nCONFIG_CMA_SIZE_MBYTES=lots\n").error()),
            ".config:2:24: CONFIG_CMA_SIZE_MBYTES is no number (expected one of 64 bits)");
  EXPECT_EQ(to_string(config_of("CONFIG_CMA_SIZE_MBYTES=17592186044416\n").error()),
            ".config:1: CONFIG_CMA_SIZE_MBYTES passes 2^64 bytes (expected a number of MiB)");
}

}  // namespace
}  // namespace rampart

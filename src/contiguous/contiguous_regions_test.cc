#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdexcept>
#include <unistd.h>

#include <rampart/contiguous.h>

#include "base/test_data.h"
#include "host/write_file.h"

namespace rampart {
namespace {

ContiguousConfig config_of(std::string_view line) {
  auto config = parse_contiguous_line(line, "line");
  EXPECT_TRUE(config) << to_string(config.error());
  return config.value_or(ContiguousConfig{});
}

ContiguousRegions made(std::string_view line, ContiguousOptions options = {}) {
  options.page_size = kib(4);
  auto regions = ContiguousRegions::make(config_of(line), std::move(options));
  if (!regions) throw std::runtime_error{regions.error().what};
  return std::move(*regions);
}

/// The places of the chunks as `region+offset`, sorted.
std::string listed(const ContiguousRegions& regions) {
  std::string text;
  for (const Chunk& chunk : regions.chunks()) {
    text += (text.empty() ? "" : " ") + chunk.region + '+' + std::to_string(chunk.offset.value >> 10) + 'K';
  }
  return text;
}

TEST(ContiguousRegions, AChunkComesFromTheFirstRegionOfItsRuleThatHasRoom) {
  auto regions = made("cma=mfc0=64K@0x50000000;secure=64K cma_map=s3c-mfc/A=mfc0,secure;*=secure");
  const auto first = regions.allocate("s3c-mfc", "A", kib(64), kib(4));
  const auto second = regions.allocate("s3c-mfc", "A", kib(8), kib(4));
  const auto third = regions.allocate("jpeg", "", {1}, {1});
  ASSERT_TRUE(first && second && third);
  EXPECT_EQ(first->region, "mfc0");
  EXPECT_EQ(first->address, PhysAddr{0x50000000});
  EXPECT_EQ(second->region, "secure");
  EXPECT_EQ(second->address, std::nullopt);
  EXPECT_EQ(third->device, "jpeg");
  EXPECT_EQ(third->type, "common");
  EXPECT_EQ(third->size, kib(4));
  EXPECT_EQ(listed(regions), "mfc0+0K secure+0K secure+8K");
}

TEST(ContiguousRegions, ARegionThatIsNotThereIsPassedOver) {
  auto regions = made("cma=b=64K cma_map=x=a,b;y=a");
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(4))->region, "b");
  EXPECT_EQ(regions.allocate("y", "", kib(4), kib(4)).error().what,
            "y/common: no region is called a (expected one of its rule)");
}

TEST(ContiguousRegions, ARequestWithoutARuleIsRefused) {
  auto regions = made("cma=a=64K cma_map=x/A=a");
  const auto chunk = regions.allocate("x", "B", kib(4), kib(4));
  ASSERT_FALSE(chunk);
  EXPECT_EQ(chunk.error().code, Errc::NotFound);
  EXPECT_EQ(chunk.error().what, "x/B: no entry (expected a rule of the map for it)");
}

TEST(ContiguousRegions, ARequestThatNobodyCanServeSaysWhatEachRegionHas) {
  auto regions = made("cma=a=64K;b=32K:buddy cma_map=*=a,b");
  ASSERT_TRUE(regions.allocate("x", "", kib(4), kib(4)));
  const auto chunk = regions.allocate("x", "", mib(1), kib(8));
  ASSERT_FALSE(chunk);
  EXPECT_EQ(chunk.error().code, Errc::TooLarge);
  EXPECT_EQ(
      chunk.error().what,
      "x/common: no room for 1 MiB aligned to 8 KiB (expected a free run: a 60 KiB free of 64 KiB, largest 60 KiB; "
      "b 32 KiB free of 32 KiB, largest 32 KiB)");
}

TEST(ContiguousRegions, SizesAndAlignmentsThatCannotBeAreRefused) {
  auto regions = made("cma=a=64K cma_map=*=a");
  EXPECT_EQ(regions.allocate("x", "", {0}, kib(4)).error().what, "x/common: no bytes (expected a size above zero)");
  EXPECT_EQ(regions.allocate("x", "", kib(4), {0}).error().what, "x/common: alignment 0 (expected a power of two)");
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(12)).error().what,
            "x/common: alignment 12288 (expected a power of two)");
  EXPECT_EQ(regions.allocate("x", "", {UINT64_MAX}, kib(4)).error().code, Errc::TooLarge);
  EXPECT_EQ(regions.allocate("x", "", kib(4), {std::uint64_t{1} << 63})->offset, kib(0));
}

TEST(ContiguousRegions, AChunkIsFreedOnce) {
  auto regions = made("cma=a=64K cma_map=*=a");
  const Chunk chunk = *regions.allocate("x", "", kib(64), kib(4));
  EXPECT_TRUE(regions.free(chunk));
  const auto again = regions.free(chunk);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Errc::NotFound);
  EXPECT_EQ(again.error().what, "chunk 1 of a: is none here (expected one that was not freed)");
  EXPECT_EQ(regions.allocate("x", "", kib(64), kib(4))->id, 2U);
}

TEST(ContiguousRegions, AChunkOfAnotherFrameworkIsNotFreed) {
  auto regions = made("cma=a=64K cma_map=*=a");
  auto others = made("cma=a=64K cma_map=*=a");
  ASSERT_TRUE(regions.allocate("x", "", kib(4), kib(4)));
  EXPECT_FALSE(regions.free(*others.allocate("x", "", kib(4), kib(4))));
  EXPECT_EQ(listed(regions), "a+0K");
}

TEST(ContiguousRegions, TheBytesOfAChunkAreItsOwn) {
  auto regions = made("cma=a=64K cma_map=*=a");
  const Chunk first = *regions.allocate("x", "", kib(8), kib(4));
  const Chunk second = *regions.allocate("x", "", kib(4), kib(4));
  const auto one = regions.map(first);
  const auto two = regions.map(second);
  ASSERT_TRUE(one && two);
  ASSERT_EQ((*one)->bytes().size(), 8192U);
  std::ranges::fill((*one)->bytes(), std::byte{0x11});
  std::ranges::fill((*two)->bytes(), std::byte{0x22});
  EXPECT_TRUE(std::ranges::all_of((*one)->bytes(), [](std::byte byte) { return byte == std::byte{0x11}; }));
  std::byte seen{};
  ASSERT_EQ(::pread(second.fd, &seen, 1, static_cast<off_t>(second.offset.value)), 1);
  EXPECT_EQ(seen, std::byte{0x22});
}

TEST(ContiguousRegions, WhoGetsTheDescriptorCannotTakeTheMemoryAway) {
  auto regions = made("cma=a=64K cma_map=*=a");
  const Chunk chunk = *regions.allocate("x", "", kib(4), kib(4));
  EXPECT_EQ(::ftruncate(chunk.fd, 0), -1);
  EXPECT_NE(::fcntl(chunk.fd, F_GETFD) & FD_CLOEXEC, 0);
}

TEST(ContiguousRegions, InfoIsOfAllRegionsThatADeviceCanReach) {
  auto regions = made("cma=a=64K@0x1000;b=32K@0x50000000;c=8K;d=1M cma_map=x=a,b,c,gone;*=d");
  ASSERT_TRUE(regions.allocate("x", "", kib(16), kib(4)));
  const auto info = regions.info("x");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->regions, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(info->total, kib(104));
  EXPECT_EQ(info->free, kib(88));
  EXPECT_EQ(info->largest, kib(48));
  EXPECT_EQ(info->lower_bound, PhysAddr{0x1000});
  EXPECT_EQ(info->upper_bound, PhysAddr{0x50007fff});
  EXPECT_EQ(regions.info("y")->lower_bound, std::nullopt);
}

TEST(ContiguousRegions, StatisticsCountWhatWasServedAndRefused) {
  auto regions = made("cma=a=64K:bf;b=64K:first-fit cma_map=*=a,b");
  const Chunk chunk = *regions.allocate("x", "", kib(48), kib(4));
  ASSERT_TRUE(regions.allocate("x", "", kib(32), kib(4)));
  ASSERT_TRUE(regions.free(chunk));
  ASSERT_FALSE(regions.allocate("x", "", kib(128), kib(4)));
  const auto statistics = regions.statistics();
  ASSERT_EQ(statistics.size(), 2U);
  EXPECT_EQ(statistics[0].name, "a");
  EXPECT_EQ(statistics[0].allocator, "bf");
  EXPECT_EQ(statistics[0].used, kib(0));
  EXPECT_EQ(statistics[0].peak_used, kib(48));
  EXPECT_EQ(statistics[0].allocations, 1U);
  EXPECT_EQ(statistics[0].refusals, 2U);
  EXPECT_EQ(statistics[1].used, kib(32));
  EXPECT_EQ(statistics[1].chunk_count, 1U);
  EXPECT_EQ(statistics[1].refusals, 1U);
  EXPECT_EQ(statistics[1].largest, kib(32));
}

TEST(ContiguousRegions, APrivateRegionIsOnlyItsOwners) {
  auto regions = made("cma=a=64K cma_map=*=a,mine");
  const auto owner = regions.add_private({.name = "mine", .size = kib(16)});
  ASSERT_TRUE(owner);
  const auto chunk = regions.allocate(*owner, "drm", kib(8), kib(4));
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->region, "");
  EXPECT_EQ(listed(regions), "");
  EXPECT_EQ(*regions.chunks(*owner), std::vector{*chunk});
  EXPECT_EQ(regions.info("x")->total, kib(64));
  EXPECT_EQ(regions.allocate("x", "", kib(65), kib(4)).error().code, Errc::TooLarge);
  EXPECT_EQ(regions.statistics().back().name, "");
  EXPECT_EQ(regions.statistics().back().used, kib(8));

  auto others = made("cma=a=64K cma_map=*=a");
  EXPECT_EQ(others.allocate(*owner, "drm", kib(4), kib(4)).error().what,
            "private region of another framework (expected one of this)");
  EXPECT_EQ(others.chunks(*owner).error().code, Errc::NotFound);
  EXPECT_TRUE(regions.free(*chunk));
}

TEST(ContiguousRegions, RegionsAndTheMapMayChangeAtRunTime) {
  auto regions = made("cma=a=64K cma_map=*=a");
  ASSERT_TRUE(regions.allocate("x", "", kib(4), kib(4)));
  ASSERT_TRUE(regions.add({.name = "b", .size = kib(64)}));
  regions.set_map(*parse_contiguous_map("x=b", "map"));
  EXPECT_EQ(regions.allocate("x", "", kib(4), kib(4))->region, "b");
  EXPECT_EQ(listed(regions), "a+0K b+0K");
  EXPECT_EQ(contiguous_map_text(regions.map()), "x=b");
  EXPECT_EQ(regions.add({.name = "b", .size = kib(4)}).error().what,
            "b is there already (expected a name that is not taken)");
  EXPECT_EQ(regions.add({.name = "", .size = kib(4)}).error().what,
            "region without a name (expected one, or add_private)");
}

TEST(ContiguousRegions, SizesAreWholePagesAndStartsAreAligned) {
  auto regions = made("cma=a=5000@0x1001/64K cma_map=*=a");
  EXPECT_EQ(regions.statistics()[0].size, kib(8));
  EXPECT_EQ(regions.statistics()[0].start, PhysAddr{0x10000});
}

TEST(ContiguousRegions, RegionsThatOverlapOnceTheyAreWholePagesAreRefused) {
  const ContiguousConfig config = config_of("cma=a=0x1001@0x10000;b=4K@0x12000");
  EXPECT_TRUE(ContiguousRegions::make(config, {.page_size = kib(4)}));
  const ContiguousConfig closer = config_of("cma=a=0x11000@0x10000;b=4K@0x21000/4K");
  EXPECT_TRUE(ContiguousRegions::make(closer, {.page_size = kib(4)}));
  // With pages of 64 KiB a takes 128 KiB, and b begins at 0x30000, behind it: starts are rounded up too.
  EXPECT_TRUE(ContiguousRegions::make(closer, {.page_size = kib(64)}));
  const ContiguousConfig behind = config_of("cma=a=0x11000@0x10001;b=4K@0x30000");
  const auto refused = ContiguousRegions::make(behind, {.page_size = kib(64)});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "b runs into a (expected regions that do not overlap)");
}

TEST(ContiguousRegions, AnAllocatorThatNobodyAddedIsRefused) {
  const auto regions = ContiguousRegions::make(config_of("cma=a=64K:worst-fit"));
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().code, Errc::NotFound);
  EXPECT_EQ(regions.error().what, "a: no allocator worst-fit (expected one of best-fit, bf, first-fit, buddy)");
}

TEST(ContiguousRegions, WhatAStoreRefusesIsTheErrorAndNothingIsLeft) {
  const StoreMaker refuses = [](const ContiguousRegion& region) -> Result<std::unique_ptr<RegionStore>> {
    return std::unexpected(Error{Errc::TooLarge, {}, region.name + " (expected a heap that has it)"});
  };
  const auto regions = ContiguousRegions::make(config_of("cma=a=64K"), {.store = refuses});
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().what, "a (expected a heap that has it)");
}

TEST(ContiguousRegions, AConfigurationIsReadFromAFileOfEitherForm) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("rampart-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  const std::string line = folder / "regions";
  const std::string toml = folder / "regions.toml";
  ASSERT_TRUE(write_file_atomically(line, "cma=a=64K cma_map=*=a\n"));
  ASSERT_TRUE(write_file_atomically(toml, "map = \"*=a\"\n[[region]]\nname = \"a\"\nsize = \"64K\"\n"));
  const auto from_line = load_contiguous_config(line);
  const auto from_toml = load_contiguous_config(toml);
  const auto from_nothing = load_contiguous_config(folder / "nothing");
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(from_line && from_toml);
  EXPECT_EQ(*from_line, *from_toml);
  EXPECT_EQ(from_nothing.error().code, Errc::NotFound);
  EXPECT_EQ(from_nothing.error().where.file, (folder / "nothing").string());
}

TEST(ContiguousRegions, AHeapThatIsNamedIsNotReplacedByAMemfd) {
  const ContiguousConfig config = config_of("cma=a=64K cma_heap=a=no-such-heap");
  const auto regions = ContiguousRegions::make(config);
  ASSERT_FALSE(regions);
  EXPECT_EQ(to_string(regions.error()), "/dev/dma_heap/no-such-heap: no such file");
  EXPECT_TRUE(ContiguousRegions::make(config, {.store = memfd_stores()}));
  const auto elsewhere = ContiguousRegions::make(config_of("cma=a=64K cma_heap=a=../mem"));
  ASSERT_FALSE(elsewhere);
  EXPECT_EQ(to_string(elsewhere.error()), "/dev/dma_heap/../mem: not a heap of that folder (expected its name)");
}

TEST(ContiguousRegions, AFileThatIsNoHeapIsAnErrorOfTheSystem) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("rampart-h" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(write_file_atomically(folder / "a-heap", ""));
  const auto regions =
      ContiguousRegions::make(config_of("cma=a=64K cma_heap=a=a-heap"), {.store = heap_stores(folder)});
  std::filesystem::remove_all(folder);
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().code, Errc::Io);
  EXPECT_EQ(regions.error().where.file, (folder / "a-heap").string());
  EXPECT_EQ(regions.error().what, "cannot allocate: inappropriate ioctl for device");
}

}  // namespace
}  // namespace rampart

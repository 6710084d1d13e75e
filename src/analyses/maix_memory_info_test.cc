#include "analyses/maix_memory_info.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

namespace rampart {
namespace {

MaixRule rule_of(std::string_view id) {
  const auto devices = built_in_devices();
  return std::ranges::find(devices, id, &Device::id)->maix;
}

/// `hw_total` of a MaixCAM2 whose MemTotal and CMM add up to `sum`.
std::optional<Bytes> snapped(std::uint64_t sum) {
  return maix_memory_info(rule_of("maixcam2-4g"), {.mem_total = Bytes{sum}, .pool_total = Bytes{}}).hw_total;
}

TEST(MaixMemoryInfo, ItIsTheSampleThatTheVendorPrints) {
  const MaixMemoryInfo info = maix_memory_info(rule_of("maixcam2-4g"), {.mem_total = kib(2012428),
                                                                        .mem_available = kib(2012428 - 331604),
                                                                        .pool_total = kib(2097152),
                                                                        .pool_used = kib(173352)});
  std::ifstream file{RAMPART_TEST_DATA "/samples/maix/memory_info-maixcam2-4g-doc.txt"};
  const std::string sample{std::istreambuf_iterator<char>{file}, {}};
  ASSERT_TRUE(info.hw_total);
  EXPECT_EQ(fmt::format("{{'cma_total': {}, 'cma_used': {}, 'cmm_total': {}, 'cmm_used': {}, 'hw_total': {}, "
                        "'total': {}, 'used': {}}}\n",
                        info.cma_total.value, info.cma_used.value, info.cmm_total.value, info.cmm_used.value,
                        info.hw_total->value, info.total.value, info.used.value),
            sample);
}

TEST(MaixMemoryInfo, ASumBetween3And4GiBIsGivenAs4) {
  EXPECT_EQ(snapped(gib(3).value), gib(3));
  EXPECT_EQ(snapped(gib(3).value + 1), gib(4));
  EXPECT_EQ(snapped(gib(4).value - 1), gib(4));
  EXPECT_EQ(snapped(gib(4).value), gib(4));
  EXPECT_EQ(snapped(gib(4).value + 1), Bytes{gib(4).value + 1});
}

TEST(MaixMemoryInfo, ASumWithinATenthOf1GiBIsGivenAs1) {
  EXPECT_EQ(snapped(966367641), Bytes{966367641});  // 0.9 GiB is 966367641.6
  EXPECT_EQ(snapped(966367642), gib(1));
  EXPECT_EQ(snapped(1181116006), gib(1));  // 1.1 GiB is 1181116006.4
  EXPECT_EQ(snapped(1181116007), Bytes{1181116007});
}

TEST(MaixMemoryInfo, ABoardOf2GiBKeepsTheSum) { EXPECT_EQ(snapped(mib(1980).value), mib(1980)); }

TEST(MaixMemoryInfo, WithoutTheCmmFileThereIsNoHwTotal) {
  const MaixMemoryInfo info =
      maix_memory_info(rule_of("maixcam2-4g"), {.mem_total = mib(2000), .mem_available = mib(1500)});
  EXPECT_EQ(info.hw_total, std::nullopt);
  EXPECT_EQ(info.total, mib(2000));
  EXPECT_EQ(info.used, mib(500));
  EXPECT_EQ(info.cmm_total, Bytes{});
}

TEST(MaixMemoryInfo, MaixCamHas256MiBWhateverItReads) {
  const MaixMemoryInfo info =
      maix_memory_info(rule_of("maixcam"), {.mem_total = mib(130), .mem_available = mib(100), .pool_total = mib(105)});
  EXPECT_EQ(info.hw_total, mib(256));
  EXPECT_EQ(info.cmm_total, mib(105));
  EXPECT_EQ(info.cmm_used, Bytes{});  // alloc_mem unreadable: MaixPy warns and says 0
}

TEST(MaixMemoryInfo, AnyOtherLinuxHasItsTotalAndNoPool) {
  const MaixMemoryInfo info = maix_memory_info(
      MaixRule{}, {.mem_total = gib(8), .mem_available = gib(6), .pool_total = gib(1), .pool_used = mib(1)});
  EXPECT_EQ(info, (MaixMemoryInfo{gib(8), gib(8), gib(2), {}, {}, {}, {}}));
}

}  // namespace
}  // namespace rampart

#include "analyses/zram/zram_advice.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using std::chrono::milliseconds;

ZramMeasure measure(std::string algorithm, Bytes memory, milliseconds write, milliseconds read) {
  return {.algorithm = std::move(algorithm), .original = mib(8), .memory = memory, .write = write, .read = read};
}

ZramAdviceFacts facts_of(Bytes total, Bytes available, Bytes anonymous) {
  ZramAdviceFacts facts;
  facts.meminfo.mem_total = total;
  facts.meminfo.mem_available = available;
  facts.meminfo.anon_pages = anonymous;
  return facts;
}

TEST(ZramAdvice, TheFastestOfThoseWithinATenthOfTheLeastMemoryIsChosen) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(256), mib(100));
  facts.measures = {measure("lzo-rle", kib(2900), milliseconds{20}, milliseconds{10}),
                    measure("lz4", kib(2150), milliseconds{15}, milliseconds{5}),
                    measure("zstd", kib(2048), milliseconds{90}, milliseconds{30})};
  EXPECT_EQ(advise_zram(facts).algorithm, "lz4");
  facts.measures[1].memory = kib(2300);
  EXPECT_EQ(advise_zram(facts).algorithm, "zstd");
}

TEST(ZramAdvice, WithoutAWorkloadItFillsAQuarterOfRam) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(256), mib(100));
  facts.measures = {measure("lz4", mib(2), milliseconds{15}, milliseconds{5})};  // 4:1
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_TRUE(advice.worth);
  EXPECT_EQ(advice.ratio_hundredths, 400U);
  EXPECT_EQ(advice.size, mib(512));
  EXPECT_EQ(advice.limit, mib(128));
  EXPECT_TRUE(advice.findings.empty());
}

TEST(ZramAdvice, ItIsNeverMoreThanTwiceTheRam) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(256), mib(100));
  facts.measures = {measure("lz4", kib(64), milliseconds{15}, milliseconds{5})};  // mostly zeros
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_EQ(advice.ratio_hundredths, 10'000U);
  EXPECT_EQ(advice.size, mib(1024));
  EXPECT_EQ(advice.limit, mib(11));
}

TEST(ZramAdvice, AWorkloadIsGivenWhatItMisses) {
  // 600 MiB and 112 MiB of others in 512 MiB: 200 MiB are missing. At 3:1, 300 MiB compressed give them back.
  ZramAdviceFacts facts = facts_of(mib(512), mib(300), mib(100));
  facts.measures = {
      {.algorithm = "lz4", .original = mib(9), .memory = mib(3), .write = milliseconds{1}, .read = milliseconds{1}}};
  facts.workload = mib(600);
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_TRUE(advice.fits);
  EXPECT_EQ(advice.missing, std::int64_t{200} << 20);
  EXPECT_EQ(advice.size, mib(338));  // and an eighth
  EXPECT_EQ(advice.limit, mib(113));
  EXPECT_TRUE(advice.findings.empty());
}

TEST(ZramAdvice, AWorkloadThatFitsNeedsNone) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(300), mib(100));
  facts.workload = mib(300);
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_FALSE(advice.worth);
  EXPECT_TRUE(advice.fits);
  EXPECT_EQ(advice.size, Bytes{});
  EXPECT_EQ(advice.missing, -(std::int64_t{100} << 20));
}

TEST(ZramAdvice, AWorkloadThatDoesNotFitEvenSoIsAnError) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(300), mib(100));
  facts.workload = mib(2000);  // 1600 MiB missing at 2:1
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_FALSE(advice.fits);
  EXPECT_FALSE(advice.worth);
  ASSERT_EQ(advice.findings.size(), 1U);
  EXPECT_EQ(advice.findings[0].severity, Severity::Error);
  EXPECT_EQ(advice.findings[0].message,
            "1.6 GiB are missing, and all of the workload compressed at 2.00:1 saves only 1000 MiB");
}

TEST(ZramAdvice, MemoryThatDoesNotCompressIsNotWorthIt) {
  ZramAdviceFacts facts = facts_of(mib(512), mib(300), mib(100));
  facts.measures = {measure("lz4", kib(7000), milliseconds{15}, milliseconds{5})};
  const ZramAdvice advice = advise_zram(facts);
  EXPECT_FALSE(advice.worth);
  ASSERT_EQ(advice.findings.size(), 1U);
  EXPECT_EQ(advice.findings[0].rule, "zram-not-worth");
}

TEST(ZramAdvice, WithoutAMeasureTwoToOneIsAssumedAndSaidSo) {
  const ZramAdvice advice = advise_zram(facts_of(mib(1024), mib(300), mib(100)));
  EXPECT_TRUE(advice.ratio_assumed);
  EXPECT_EQ(advice.size, mib(512));
  EXPECT_EQ(advice.limit, mib(256));
  EXPECT_EQ(advice.algorithm, "");
  EXPECT_EQ(advice.reasons.front(), "nothing was measured: 2:1 is assumed");
}

}  // namespace
}  // namespace rampart

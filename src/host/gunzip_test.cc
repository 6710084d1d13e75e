#include "host/gunzip.h"

#include <gtest/gtest.h>
#include <string>
#include <zlib.h>

namespace rampart {
namespace {

/// `text` as `gzip -n` packs it.
std::string gzipped(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  std::string input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

constexpr std::size_t plenty = std::size_t{1} << 20;

TEST(Gunzip, GivesBackWhatWasPacked) {
  EXPECT_EQ(gunzip(gzipped("CONFIG_CMA=y\n"), "/proc/config.gz", plenty), "CONFIG_CMA=y\n");
  const std::string large(300'000, 'x');
  EXPECT_EQ(gunzip(gzipped(large), "config.gz", plenty), large);
  EXPECT_EQ(gunzip(gzipped(""), "config.gz", plenty), "");
}

TEST(Gunzip, ReadsSeveralMembersAsOneFile) {
  EXPECT_EQ(gunzip(gzipped("CONFIG_CMA=y\n") + gzipped("CONFIG_ZRAM=m\n"), "config.gz", plenty),
            "CONFIG_CMA=y\nCONFIG_ZRAM=m\n");
}

TEST(Gunzip, ABombIsRefusedAtTheLimitAndNotUnpackedFirst) {
  const std::string packed = gzipped(std::string(std::size_t{32} << 20, '\0'));
  ASSERT_LT(packed.size(), 64U << 10);
  const auto content = gunzip(packed, "config.gz", 1000);
  ASSERT_FALSE(content);
  EXPECT_EQ(content.error().code, Errc::TooLarge);
  EXPECT_EQ(to_string(content.error()), "config.gz: unpacks to more than the limit");
}

TEST(Gunzip, ExactlyTheLimitIsNotTooMuch) { EXPECT_TRUE(gunzip(gzipped("12345"), "config.gz", 5)); }

TEST(Gunzip, WhatIsNotGzipIsSaidToBeNone) {
  const auto what = [](std::string_view bytes) { return to_string(gunzip(bytes, "config.gz", plenty).error()); };
  EXPECT_EQ(what(""), "config.gz: empty (expected a .gz file)");
  EXPECT_EQ(what("CONFIG_CMA=y\n"), "config.gz: not gzip data (expected a .gz file)");
  EXPECT_EQ(what("\x1f"), "config.gz: not gzip data (expected a .gz file)");
}

TEST(Gunzip, AFileCutAnywhereIsRefused) {
  const std::string packed = gzipped("CONFIG_CMA=y\nCONFIG_DMA_CMA=y\n");
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const auto content = gunzip(std::string_view{packed}.substr(0, size), "config.gz", plenty);
    ASSERT_FALSE(content) << size;
    EXPECT_EQ(to_string(content.error()), "config.gz: ends in the middle (expected a whole .gz file)") << size;
  }
}

TEST(Gunzip, AWrongCheckSumIsRefused) {
  std::string packed = gzipped("CONFIG_CMA=y\n");
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);
  const auto content = gunzip(packed, "config.gz", plenty);
  ASSERT_FALSE(content);
  EXPECT_EQ(to_string(content.error()), "config.gz: damaged gzip data");
}

TEST(Gunzip, BytesAfterTheEndAreRefusedUnlessTheyAreZero) {
  EXPECT_EQ(to_string(gunzip(gzipped("x") + "more", "config.gz", plenty).error()), "config.gz: damaged gzip data");
  EXPECT_EQ(gunzip(gzipped("x") + std::string(512, '\0'), "config.gz", plenty), "x");
}

}  // namespace
}  // namespace rampart

#include "sources/auxv.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <initializer_list>
#include <string>
#include <utility>

namespace rampart {
namespace {

using Pairs = std::initializer_list<std::pair<std::uint64_t, std::uint64_t>>;

std::string auxv(Pairs pairs, std::size_t word) {
  std::string bytes;
  const auto put = [&](std::uint64_t value) {
    for (std::size_t i = 0; i < word; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  };
  for (const auto& [tag, value] : pairs) {
    put(tag);
    put(value);
  }
  return bytes;
}

constexpr std::uint64_t sysinfo = 33;
constexpr std::uint64_t hwcap = 16;
constexpr std::uint64_t pagesz = 6;
constexpr std::uint64_t base = 7;

TEST(Auxv, ThePageSizeIsFoundAmongWordsOf64Bits) {
  const Pairs pairs = {{sysinfo, 0x7ffd1000}, {hwcap, 0x178bfbff}, {pagesz, 65536}, {0, 0}};
  EXPECT_EQ(parse_auxv_page_size(auxv(pairs, 8), "auxv"), kib(64));
}

TEST(Auxv, ThePageSizeIsFoundAmongWordsOf32Bits) {
  const Pairs pairs = {{hwcap, 0x1}, {pagesz, 4096}, {0, 0}};
  EXPECT_EQ(parse_auxv_page_size(auxv(pairs, 4), "auxv"), kib(4));
}

TEST(Auxv, A32BitPairThatLooksLikeA64BitEndIsSeenThrough) {
  const Pairs pairs = {{base, 0}, {0x10, 0}, {pagesz, 16384}, {0, 0}};  // a static program: its base is 0
  EXPECT_EQ(parse_auxv_page_size(auxv(pairs, 4), "auxv"), kib(16));
}

TEST(Auxv, WhatFollowsTheEndDoesNotCount) {
  const Pairs pairs = {{hwcap, 1}, {0, 0}, {pagesz, 4096}, {0, 0}};
  EXPECT_FALSE(parse_auxv_page_size(auxv(pairs, 8), "auxv"));
}

TEST(Auxv, WhatIsNoAuxvIsRefused) {
  const Pairs odd = {{pagesz, 4097}, {0, 0}};
  const Pairs endless = {{pagesz, 4096}};
  for (const std::string& bytes : {std::string{}, std::string{"hello, world"}, auxv(odd, 8), auxv(endless, 8)}) {
    const auto size = parse_auxv_page_size(bytes, "auxv");
    ASSERT_FALSE(size);
    EXPECT_EQ(size.error().what, "no page size (expected pairs of words with AT_PAGESZ before AT_NULL)");
    EXPECT_EQ(size.error().where, (SourcePos{"auxv", 0, 0}));
  }
}

}  // namespace
}  // namespace rampart

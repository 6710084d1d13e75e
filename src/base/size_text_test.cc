#include "base/size_text.h"

#include <cstdint>
#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(SizeText, AWholeNumberOfAUnitHasNoFraction) {
  EXPECT_EQ(size_text(mib(24)), "24 MiB");
  EXPECT_EQ(size_text(kib(12)), "12 KiB");
  EXPECT_EQ(size_text({256}), "256 B");
  EXPECT_EQ(size_text({0}), "0 B");
}

TEST(SizeText, AnythingElseHasOneDecimal) {
  EXPECT_EQ(size_text({mib(2935).value}), "2.9 GiB");
  EXPECT_EQ(size_text({kib(24684084).value}), "23.5 GiB");
}

TEST(SizeText, WhatRoundsUpToTheNextUnitIsWrittenInIt) {
  EXPECT_EQ(size_text({gib(1).value - 1}), "1 GiB");
  EXPECT_EQ(size_text({UINT64_MAX}), "16.0 EiB");
}

TEST(SizeText, EveryFormThatAPersonWritesIsRead) {
  EXPECT_EQ(parse_size("64M", "--size"), mib(64));
  EXPECT_EQ(parse_size("1.5G", "--size"), mib(1536));
  EXPECT_EQ(parse_size("0x4000000", "--size"), mib(64));
  EXPECT_EQ(parse_size("65536K", "--size"), mib(64));
  EXPECT_EQ(parse_size("64MiB", "--size"), mib(64));
  EXPECT_EQ(parse_size("4096", "--size"), kib(4));
}

TEST(SizeText, AnythingElseIsRefusedWithWhatWasExpected) {
  for (const char* text : {"", "M", "64X", "64M ", "1.5", "1.M", "-1", "64MM"}) {
    EXPECT_FALSE(parse_size(text, "--size")) << text;
  }
  EXPECT_EQ(to_string(parse_size("64X", "--size").error()),
            "--size: 64X: not a size (expected a size such as 64M, 1.5G, 65536K or 0x4000000)");
}

TEST(SizeText, ASizePast64BitsIsOutOfRangeAndNotWrapped) {
  const auto size = parse_size("16777216T", "--size");
  ASSERT_FALSE(size);
  EXPECT_EQ(size.error().code, Errc::OutOfRange);
}

}  // namespace
}  // namespace rampart

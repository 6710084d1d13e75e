#include "heap/fill_pattern.h"

#include <gtest/gtest.h>

#include <rampart/heap/heap.h>

namespace rampart {
namespace {

TEST(FillPattern, IsBytesInHexadecimal) {
  EXPECT_EQ(parse_fill_pattern("a5", "--fill").value(), (FillPattern{0xa5}));
  EXPECT_EQ(parse_fill_pattern("0xDEADbeef", "--fill").value(), (FillPattern{0xde, 0xad, 0xbe, 0xef}));
}

TEST(FillPattern, AnythingElseIsRefusedByName) {
  for (const char* const text : {"", "0x", "a", "a5f", "zz", "-1", "+f"}) {
    const auto refused = parse_fill_pattern(text, "--fill");
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(to_string(refused.error()),
              "--fill: " + std::string{text} + ": no pattern (expected 1 to 64 bytes in hexadecimal: a5, 0xdeadbeef)");
  }
  EXPECT_TRUE(parse_fill_pattern(std::string(128, 'f'), "--fill"));
  EXPECT_FALSE(parse_fill_pattern(std::string(130, 'f'), "--fill"));
}

TEST(FillPattern, WhatWasWrittenIsFoundAndAChangedByteToo) {
  const Buffer buffer = Heap::stand_in()->allocate(kib(8)).value();
  const FillPattern pattern{1, 2, 3};
  EXPECT_EQ(find_mismatch(buffer, {0}).value(), std::nullopt);
  ASSERT_TRUE(fill(buffer, pattern));
  EXPECT_EQ(find_mismatch(buffer, pattern).value(), std::nullopt);
  buffer.map()->data()[8191] = std::byte{9};
  const auto mismatch = find_mismatch(buffer, pattern).value();
  EXPECT_EQ(mismatch, (PatternMismatch{8191, 2, 9}));
}

}  // namespace
}  // namespace rampart

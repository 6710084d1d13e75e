#include "render/line_diff.h"

#include <cstdint>
#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

using Lines = std::vector<std::string_view>;

/// The edits done: what the new lines must be.
Lines applied(const Lines& before, const Lines& after, const std::vector<LineEdit>& edits) {
  Lines result;
  std::size_t at = 0;
  for (const LineEdit& edit : edits) {
    while (at < edit.old_begin) result.push_back(before[at++]);
    for (std::size_t i = edit.new_begin; i < edit.new_end; ++i) result.push_back(after[i]);
    at = edit.old_end;
  }
  while (at < before.size()) result.push_back(before[at++]);
  return result;
}

TEST(LineDiff, SameLinesHaveNoEdits) { EXPECT_TRUE(line_diff({"a", "b"}, {"a", "b"}).empty()); }

TEST(LineDiff, AChangedLineIsOneRun) {
  EXPECT_EQ(line_diff({"a", "b", "c"}, {"a", "B", "c"}), (std::vector<LineEdit>{{1, 2, 1, 2}}));
}

TEST(LineDiff, WhatStaysBetweenTwoChangesPartsThem) {
  EXPECT_EQ(line_diff({"a", "b", "c"}, {"A", "b", "C"}), (std::vector<LineEdit>{{0, 1, 0, 1}, {2, 3, 2, 3}}));
}

TEST(LineDiff, TheFewestLinesAreChanged) {
  const auto edits = line_diff({"a", "b", "c", "a", "b", "b", "a"}, {"c", "b", "a", "b", "a", "c"});
  std::size_t count = 0;
  for (const LineEdit& edit : edits) count += edit.old_end - edit.old_begin + edit.new_end - edit.new_begin;
  EXPECT_EQ(count, 5U);
}

TEST(LineDiff, WhereTooMuchDiffersTheMiddleIsOneRun) {
  EXPECT_EQ(line_diff({"a", "x", "b", "y", "c"}, {"a", "1", "b", "2", "c"}, 3), (std::vector<LineEdit>{{1, 4, 1, 4}}));
}

TEST(LineDiff, EditsTurnTheOldLinesIntoTheNew) {
  std::uint32_t state = 1;
  const auto next = [&](std::uint32_t below) {
    state = state * 1664525U + 1013904223U;
    return (state >> 16) % below;
  };
  const Lines words{"a", "b", "c", "d"};
  for (int round = 0; round < 500; ++round) {
    Lines before;
    Lines after;
    for (std::uint32_t i = next(12); i > 0; --i) before.push_back(words[next(4)]);
    for (std::uint32_t i = next(12); i > 0; --i) after.push_back(words[next(4)]);
    EXPECT_EQ(applied(before, after, line_diff(before, after)), after);
  }
}

}  // namespace
}  // namespace rampart

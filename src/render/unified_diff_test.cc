#include "render/unified_diff.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(UnifiedDiff, AFileThatIsNewIsAllAdded) {
  EXPECT_EQ(unified_diff("/etc/a.conf", std::nullopt, "one\ntwo\n"),
            "--- /dev/null\n+++ /etc/a.conf\n@@ -0,0 +1,2 @@\n+one\n+two\n");
}

TEST(UnifiedDiff, AFileThatGoesIsAllTakenAway) {
  EXPECT_EQ(unified_diff("/etc/a.conf", "one\n", std::nullopt),
            "--- /etc/a.conf\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n");
}

TEST(UnifiedDiff, WhatChangesStandsBetweenThreeLinesThatDoNot) {
  EXPECT_EQ(unified_diff("f", "a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nb\nc\nd\nE\nf\ng\nh\ni\n"),
            "--- f\n+++ f\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n");
}

TEST(UnifiedDiff, ARepeatedLineIsNotCountedFromBothEnds) {
  EXPECT_EQ(unified_diff("f", "a\na\n", "a\na\na\n"), "--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n a\n+a\n");
}

TEST(UnifiedDiff, ALastLineWithoutItsEndIsToldAsPatchWantsIt) {
  EXPECT_EQ(unified_diff("f", "a", "a\n"), "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}

TEST(UnifiedDiff, ChangesFarApartAreHunksOfTheirOwn) {
  EXPECT_EQ(unified_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "one\n2\n3\n4\n5\n6\n7\n8\nnine\n"),
            "--- f\n+++ f\n@@ -1,4 +1,4 @@\n-1\n+one\n 2\n 3\n 4\n"
            "@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+nine\n");
}

TEST(UnifiedDiff, ChangesWithSixLinesBetweenThemShareAHunk) {
  EXPECT_EQ(unified_diff("f", "1\n2\n3\n4\n5\n6\n7\n8\n", "one\n2\n3\n4\n5\n6\n7\neight\n"),
            "--- f\n+++ f\n@@ -1,8 +1,8 @@\n-1\n+one\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n");
}

TEST(UnifiedDiff, ALineThatIsPutBetweenIsAddedAlone) {
  EXPECT_EQ(unified_diff("f", "a\nb\n", "a\nnew\nb\n"), "--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n+new\n b\n");
}

TEST(UnifiedDiff, NothingIsSaidWhereNothingChanges) {
  EXPECT_EQ(unified_diff("f", "a\n", "a\n"), "");
  EXPECT_EQ(unified_diff("f", std::nullopt, std::nullopt), "");
}

}  // namespace
}  // namespace rampart

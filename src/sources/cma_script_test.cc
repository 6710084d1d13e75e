#include "sources/cma_script.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

std::string refusal(std::string_view text) {
  const auto steps = parse_cma_script(text, "script");
  return steps ? "read" : to_string(steps.error());
}

TEST(CmaScript, ALineAllocatesOrFreesByIdOrAsDebugfsDoes) {
  const auto steps = parse_cma_script(
      "# two buffers\n alloc 3M id=preview\nalloc 64K id=ring align=4K # small\n\nfree id=preview\nalloc 12K\nfree "
      "8K\n",
      "script");
  ASSERT_TRUE(steps) << to_string(steps.error());
  EXPECT_EQ(*steps,
            (std::vector<CmaScriptStep>{{.is_alloc = true, .id = "preview", .size = mib(3), .line = 2},
                                        {.is_alloc = true, .id = "ring", .size = kib(64), .align = kib(4), .line = 3},
                                        {.is_alloc = false, .id = "preview", .size = {}, .line = 5},
                                        {.is_alloc = true, .id = "", .size = kib(12), .line = 6},
                                        {.is_alloc = false, .id = "", .size = kib(8), .line = 7}}));
}

TEST(CmaScript, IsToldFromATraceByItsFirstLine) {
  EXPECT_TRUE(is_cma_script("# x\n\n  alloc 3M id=a\n"));
  EXPECT_TRUE(is_cma_script("free 4K"));
  EXPECT_FALSE(is_cma_script("# tracer: nop\n#\n  alloc-12 [000] ..... 1.000000: cma_release: x\n"));
  EXPECT_FALSE(is_cma_script(""));
}

TEST(CmaScript, ErrorsNameLineAndColumn) {
  EXPECT_EQ(refusal("alloc 3M id=a\nallocate 1M\n"), "script:2:1: no step (expected alloc or free)");
  EXPECT_EQ(refusal("alloc\n"), "script:1:1: alloc has no size (expected alloc SIZE)");
  EXPECT_EQ(refusal("alloc 0 id=a\n"), "script:1:7: not understood (expected one size such as 64K, id= or align=)");
  EXPECT_EQ(refusal("alloc 1M 2M\n"), "script:1:10: not understood (expected one size such as 64K, id= or align=)");
  EXPECT_EQ(refusal("alloc 1M id=\n"), "script:1:13: no id (expected a word)");
  EXPECT_EQ(refusal("alloc 1M id=a align=3K\n"), "script:1:21: no alignment (expected a power of two such as 64K)");
  EXPECT_EQ(refusal("alloc 1M align=4K\n"),
            "script:1:1: alignment without id= (expected none: debugfs asks for no alignment)");
  EXPECT_EQ(refusal("free 1M align=4K\n"), "script:1:15: an alignment of free (expected none)");
  EXPECT_EQ(refusal("free\n"), "script:1:1: free of nothing, or of both (expected free id=ID or free SIZE)");
  EXPECT_EQ(refusal("free id=a\n"), "script:1:1: a is not allocated (expected an id that is)");
  EXPECT_EQ(refusal("alloc 1M id=a\nalloc 1M id=a\n"), "script:2:1: a is allocated already (expected it freed before)");
}

TEST(CmaScript, AnIdMayBeUsedAgainOnceItIsFree) {
  EXPECT_EQ(refusal("alloc 1M id=a\nfree id=a\nalloc 2M id=a\n"), "read");
}

}  // namespace
}  // namespace rampart

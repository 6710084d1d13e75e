#include <gtest/gtest.h>

#include "analyses/explain/test_story.h"

namespace rampart {
namespace {

TEST(PythonStackFull, TooDeepACallIsCertain) {
  const auto causes = explained("RuntimeError: maximum recursion depth exceeded\n");
  ASSERT_EQ(classes(causes), "python_stack_full certain error");
  EXPECT_EQ(lines_of(causes[0]), (std::vector<std::size_t>{1}));
}

TEST(PythonStackFull, NearTheLimitIsAWarning) {
  const auto causes = explained("stack: 13100 out of 15360\n");
  ASSERT_EQ(classes(causes), "python_stack_full likely warning");
  EXPECT_EQ(fact_of(causes[0], "stack_used_bytes"), "13100");
  EXPECT_EQ(fact_of(causes[0], "stack_limit_bytes"), "15360");
}

TEST(PythonStackFull, FourFifthsAreHealthy) { EXPECT_EQ(classes(explained("stack: 12288 out of 15360\n")), ""); }

}  // namespace
}  // namespace rampart

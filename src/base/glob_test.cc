#include "base/glob.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

TEST(Glob, AStarStandsForAnyRunOfCharactersAndAQuestionMarkForOne) {
  EXPECT_TRUE(glob_matches("/reserved-memory/adsp@*", "/reserved-memory/adsp@86100000"));
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("*@8?100000", "/reserved-memory/adsp@86100000"));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_FALSE(glob_matches("a?", "a"));
  EXPECT_FALSE(glob_matches("adsp", "adsp@86100000"));
  EXPECT_FALSE(glob_matches("a*b", "a-c"));
}

TEST(Glob, ManyStarsDoNotTakeForever) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(glob_matches(pattern + 'b', std::string(2000, 'a')));
}

}  // namespace
}  // namespace rampart

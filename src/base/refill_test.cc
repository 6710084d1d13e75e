#include "base/refill.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

TEST(Refill, ElementsThatAreNotAskedForAreGoneAtTheEnd) {
  std::vector<int> numbers{1, 2, 3};
  {
    Refill refill{numbers};
    refill.next() = 7;
  }
  EXPECT_EQ(numbers, (std::vector<int>{7}));
}

TEST(Refill, MoreElementsThanBeforeAreNew) {
  std::vector<int> numbers{1};
  {
    Refill refill{numbers};
    for (const int number : {4, 5, 6}) refill.next() = number;
    EXPECT_EQ(refill.size(), 3u);
  }
  EXPECT_EQ(numbers, (std::vector<int>{4, 5, 6}));
}

TEST(Refill, AnElementKeepsTheMemoryItHad) {
  std::vector<std::string> names{std::string(100, 'x')};
  const char* const memory = names[0].data();
  {
    Refill refill{names};
    refill.next() = std::string_view{"a shorter name, which fits into the old memory"};
  }
  EXPECT_EQ(names[0].data(), memory);
}

}  // namespace
}  // namespace rampart

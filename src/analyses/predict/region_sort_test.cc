#include "analyses/predict/region_sort.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace rampart {
namespace {

struct Item {
  int key;
  char name;
};

std::string sorted(std::vector<Item> items, KernelBehaviour::RegionSort kind) {
  KernelSort<Item>{items, [](const Item& a, const Item& b) { return a.key - b.key; }}.run(kind);
  std::string names;
  for (const Item& item : items) names += item.name;
  return names;
}

const std::vector<Item> four_equal = {{0, 'a'}, {0, 'b'}, {0, 'c'}, {0, 'd'}};
const std::vector<Item> five_equal = {{0, 'a'}, {0, 'b'}, {0, 'c'}, {0, 'd'}, {0, 'e'}};

TEST(KernelSort, EqualElementsChangePlacesAsInTheKernel) {
  // The order in which recorded boots (tests/oracle_test.py) place dynamic regions, and name overlapping ones.
  EXPECT_EQ(sorted(four_equal, KernelBehaviour::RegionSort::Unstable), "bcda");
  EXPECT_EQ(sorted(five_equal, KernelBehaviour::RegionSort::Unstable), "bcdea");
  EXPECT_EQ(sorted(four_equal, KernelBehaviour::RegionSort::UnstablePairwise), "bdca");
  EXPECT_EQ(sorted(five_equal, KernelBehaviour::RegionSort::UnstablePairwise), "dbeca");
}

TEST(KernelSort, FewerThanTwoStayAsTheyAre) {
  EXPECT_EQ(sorted({}, KernelBehaviour::RegionSort::Unstable), "");
  EXPECT_EQ(sorted({{1, 'a'}}, KernelBehaviour::RegionSort::UnstablePairwise), "a");
}

RC_GTEST_PROP(KernelSort, BothSort, (std::vector<int> keys)) {
  for (const auto kind : {KernelBehaviour::RegionSort::Unstable, KernelBehaviour::RegionSort::UnstablePairwise}) {
    std::vector<int> copy = keys;
    KernelSort<int>{copy, [](int a, int b) { return a < b ? -1 : a > b ? 1 : 0; }}.run(kind);
    RC_ASSERT(std::ranges::is_sorted(copy));
    RC_ASSERT(std::ranges::is_permutation(copy, keys));
  }
}

}  // namespace
}  // namespace rampart

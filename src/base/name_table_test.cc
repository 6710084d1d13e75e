#include "base/name_table.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

struct Named {
  std::string_view name;
};
constexpr Named few[] = {{"a"}, {"b"}, {"ab"}, {"ba"}, {"nr_free_pages"}, {"nr_free_cma"}, {"pgalloc_dma32"}};
constexpr NameTable table{few};

TEST(NameTable, EveryNameOfTheListIsFoundAtItsPlace) {
  for (std::size_t i = 0; i < std::size(few); ++i) EXPECT_EQ(table.find(few[i].name), i) << few[i].name;
}

TEST(NameTable, ANameThatIsNotInTheListIsNotFound) {
  for (const std::string_view name :
       {"", "c", "aa", "nr_free_page", "nr_free_pagess", "pgalloc_dma", "NR_FREE_PAGES"}) {
    EXPECT_EQ(table.find(name), std::nullopt) << name;
  }
}

TEST(NameTable, AnyByteMayStandInANameThatIsSought) {
  EXPECT_EQ(table.find(std::string_view{"\0\xff\x80", 3}), std::nullopt);
}

}  // namespace
}  // namespace rampart

#include "render/text_table.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TextTable example() {
  TextTable table{{{"NAME"}, {"SIZE", TextTable::Align::Right}, {"EMPTY"}, {"NOTE"}}};
  table.add({"linux,cma", "32 MiB", "", "default"});
  table.add({"日本", "1 GiB", "", ""});
  return table;
}

TEST(TextTable, ColumnsAreAlignedByWhatTheyTakeOnAScreenAndEmptyOnesAreLeftOut) {
  EXPECT_EQ(example().text(),
            "NAME         SIZE  NOTE\n"
            "linux,cma  32 MiB  default\n"
            "日本        1 GiB\n");
}

TEST(TextTable, LinesAreIndentedAndCutToTheTerminal) {
  EXPECT_EQ(example().text(22, 2),
            "  NAME         SIZE  …\n"
            "  linux,cma  32 MiB  …\n"
            "  日本        1 GiB\n");
}

}  // namespace
}  // namespace rampart

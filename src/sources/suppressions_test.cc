#include "sources/suppressions.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Suppressions, EachHasARuleANodeAndAReason) {
  const auto read = parse_suppressions(
      "# accepted\n"
      "[[suppress]]\n"
      "rule = \"overlap\"\n"
      "node = \"/reserved-memory/removed_region@*\"\n"
      "reason = \"what the firmware's own regions lie in\"\n"
      "\n"
      "[[suppress]]\n"
      "rule = \"unused-region\"\n"
      "node = \"gpu@*\"\n"
      "board = \"*sdm630*\"\n"
      "reason = \"the driver asks by address\"\n",
      "ok.toml");
  ASSERT_TRUE(read) << to_string(read.error());
  ASSERT_EQ(read->size(), 2U);
  EXPECT_EQ((*read)[0].rule, "overlap");
  EXPECT_EQ((*read)[0].board, "");
  EXPECT_EQ((*read)[1].where.line, 7U);
  EXPECT_EQ((*read)[1].board, "*sdm630*");
}

TEST(Suppressions, AFileWithoutAnyIsFine) { EXPECT_TRUE(parse_suppressions("# none\n", "ok.toml")->empty()); }

std::string error_of(std::string_view text) {
  const auto read = parse_suppressions(text, "s.toml");
  return read ? "" : to_string(read.error());
}

TEST(Suppressions, WithoutAReasonItIsRefusedWhereItStands) {
  EXPECT_EQ(error_of("[[suppress]]\nrule = \"overlap\"\nnode = \"*\"\n"),
            "s.toml:1:1: a suppression without reason (expected rule, node and reason)");
  EXPECT_EQ(error_of("[[suppress]]\nreason = \"\"\n"), "s.toml:2:10: reason says nothing (expected a text)");
  EXPECT_EQ(error_of("[[suppress]]\nwhy = \"so\"\n"),
            "s.toml:2:1: why is not known (expected rule, node, board, reason)");
  EXPECT_EQ(error_of("[allow]\nrule = \"overlap\"\n"), "s.toml:1:1: allow is not known (expected [[suppress]])");
}

}  // namespace
}  // namespace rampart

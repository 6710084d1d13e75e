#include "render/rule_pages.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "analyses/check/rules.h"

namespace rampart {
namespace {

TEST(RulePages, APageSaysWhatTheKernelDoesAndWhatToDo) {
  const Rule rule{.id = "overlap",
                  .severity = Severity::Error,
                  .title = "two regions share addresses",
                  .explanation = "Linux reserves both.\n\nIt prints a line.",
                  .remedy = "move one",
                  .check = nullptr};
  EXPECT_EQ(rule_page(rule),
            "error[overlap]: two regions share addresses\n\nLinux reserves both.\n\nIt prints a line.\n\n"
            "help: move one\n");
}

TEST(RulePages, TheReferenceInDocsIsMadeOfThePages) {
  const std::string path = std::string{RAMPART_TEST_DATA} + "/../../docs/rules.md";
  const std::string reference = rule_reference(rules());
  if (std::getenv("RAMPART_UPDATE_GOLDEN") != nullptr) std::ofstream{path, std::ios::binary} << reference;
  std::ifstream file{path, std::ios::binary};
  const std::string written{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_TRUE(written == reference) << "tests/update_golden.sh writes docs/rules.md anew";
}

TEST(RulePages, EveryRuleHasAllItsTextsAndTheirOrderIsThatOfTheIds) {
  std::string_view previous;
  for (const Rule* const rule : rules()) {
    EXPECT_LT(previous, rule->id);
    previous = rule->id;
    for (const std::string_view text : {rule->title, rule->explanation, rule->remedy}) {
      EXPECT_FALSE(text.empty()) << rule->id;
      EXPECT_NE(text.back(), ' ') << rule->id;
    }
    EXPECT_NE(rule->title.back(), '.') << rule->id;
    EXPECT_NE(rule->remedy.back(), '.') << rule->id;
    EXPECT_EQ(find_rule(rule->id), rule);
  }
}

}  // namespace
}  // namespace rampart

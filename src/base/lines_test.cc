#include "base/lines.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <string>
#include <vector>

namespace rampart {
namespace {

std::vector<std::string> texts_of(std::string_view text) {
  std::vector<std::string> texts;
  for (const Line line : Lines{text}) {
    texts.emplace_back(line.text);
    EXPECT_EQ(line.number, texts.size());
  }
  return texts;
}

TEST(Lines, AnEmptyTextHasNone) { EXPECT_EQ(texts_of(""), std::vector<std::string>{}); }

TEST(Lines, AFinalNewlineEndsTheLastLineAndBeginsNoOther) {
  EXPECT_EQ(texts_of("a\nb\n"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(texts_of("a\nb"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(texts_of("\n"), std::vector<std::string>{""});
  EXPECT_EQ(texts_of("\n\na"), (std::vector<std::string>{"", "", "a"}));
}

TEST(Lines, OneCarriageReturnAtALinesEndBelongsToTheEnd) {
  EXPECT_EQ(texts_of("a\r\n\r\nb\r\r\nc\r"), (std::vector<std::string>{"a", "", "b\r", "c"}));
  EXPECT_EQ(texts_of("a\rb\n"), std::vector<std::string>{"a\rb"});
}

TEST(Lines, AnyTextIsTheSumOfItsLines) {
  EXPECT_TRUE(rc::check([] {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab\n"}));
    std::string joined;
    for (const Line line : Lines{text}) (joined += line.text) += '\n';
    RC_ASSERT(joined == text || joined == text + '\n');
  }));
}

}  // namespace
}  // namespace rampart

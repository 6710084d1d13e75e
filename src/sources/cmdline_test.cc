#include "sources/cmdline.h"

#include <filesystem>
#include <gtest/gtest.h>

#include "base/test_data.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

std::vector<Parameter> words(std::string_view text) { return parse_command_line(text, "cmdline").parameters; }

TEST(CommandLine, AWordIsANameOrANameAndAValueAtAColumn) {
  EXPECT_EQ(words("quiet  cma=64M root=/dev/a=b\n"),
            (std::vector<Parameter>{{"quiet", {}, 1}, {"cma", "64M", 8}, {"root", "/dev/a=b", 16}}));
  EXPECT_TRUE(words("").empty());
  EXPECT_TRUE(words(" \n").empty());
}

TEST(CommandLine, AnEmptyValueIsNotNoValue) { EXPECT_EQ(words("cma="), (std::vector<Parameter>{{"cma", "", 1}})); }

TEST(CommandLine, QuotesHoldBlanksAroundAWordOrAValueAndAreTakenOff) {
  EXPECT_EQ(words("a=\"b c\" \"d=e f\" \"g h\""),
            (std::vector<Parameter>{{"a", "b c", 1}, {"d", "e f", 9}, {"g h", {}, 17}}));
}

TEST(CommandLine, AQuoteInTheMiddleStaysAndStillHoldsBlanks) {
  EXPECT_EQ(words("dyndbg=file=\"x y\"+p z"), (std::vector<Parameter>{{"dyndbg", "file=\"x y\"+p", 1}, {"z", {}, 21}}));
}

TEST(CommandLine, AQuoteThatIsNeverClosedIsToldWithItsColumn) {
  const CommandLine line = parse_command_line("quiet init=\"/bin/sh cma=64M", "/proc/cmdline");
  EXPECT_EQ(line.open_quote, (SourcePos{"/proc/cmdline", 1, 12}));
  EXPECT_EQ(line.parameters, (std::vector<Parameter>{{"quiet", {}, 1}, {"init", "/bin/sh cma=64M", 7}}));
  EXPECT_EQ(parse_command_line("a=\"b\"", "x").open_quote, std::nullopt);
}

TEST(CommandLine, WhatFollowsTwoDashesIsForInit) {
  const CommandLine line = parse_command_line("cma=1M --  cma=2M x\n", "cmdline");
  EXPECT_EQ(line.parameters.size(), 1U);
  EXPECT_EQ(line.for_init, "cma=2M x");
}

TEST(CommandLine, DashesAndUnderscoresAreTheSameAndTheLastCounts) {
  const CommandLine line = parse_command_line("cma-pernuma=1M cma_pernuma=2M", "cmdline");
  ASSERT_NE(line.last("cma_pernuma"), nullptr);
  EXPECT_EQ(line.last("cma-pernuma")->value, "2M");
  EXPECT_EQ(line.last("cma"), nullptr);
}

TEST(CommandLine, ANewlineIsABlankAndANulTheEnd) {
  using namespace std::string_view_literals;
  EXPECT_EQ(words("a\nb\tc\0d"sv), (std::vector<Parameter>{{"a", {}, 1}, {"b", {}, 3}, {"c", {}, 5}}));
}

TEST(CommandLine, EverySampleIsReadWithoutAComplaint) {
  const std::filesystem::path samples = std::filesystem::path{RAMPART_TEST_DATA} / "samples/cmdline";
  for (const auto& entry : std::filesystem::directory_iterator{samples}) {
    const std::string name = entry.path().filename().string();
    const CommandLine line = parse_command_line(test_data("samples/cmdline/" + name), name);
    EXPECT_FALSE(line.parameters.empty()) << name;
    EXPECT_TRUE(memory_parameters(line).findings.empty()) << name;
  }
}

}  // namespace
}  // namespace rampart

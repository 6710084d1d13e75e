#include "sources/log_message.h"

#include <gtest/gtest.h>
#include <vector>

namespace rampart {
namespace {

std::vector<std::string_view> messages(std::string_view line) {
  std::vector<std::string_view> all;
  while (const auto message = next_log_message(line)) all.push_back(message->text);
  return all;
}

TEST(LogMessage, TheTimeIsInMicrosecondsSinceTheBoot) {
  std::string_view line = "[   12.345678] text";
  const auto message = next_log_message(line);
  ASSERT_TRUE(message);
  EXPECT_EQ(message->microseconds, 12'345'678);
  EXPECT_EQ(message->text, " text");
  EXPECT_EQ(line, "");
}

TEST(LogMessage, BracketsThatHoldNoTimeBelongToTheMessage) {
  EXPECT_EQ(messages("[drm:vc4_bo_create] failed [mem 0x1] [1.5] [99999999999999999999.000000]").size(), 1U);
  EXPECT_EQ(messages("").size(), 0U);
  EXPECT_EQ(messages("[").size(), 1U);
}

TEST(LogMessage, EachTimeStampBeginsAMessage) {
  EXPECT_EQ(messages("<6>[    1.000000] one[    2.000000] two"),
            (std::vector<std::string_view>{"<6>", " one", " two"}));
}

TEST(LogMessage, ACleanLineIsNotCopied) {
  std::string buffer = "untouched";
  const std::string_view line = "plain text, longer than one word of a machine\t!";
  EXPECT_EQ(clean_log_line("plain text, longer", buffer), "plain text, longer");
  EXPECT_EQ(buffer, "untouched");
  EXPECT_EQ(clean_log_line(line, buffer), line);
}

TEST(LogMessage, EveryControlCharacterGoesAndEveryLetterStays) {
  for (int byte = 0; byte < 128; ++byte) {
    for (std::size_t at = 0; at < 10; ++at) {
      std::string line = "0123456789";
      line[at] = static_cast<char>(byte);
      std::string expected = line;
      if ((byte < 0x20 && byte != '\t') || byte == 0x7f) expected.erase(at, 1);
      if (byte == 0x1b) expected = at < 9 ? line.substr(0, at) + line.substr(at + 2) : line.substr(0, at);
      std::string buffer;
      EXPECT_EQ(clean_log_line(line, buffer), expected) << byte << ' ' << at;
    }
  }
}

TEST(LogMessage, EscapeSequencesGoAsAWhole) {
  std::string buffer;
  EXPECT_EQ(clean_log_line("\x1b[1;31mred\x1b[0m \x1b[2J\x1b", buffer), "red ");
  EXPECT_EQ(clean_log_line("cut \x1b[1;", buffer), "cut ");
}

TEST(LogMessage, OnlyWholeCharactersBeyondAsciiStay) {
  std::string buffer;
  EXPECT_EQ(clean_log_line("\xe6\xb8\xa9 \xc3\xa4 \xf0\x9f\x98\x80", buffer), "\xe6\xb8\xa9 \xc3\xa4 \xf0\x9f\x98\x80");
  EXPECT_EQ(clean_log_line("a\xff"
                           "b\xc3"
                           "c\xe6\xb8"
                           "d\x80"
                           "e\xc0\xaf",
                           buffer),
            "abcde");
}

}  // namespace
}  // namespace rampart

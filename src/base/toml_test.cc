#include "base/toml.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

/// The value as it would stand in one line of TOML.
std::string written(const TomlValue& value);

std::string written(const TomlTable& table) {
  std::string text;
  for (const TomlEntry& entry : table.entries)
    text += (text.empty() ? "" : ", ") + entry.key + " = " + written(entry.value);
  return "{" + text + "}";
}

std::string written(const TomlValue& value) {
  if (const auto* const text = std::get_if<std::string>(&value.content)) return '"' + *text + '"';
  if (const auto* const number = std::get_if<std::int64_t>(&value.content)) return std::to_string(*number);
  if (const auto* const table = std::get_if<TomlTable>(&value.content)) return written(*table);
  if (const auto* const truth = std::get_if<bool>(&value.content)) return *truth ? "true" : "false";
  std::string text;
  for (const TomlValue& element : std::get<std::vector<TomlValue>>(value.content))
    text += (text.empty() ? "" : ", ") + written(element);
  return "[" + text + "]";
}

std::string parsed(std::string_view text) {
  const auto table = parse_toml(text, "f");
  return table ? written(*table) : to_string(table.error());
}

TEST(Toml, AnEmptyTextIsAnEmptyTable) {
  EXPECT_EQ(parsed(""), "{}");
  EXPECT_EQ(parsed("# a comment\r\n\t\n"), "{}");
}

TEST(Toml, TextsIntegersListsAndTables) {
  EXPECT_EQ(parsed("a = \"text # of \\\"one\\\" line\" # comment\n'b b' = 'a\\b'\n"),
            "{a = \"text # of \"one\" line\", b b = \"a\\b\"}");
  EXPECT_EQ(parsed("a = 0x1e00000\nb = 1_000\nc = -7\nd = +0\ne = 0b101\nf = 0o17"),
            "{a = 31457280, b = 1000, c = -7, d = 0, e = 5, f = 15}");
  EXPECT_EQ(parsed("a = [\n  1, # one\n  [2],\n]\nb = [ ]\nc = { d = 1, e = {} }\n"),
            "{a = [1, [2]], b = [], c = {d = 1, e = {}}}");
}

TEST(Toml, Booleans) {
  EXPECT_EQ(parsed("a = true\nb = false # no\nc = [true, false]\nd = { e = true }"),
            "{a = true, b = false, c = [true, false], d = {e = true}}");
}

TEST(Toml, ATableGoesOnToTheNextHeader) {
  EXPECT_EQ(parsed("a = 1\n[t] # comment\nb = 2\n[[l]]\nc = 3\n[ \"u\" ]\n[[l]]\nc = 4\n"),
            "{a = 1, t = {b = 2}, l = [{c = 3}, {c = 4}], u = {}}");
}

TEST(Toml, EveryValueKnowsItsPlace) {
  const auto table = parse_toml("[t]\n  key = [1,\n 22]\n", "f");
  ASSERT_TRUE(table);
  const TomlEntry& entry = std::get<TomlTable>(table->find("t")->value.content).entries[0];
  EXPECT_EQ(entry.line, 2U);
  EXPECT_EQ(entry.column, 3U);
  EXPECT_EQ(entry.value.column, 9U);
  const TomlValue& second = std::get<std::vector<TomlValue>>(entry.value.content)[1];
  EXPECT_EQ(second.line, 3U);
  EXPECT_EQ(second.column, 2U);
}

TEST(Toml, WhatIsNotUnderstoodIsRefusedWhereItStands) {
  const std::string no_value = "no value (expected a text in quotes, an integer, true, false, [ ... ] or { ... })";
  EXPECT_EQ(parsed("a = True"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = truely"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = false.1"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = 1.5"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = 1979-05-27"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = 0x"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = 1__0"), "f:1:5: " + no_value);
  EXPECT_EQ(parsed("a = [}"), "f:1:6: " + no_value);
  EXPECT_EQ(parsed("a =\n"), "f:1:4: " + no_value);
  EXPECT_EQ(parsed("a = 9223372036854775808"), "f:1:5: number passes 64 bits (expected less than 0x8000000000000000)");
  EXPECT_EQ(parsed("\na.b = 1"), "f:2:2: no = after the key (expected key = value)");
  EXPECT_EQ(parsed("é = 1"), "f:1:1: no key (expected letters, digits, _ and -)");
  EXPECT_EQ(parsed("a = 1 b = 2"), "f:1:7: more on the line (expected its end or a comment)");
  EXPECT_EQ(parsed("a = \"\"\"b\"\"\""), "f:1:7: more on the line (expected its end or a comment)");
  EXPECT_EQ(parsed("a = \"b\nc\""), "f:1:7: text does not end (expected \")");
  EXPECT_EQ(parsed("a = 'b"), "f:1:7: text does not end (expected ')");
  EXPECT_EQ(parsed("a = \"\\u0041\""), "f:1:7: escape is not known (expected \\\" or \\\\)");
  EXPECT_EQ(parsed("a = [1 2]"), "f:1:8: list does not end (expected , or ])");
  EXPECT_EQ(parsed("a = { b = 1\n}"), "f:1:12: table does not end (expected , or } on its line)");
  EXPECT_EQ(parsed("[a\n"), "f:1:3: header does not end (expected ])");
  EXPECT_EQ(parsed("[[a]\n"), "f:1:4: header does not end (expected ]])");
}

TEST(Toml, ANameStandsOnce) {
  EXPECT_EQ(parsed("a = 1\na = 2\n"), "f:2:1: key stands twice (expected it once)");
  EXPECT_EQ(parsed("[t]\n[t]\n"), "f:2:1: name stands twice (expected it once, or always in double brackets)");
  EXPECT_EQ(parsed("[[t]]\n[t]\n"), "f:2:1: name stands twice (expected it once, or always in double brackets)");
  EXPECT_EQ(parsed("t = 1\n[[t]]\n"), "f:2:1: name stands twice (expected it once, or always in double brackets)");
}

TEST(Toml, AListOfOtherValuesIsNoListOfTables) {
  EXPECT_EQ(parsed("l = [1]\n[[l]]\na = 2\n"), "{l = [1, {a = 2}]}");  // for the reader of the list to refuse
}

TEST(Toml, TextThatCannotBeShownIsRefused) {
  const std::string what = "text cannot be shown as it is (expected UTF-8 of one line, without control characters)";
  EXPECT_EQ(parsed("a = \"\xff\""), "f:1:5: " + what);
  EXPECT_EQ(parsed("a = \"\x1b[0m\""), "f:1:5: " + what);
  EXPECT_EQ(parsed("a = \"矽速\""), "{a = \"矽速\"}");
}

TEST(Toml, NestingAndTheNumberOfKeysAreLimited) {
  EXPECT_EQ(parsed("a = " + std::string(100000, '[')), "f:1:21: too deeply nested (expected at most 16 levels)");
  std::string keys;
  for (int i = 0; i < 257; ++i) keys += 'k' + std::to_string(i) + " = 1\n";
  EXPECT_EQ(parsed(keys), "f:257:5: too many keys (expected at most 256 in a table)");
}

}  // namespace
}  // namespace rampart

#include "edit/dts_source.h"

#include <gtest/gtest.h>
#include <string>

#include "base/test_data.h"

namespace rampart {
namespace {

std::string dts_refusal(std::string_view text) {
  const auto source = parse_dts_source(text, "a.dts");
  return source ? "read" : to_string(source.error());
}

TEST(DtsSource, EveryByteBelongsToAToken) {
  const std::string text =
      "// SPDX\r\n/dts-v1/;\r\n#include \"soc.dtsi\"\r\n#define BASE(x) \\\r\n\t(x) /* two\r\nlines */\r\n"
      "/memreserve/ 0x0 0x1000;\r\n/ {\r\n\ta: b: node@1,2 { reg = <(1 << 2) &a &{/x/y} 'c'>, /bits/ 8 <1>; };\r\n"
      "\t/delete-property/ p;\r\n\tempty;\r\n\tbytes = [00 1f];\r\n\ttext = \"a;}\", \"\\\"\";\r\n};\r\n&a { };\r\n"
      "/delete-node/ &b;  ";
  const auto source = parse_dts_source(text, "a.dts");
  ASSERT_TRUE(source) << to_string(source.error());
  EXPECT_EQ(dts_text(*source), text);
}

TEST(DtsSource, StatementsHaveTheirLabelsNamesAndContents) {
  const auto source = parse_dts_source("/ { l: m: node@1 { reg = <1>; no-map; }; /delete-node/ old; };", "a.dts");
  ASSERT_TRUE(source);
  ASSERT_EQ(source->roots, std::vector<std::size_t>{0});
  EXPECT_EQ(source->items[0].children, (std::vector<std::size_t>{1, 4}));
  const DtsItem& node = source->items[1];
  ASSERT_EQ(node.labels.size(), 2U);
  EXPECT_EQ(source->at(node.labels[1]), "m");
  EXPECT_EQ(source->at(node.name), "node@1");
  EXPECT_EQ(source->at(node.content), " reg = <1>; no-map; ");
  EXPECT_EQ(source->at(source->items[2].content), " <1>");
  EXPECT_TRUE(source->items[3].content.empty());
  EXPECT_EQ(source->at(source->items[3].span), "no-map;");
  EXPECT_EQ(source->items[4].kind, DtsItemKind::DeleteNode);
  EXPECT_EQ(source->at(source->items[4].name), "old");
}

TEST(DtsSource, ANumberSignBeginsAPropertyAsWellAsALineOfThePreprocessor) {
  const auto source =
      parse_dts_source("/ {\n\t#address-cells = <2>;\n#ifdef X\n\t#size-cells = <1>;\n#endif\n};", "a.dts");
  ASSERT_TRUE(source);
  ASSERT_EQ(source->items.size(), 5U);
  EXPECT_EQ(source->items[1].kind, DtsItemKind::Property);
  EXPECT_EQ(source->items[2].kind, DtsItemKind::Preprocessor);
  EXPECT_EQ(source->at(source->items[3].name), "#size-cells");
  EXPECT_FALSE(source->items[3].is_alternative);
}

TEST(DtsSource, WhatAnElseDecidesIsAnAlternative) {
  const auto source = parse_dts_source("/ {\n#if A\n\tp;\n#else\n\tq;\n#endif\n\tr;\n};", "a.dts");
  ASSERT_TRUE(source);
  EXPECT_TRUE(source->items[2].is_alternative);
  EXPECT_TRUE(source->items[4].is_alternative);
  EXPECT_FALSE(source->items[6].is_alternative);
}

TEST(DtsSource, WhatIfZeroHidesNeedNotBeASource) {
  const std::string text = "/ {\n#if 0\n don't { { \n#ifdef X\n#endif\n#endif\n\tp;\n};\n";
  const auto source = parse_dts_source(text, "a.dts");
  ASSERT_TRUE(source) << to_string(source.error());
  ASSERT_EQ(source->items.size(), 3U);
  EXPECT_EQ(source->at(source->items[1].span), "#if 0\n don't { { \n#ifdef X\n#endif\n#endif");
  EXPECT_EQ(dts_text(*source), text);
}

TEST(DtsSource, MacrosStandForStatementsLabelsAndNames) {
  const auto source = parse_dts_source("/ {\n\tCPU(0)\n\tPINS;\n\tL(a): N(b) { };\n};\n&R(c) { };\n", "a.dts");
  ASSERT_TRUE(source) << to_string(source.error());
  EXPECT_EQ(source->items[1].kind, DtsItemKind::Macro);
  EXPECT_EQ(source->at(source->items[1].span), "CPU(0)");
  EXPECT_EQ(source->items[3].kind, DtsItemKind::Node);
  EXPECT_EQ(source->at(source->items[3].name), "N(b)");
  EXPECT_EQ(source->at(source->items[4].name), "&R(c)");
}

TEST(DtsSource, AnIncludeOfEitherKindNamesItsFile) {
  const auto source = parse_dts_source("#include <arm/soc.dtsi>\n/include/ \"x.dtsi\"\n", "a.dts");
  ASSERT_TRUE(source);
  EXPECT_EQ(source->at(source->items[0].name), "arm/soc.dtsi");
  EXPECT_EQ(source->items[1].kind, DtsItemKind::Include);
  EXPECT_EQ(source->at(source->items[1].name), "x.dtsi");
}

TEST(DtsSource, Refusals) {
  EXPECT_EQ(dts_refusal("/ {\n  p = <1>\n};"), "a.dts:2:3: a property without its end (expected ;)");
  EXPECT_EQ(dts_refusal("/ {\n"), "a.dts:1:1: a node without its end (expected };)");
  EXPECT_EQ(dts_refusal("/ { }\n"), "a.dts:2:1: no end of the node (expected ; after })");
  EXPECT_EQ(dts_refusal("};"), "a.dts:1:1: a } without its node (expected braces that pair)");
  EXPECT_EQ(dts_refusal("/ { p = \"x; };"), "a.dts:1:9: a string without its end (expected \")");
  EXPECT_EQ(dts_refusal("/* x"), "a.dts:1:1: a comment without its end (expected */)");
  EXPECT_EQ(dts_refusal("/ { p = <1]>; };"), "a.dts:1:11: a ] without its begin (expected brackets that pair)");
  EXPECT_EQ(dts_refusal("/ { no-map reg = <1>; };"), "a.dts:1:12: no end of no-map (expected ; or = or {)");
  EXPECT_EQ(dts_refusal("/ { \x01 };"), "a.dts:1:5: the byte 0x01 (expected device-tree source)");
  EXPECT_EQ(dts_refusal("#if X\n"), "a.dts:2:1: an #if without its end (expected #endif)");
  EXPECT_EQ(dts_refusal("/ { a*: b { }; };"),
            "a.dts:1:5: not a label (expected letters, digits and _, and no digit first)");
  EXPECT_EQ(dts_refusal("/ { p = &{/x;\n};"), "a.dts:1:9: a reference without its end (expected &{/path})");
}

TEST(DtsSource, NestingHasALimit) {
  std::string text = "/ {";
  for (int i = 0; i < 64; ++i) text += "a{";
  EXPECT_EQ(dts_refusal(text), "a.dts:1:130: nodes nest deeper than 64");
}

TEST(DtsSource, TheBoardsOfTheTestsAreReadWhole) {
  for (const char* const name : {"boards/qcs6490.dts", "boards/private-pool.dts", "boards/default-pool.dts",
                                 "broken-dts/s09-qcs6490-66-regions.dts", "broken-dts/s12-rpi4-memreserve.dts"}) {
    const std::string text = test_data(name);
    const auto source = parse_dts_source(text, name);
    ASSERT_TRUE(source) << to_string(source.error());
    EXPECT_EQ(dts_text(*source), text);
  }
}

}  // namespace
}  // namespace rampart

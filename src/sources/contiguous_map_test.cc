#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <rampart/sources/contiguous_config.h>

#include "base/test_data.h"

namespace rampart {
namespace {

/// The regions that a request is served from, joined; "-" if no rule is for it.
std::string served_from(std::string_view map, std::string_view device, std::string_view type = "") {
  const auto rules = parse_contiguous_map(map, "map");
  EXPECT_TRUE(rules) << to_string(rules.error());
  const ContiguousRule* const rule = find_rule(*rules, device, type);
  if (!rule) return "-";
  std::string names;
  for (const std::string& name : rule->regions) names += (names.empty() ? "" : ",") + name;
  return names;
}

/// What is wrong with a map, as a person reads it.
std::string refusal(std::string_view map) {
  const auto rules = parse_contiguous_map(map, "map");
  return rules ? "read" : to_string(rules.error());
}

TEST(ContiguousMap, APatternIsADeviceAndATypeAndARuleListsRegionsInOrder) {
  const auto rules = parse_contiguous_map("video,camera=region;s3c-mfc/A=mfc0,mfc-secure;", "map");
  ASSERT_TRUE(rules);
  EXPECT_EQ(*rules, (std::vector<ContiguousRule>{{{{"video", {}}, {"camera", {}}}, {"region"}},
                                                 {{{"s3c-mfc", "A"}}, {"mfc0", "mfc-secure"}}}));
}

TEST(ContiguousMap, TheFirstMatchingRuleDecides) {
  EXPECT_EQ(served_from("video,camera=region;*=common", "camera"), "region");
  EXPECT_EQ(served_from("video,camera=region;*=common", "gpu"), "common");
  EXPECT_EQ(served_from("*=common;gpu=fast", "gpu"), "common");
  EXPECT_EQ(served_from("video=region", "gpu"), "-");
}

TEST(ContiguousMap, APatternWithoutATypeTakesAnyTypeAndARequestWithoutOneIsCommon) {
  EXPECT_EQ(served_from("cam=m1", "cam", "luma"), "m1");
  EXPECT_EQ(served_from("cam/common=m1;cam=m2", "cam"), "m1");
  EXPECT_EQ(served_from("cam/common=m1;cam=m2", "cam", "luma"), "m2");
}

TEST(ContiguousMap, ATypeIsTakenLiterallyAndWhole) {
  EXPECT_EQ(served_from("s3c-mfc/A=mfc0;s3c-mfc/AB=mfc", "s3c-mfc", "AB"), "mfc");
  EXPECT_EQ(served_from("s5p-smem/mfc=mfc0;s5p-smem/mfc-shm=mfc1", "s5p-smem", "mfc-shm"), "mfc1");
  EXPECT_EQ(served_from("cam/*=m2", "cam", "luma"), "-");
  EXPECT_EQ(served_from("cam/lum?=m2", "cam", "luma"), "-");
}

TEST(ContiguousMap, AQuestionMarkIsOneCharacterAndAStarAtTheEndAnyRest) {
  EXPECT_EQ(served_from("isp?=m4", "isp1"), "m4");
  EXPECT_EQ(served_from("isp?=m4", "isp"), "-");
  EXPECT_EQ(served_from("isp?=m4", "isp12"), "-");
  EXPECT_EQ(served_from("isp*=m4", "isp"), "m4");
  EXPECT_EQ(served_from("s3c-?im*=m4", "s3c-fimc.0"), "m4");
}

TEST(ContiguousMap, ATypeAloneIsOfTheDeviceNamedBeforeItInTheRuleBeforeToo) {
  EXPECT_EQ(served_from("isp?/c,/d=m4;/e=m5", "isp0", "d"), "m4");
  EXPECT_EQ(served_from("isp?/c,/d=m4;/e=m5", "isp0", "e"), "m5");
  EXPECT_EQ(served_from("isp?/c,cam,/d=m4", "isp0", "d"), "-");
}

TEST(ContiguousMap, ErrorsNameTheColumn) {
  EXPECT_EQ(refusal("video"), "map:1:6: no regions (expected = after the patterns)");
  EXPECT_EQ(refusal("=x"), "map:1:1: no device (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(refusal("a=x;;b=y"), "map:1:5: no device (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(refusal("a=x;b="), "map:1:7: no name of a region (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(refusal("a=x,"), "map:1:5: no name of a region (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(refusal("a/=x"), "map:1:3: no type after / (expected a name without = , ; / ( ) and blanks)");
  EXPECT_EQ(refusal("/A=x"), "map:1:1: a type without a device before it (expected DEVICE/TYPE)");
  EXPECT_EQ(refusal("a=x;v*o=y"), "map:1:6: * inside a device (expected it at the end, where it stands for any rest)");
  EXPECT_EQ(refusal("a=x b=y"), "map:1:4: rule does not end (expected , or ; or the end)");
  EXPECT_EQ(refusal("a=x=y"), "map:1:4: rule does not end (expected , or ; or the end)");
  EXPECT_EQ(refusal("a/b/c=x"), "map:1:4: no regions (expected = after the patterns)");
}

TEST(ContiguousMap, AnEmptyMapServesNobody) { EXPECT_EQ(served_from("", "gpu"), "-"); }

TEST(ContiguousMap, EveryMapOfARealBoardIsReadAndPrintedAsItStands) {
  for (const std::string file : {"map-meizu-mx2.txt", "map-smdkc210.txt"}) {
    std::string text = test_data("samples/legacy-cma/" + file);
    text.resize(text.find_last_not_of("\n;") + 1);
    const auto rules = parse_contiguous_map(text, file);
    ASSERT_TRUE(rules) << to_string(rules.error());
    EXPECT_EQ(contiguous_map_text(*rules), text);
  }
}

TEST(ContiguousMap, TheMeizuBoardFallsBackToItsSecureRegion) {
  const std::string text = test_data("samples/legacy-cma/map-meizu-mx2.txt");
  std::string_view map = text;
  map.remove_suffix(1);
  EXPECT_EQ(served_from(map, "s3c-mfc", "A"), "mfc0,mfc-secure");
  EXPECT_EQ(served_from(map, "s3c-mfc", "AB"), "mfc");
  EXPECT_EQ(served_from(map, "ion-exynos"), "ion,fimd,fimc0,fimc1,fimc2,fimc3,fw,b1,b2");
  EXPECT_EQ(served_from(map, "s3c-mfc"), "-");
}

// ---- printing

std::string any_name() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string{"abcXYZ019-_.?@:"})));
}

std::vector<ContiguousRule> any_map() {
  std::vector<ContiguousRule> map(*rc::gen::inRange<std::size_t>(0, 6));
  for (ContiguousRule& rule : map) {
    rule.patterns.resize(*rc::gen::inRange<std::size_t>(1, 4));
    for (ContiguousPattern& pattern : rule.patterns) {
      pattern.device = any_name() + (*rc::gen::arbitrary<bool>() ? "*" : "");
      if (*rc::gen::arbitrary<bool>()) pattern.type = any_name();
    }
    rule.regions.resize(*rc::gen::inRange<std::size_t>(1, 4));
    for (std::string& region : rule.regions) region = any_name();
  }
  return map;
}

RC_GTEST_PROP(ContiguousMap, WhatIsPrintedIsReadBackTheSame, ()) {
  const std::vector<ContiguousRule> map = any_map();
  const auto again = parse_contiguous_map(contiguous_map_text(map), "map");
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == map);
}

}  // namespace
}  // namespace rampart

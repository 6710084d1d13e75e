#include "render/map_picture.h"

#include <gtest/gtest.h>
#include <regex>
#include <set>

#include "render/drawn_text.h"
#include "render/example_maps.h"
#include "render/golden.h"
#include "render/map_html.h"
#include "render/map_words.h"
#include "render/xml_checker.h"
#include "render/xml_text.h"

namespace rampart {
namespace {

std::vector<MapView> examples() {
  return {example::qcs6490(), example::maixcam(), example::tiny_beside_huge(),
          example::crowd(),   example::beyond(),  example::nested(),
          example::hostile(), MapView{},          example::microcontroller()};
}

/// More in both columns than there is room for, at addresses of all lengths.
std::string crowded_comparison() {
  const MapView left = example::crowd(120);
  const MapView right = example::beyond();
  return map_picture({left, std::string(80, 'W')}, {right, std::string(80, 'M')});
}

std::string comparison() {
  const MapView left = example::qcs6490();
  const MapView right = example::qcs6490_predicted();
  return map_picture({left, "declared"}, {right, "predicted for 6.12"});
}

TEST(MapPicture, NoTextOverlapsAnotherOrLeavesThePicture) {
  std::vector<std::string> pictures = {comparison(), crowded_comparison()};
  for (const MapView& view : examples()) pictures.push_back(map_picture(view));
  for (const std::string& svg : pictures) expect_texts_apart(svg);
}

TEST(MapPicture, EveryPictureIsWellFormed) {
  EXPECT_EQ(XmlChecker::fault(comparison()), "");
  EXPECT_EQ(XmlChecker::fault(crowded_comparison()), "");
  for (const MapView& view : examples()) EXPECT_EQ(XmlChecker::fault(map_picture(view)), "") << view.title;
}

TEST(MapPicture, EveryRegionIsLabelledOrListed) {
  for (const MapView& view :
       {example::qcs6490(), example::crowd(), example::beyond(), example::nested(), example::microcontroller()}) {
    std::set<std::string> drawn;
    for (const DrawnText& text : texts_of(map_picture(view))) drawn.insert(text.text);
    for (const Region& region : view.map.regions()) EXPECT_TRUE(drawn.contains(region.name)) << region.name;
    for (const DynamicRegion& region : view.map.dynamic()) EXPECT_TRUE(drawn.contains(region.name)) << region.name;
  }
}

TEST(MapPicture, EverySpanIsABoxWithItsExactRangeOnHover) {
  for (const MapView& view : examples()) {
    const std::string svg = map_picture(view);
    EXPECT_EQ(count_of(svg, "class=\"box\""), view.map.spans().size());
    for (const Span& span : view.map.spans()) {
      EXPECT_NE(svg.find("range: " + range_text(span.range) + "\n"), std::string::npos);
    }
  }
}

TEST(MapPicture, ItSaysWhereLowAddressesAreAndWhatThePixelIs) {
  EXPECT_NE(map_picture(example::qcs6490())
                .find("Low addresses at the top. One pixel of height is 320 KiB; a part with a zigzag break is longer "
                      "than drawn."),
            std::string::npos);
  EXPECT_NE(map_picture(example::nested()).find("Low addresses at the top. One pixel of height is 2 MiB."),
            std::string::npos);
}

TEST(MapPicture, ABreakBearsTheTrueSize) {
  EXPECT_NE(map_picture(example::qcs6490()).find(">5.9 GiB, not to scale</text>"), std::string::npos);
  EXPECT_EQ(count_of(map_picture(example::nested()), "not to scale"), 0U);
}

TEST(MapPicture, APoolsUseIsADarkShareOfItsBox) {
  const std::string svg = map_picture(example::nested());
  EXPECT_NE(svg.find("41 MiB used (64%), 23 MiB free, longest run 6 MiB</text>"), std::string::npos);
  // 188 of the box's 190 pixels are inside its edge, and 640 of 1000 of those are used.
  EXPECT_NE(svg.find("width=\"120\" height=\"31\" class=\"used\"/>"), std::string::npos);
}

TEST(MapPicture, BlocksOfAHeapAreAStripThatALineJoinsToItsBox) {
  const std::string svg = map_picture(example::microcontroller());
  EXPECT_NE(svg.find(">Blocks of MicroPython heap: 0x3c1849e0..0x3c1943df, 62.5 KiB, longest free run 48 KiB at "
                     "0x3c1883e0</text>"),
            std::string::npos);
  EXPECT_NE(svg.find("A cell is 128 B, filled as far as it is used; low addresses first.</text>"), std::string::npos);
  EXPECT_NE(svg.find(">not told</text>"), std::string::npos) << "of the second heap, which has a gap";
  static const std::regex joining{R"re(<path class="line" d="M16 (\d+)\.5H(\d+)\.5V(\d+)\.5H14"/>)re"};
  EXPECT_EQ(std::distance(std::sregex_iterator{svg.begin(), svg.end(), joining}, {}), 2);
}

TEST(MapPicture, AMapWithoutBlocksHasNoStripAndAComparisonNeither) {
  EXPECT_EQ(count_of(map_picture(example::nested()), ".held{"), 0U);
  const MapView view = example::microcontroller();
  EXPECT_EQ(count_of(map_picture({view, "a"}, {view, "b"}), ".held{"), 0U);
}

TEST(MapPicture, MoreStripsThanThereIsRoomForAreCounted) {
  MapView view;
  std::vector<Region> regions;
  for (std::uint64_t i = 0; i < 10; ++i) {
    regions.push_back(example::region(Kind::Heap, 0x20000000 + i * 0x10000, kib(1), "area"));
    regions.back().occupancy = Occupancy{{16}, {{Occupancy::State::Free, kib(1)}}};
  }
  view.map = MemoryMap::build(std::move(regions));
  const std::string svg = map_picture(view);
  EXPECT_EQ(count_of(svg, ">Blocks of area: "), 8U);
  EXPECT_EQ(count_of(svg, ">and more, which the table has</text>"), 1U);
}

TEST(MapPicture, NothingIsFetchedAndNoScriptIsNeeded) {
  for (const std::string& svg : {map_picture(example::hostile()), comparison()}) {
    EXPECT_EQ(count_of(svg, "<script"), 0U);
    EXPECT_EQ(count_of(svg, "http"), 1U) << "the name space of SVG";
    EXPECT_EQ(count_of(svg, "href"), 0U);
    EXPECT_EQ(count_of(svg, "@import"), 0U);
  }
}

TEST(MapPicture, TheSameMapGivesTheSameBytes) {
  EXPECT_EQ(map_picture(example::crowd()), map_picture(example::crowd()));
  EXPECT_EQ(map_html(example::crowd()), map_html(example::crowd()));
}

TEST(MapPicture, BoardsAreAsAgreed) {
  EXPECT_EQ(map_picture(example::qcs6490()), golden("map_picture/qcs6490.svg", map_picture(example::qcs6490())));
  EXPECT_EQ(comparison(), golden("map_picture/qcs6490-comparison.svg", comparison()));
  const std::string board = map_picture(example::microcontroller());
  EXPECT_EQ(board, golden("map_picture/microcontroller.svg", board));
}

TEST(MapPicture, AThousandRegionsKeepTheirLinesAndTheListSaysWhatItLeavesOut) {
  const std::string svg = map_picture(example::crowd(3000));
  EXPECT_EQ(XmlChecker::fault(svg), "");
  EXPECT_NE(svg.find("more, which the table names"), std::string::npos);
}

TEST(MapHtml, ThePageNamesEveryRegionInItsTable) {
  for (const MapView& view : examples()) {
    const std::string html = map_html(view);
    EXPECT_EQ(count_of(html, "<tr id=\"region-"), view.map.regions().size());
    for (const Region& region : view.map.regions()) {
      EXPECT_NE(html.find("<td>" + xml_text(region.name) + "</td>"), std::string::npos) << region.name;
    }
  }
}

TEST(MapHtml, EveryBoxOfARegionLinksToItsRow) {
  const std::string html = map_html(example::nested());
  static const std::regex link{R"(href="#([^"]*)\")"};
  std::size_t links = 0;
  for (std::sregex_iterator match{html.begin(), html.end(), link}, end; match != end; ++match, ++links) {
    EXPECT_NE(html.find("<tr id=\"" + (*match)[1].str() + "\""), std::string::npos);
  }
  EXPECT_EQ(links, 7U);
}

TEST(MapHtml, HostileNamesStayText) {
  const std::string html = map_html(example::hostile());
  EXPECT_EQ(count_of(html, "<script"), 1U) << "only the page's own";
  EXPECT_EQ(count_of(html, "</style><svg onload"), 0U);
  EXPECT_EQ(count_of(html, "\"onmouseover"), 0U);
  EXPECT_EQ(count_of(html, "</p><script"), 0U);
  EXPECT_EQ(count_of(html, "<title></title>"), 0U);
  EXPECT_EQ(html.find('\x1b'), std::string::npos);
  EXPECT_EQ(html.find("\xe2\x80\xae"), std::string::npos);
}

TEST(MapHtml, NothingIsFetched) {
  const std::string html = map_html(example::qcs6490());
  EXPECT_EQ(count_of(html, "http:"), 1U) << "the name space of SVG";
  EXPECT_EQ(count_of(html, "https:"), 0U);
  EXPECT_EQ(count_of(html, " src="), 0U);
  EXPECT_EQ(count_of(html, "<link"), 0U);
  EXPECT_NE(html.find("default-src 'none'"), std::string::npos);
}

TEST(MapHtml, AComparisonHasBothTablesAndNoIdTwice) {
  const MapView left = example::qcs6490();
  const MapView right = example::qcs6490_predicted();
  const std::string html = map_html({left, "declared"}, {right, "predicted"});
  static const std::regex id{R"( id="([^"]*)\")"};
  std::set<std::string> ids;
  for (std::sregex_iterator match{html.begin(), html.end(), id}, end; match != end; ++match) {
    EXPECT_TRUE(ids.insert((*match)[1]).second) << (*match)[1];
  }
  EXPECT_TRUE(ids.contains("region-0"));
  EXPECT_TRUE(ids.contains("second-0"));
}

}  // namespace
}  // namespace rampart

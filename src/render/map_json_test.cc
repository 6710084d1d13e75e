#include "render/map_json.h"

#include <gtest/gtest.h>

#include "render/example_maps.h"
#include "render/golden.h"
#include "render/json_parts.h"

namespace rampart {
namespace {

TEST(MapJson, TheSchemaComesFirst) {
  EXPECT_TRUE(map_json(example::qcs6490()).starts_with("{\n  \"schema\": \"rampart.map/1\",\n"));
}

// tests/schemas_test.py validates these files against docs/schemas.
TEST(MapJson, BoardsAreAsAgreed) {
  EXPECT_EQ(map_json(example::qcs6490()), golden("map_json/qcs6490.json", map_json(example::qcs6490())));
  EXPECT_EQ(map_json(example::maixcam()), golden("map_json/maixcam.json", map_json(example::maixcam())));
  EXPECT_EQ(map_json(example::nested()), golden("map_json/nested.json", map_json(example::nested())));
  EXPECT_EQ(map_json(example::beyond()), golden("map_json/beyond.json", map_json(example::beyond())));
  EXPECT_EQ(map_json(example::hostile()), golden("map_json/hostile.json", map_json(example::hostile())));
  EXPECT_EQ(map_json(example::microcontroller()),
            golden("map_json/microcontroller.json", map_json(example::microcontroller())));
  EXPECT_EQ(map_json(MapView{}), golden("map_json/empty.json", map_json(MapView{})));
}

TEST(MapJson, AddressesAndSizesOf64BitsAreExact) {
  const auto json = Json::parse(map_json(example::beyond()));
  EXPECT_EQ(json["spans"].back()["base"], "0xfffffffffff00000");
  EXPECT_EQ(json["spans"][6]["size"].get<std::uint64_t>(), 0xfffffffffff00000 - 0x5000000000);
}

TEST(MapJson, TheSumsOfABoardAddUp) {
  const auto json = Json::parse(map_json(example::qcs6490()));
  std::uint64_t total = json["ram"]["free"].get<std::uint64_t>();
  for (const auto& size : json["ram"]["taken"]) total += size.get<std::uint64_t>();
  EXPECT_EQ(total, json["installed"].get<std::uint64_t>());
}

TEST(MapJson, AHeapHasItsBlocksAsRuns) {
  const auto json = Json::parse(map_json(example::microcontroller()));
  EXPECT_EQ(json["regions"][1]["blocks"].dump(),
            R"({"block":16,"runs":[["used",6000],["free",7792],["used",1056],["free",49152]]})");
  EXPECT_FALSE(json["regions"][0].contains("blocks"));
  EXPECT_EQ(json["dynamic"][0]["usage"].dump(), R"({"used":4096,"free":12288})");
  EXPECT_EQ(json["ram"]["free_to"], "firmware");
}

TEST(MapJson, WhatIsNotKnownIsAbsent) {
  EXPECT_EQ(to_json(Usage{}).dump(), "{}");
  EXPECT_EQ(to_json(Usage{.used = mib(1), .free = {}, .largest_free = {}}).dump(), R"({"used":1048576})");
}

TEST(MapJson, AFindingHasTheFormOfEveryCommand) {
  const Finding finding{.rule = "overlap",
                        .severity = Severity::Error,
                        .message = "a runs into b",
                        .help = "move b",
                        .regions = {"a", "b"},
                        .locations = {{{"board.dts", 142, 3}, "/reserved-memory/a"}, {{"dmesg", 17, 0}, ""}}};
  EXPECT_EQ(to_json(finding).dump(),
            R"({"rule":"overlap","severity":"error","message":"a runs into b","help":"move b","regions":["a","b"],)"
            R"("locations":[{"file":"board.dts","line":142,"column":3,"path":"/reserved-memory/a"},)"
            R"({"file":"dmesg","line":17}]})");
}

TEST(MapJson, BytesThatAreNotUtf8DoNotSpoilTheDocument) {
  Json json = Json::object();
  json["name"] =
      "a\xff"
      "b\x1b";
  EXPECT_EQ(to_text(json),
            "{\n  \"name\": \"a\xef\xbf\xbd"
            "b\\u001b\"\n}\n");
}

}  // namespace
}  // namespace rampart

#include "render/map_table.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <sstream>

#include "base/printable.h"
#include "render/example_maps.h"

namespace rampart {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in{text};
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST(MapTable, ABoardsCarveOutsCutItsRam) {
  EXPECT_EQ(
      map_table(example::qcs6490()),
      "     START         LAST     SIZE  KIND    NAME                       USE                  ORIGIN\n"
      "0x80000000   0x817fffff   24 MiB  RAM     memory@80000000                                 qcs6490.dtsi:21\n"
      "0x81800000   0x835fffff   30 MiB  no-map  cdsp-secure-heap@81800000                       qcs6490.dtsi:31\n"
      "0x83600000   0x842fffff   13 MiB  RAM\n"
      "0x84300000   0x847fffff    5 MiB  no-map  camera@84300000                                 qcs6490.dtsi:36\n"
      "0x84800000   0x860fffff   25 MiB  no-map  wpss@84800000                                   qcs6490.dtsi:41\n"
      "0x86100000   0x888fffff   40 MiB  no-map  adsp@86100000              for remoteproc-adsp  qcs6490.dtsi:46\n"
      "0x88900000  0x1ffffffff  5.9 GiB  RAM\n"
      "       anywhere < 4 GiB   12 MiB  CMA     adsp-heap                  placed at boot       qcs6490.dtsi:51\n"
      "       anywhere < 4 GiB  256 MiB  CMA     linux,cma                  placed at boot       qcs6490.dtsi:58\n"
      "6 GiB RAM = 100 MiB no-map + 268 MiB CMA + 5.6 GiB free to Linux\n");
}

TEST(MapTable, HolesUseAndClashesAreShown) {
  EXPECT_EQ(
      map_table(example::nested()),
      "     START        LAST     SIZE  KIND      NAME           USE                                                "
      "ORIGIN\n"
      "0x40000000  0x57ffffff  384 MiB  RAM       System RAM                                                        "
      "/proc/iomem:1\n"
      "0x58000000  0x59ffffff   32 MiB  reserved  reserved                                                          "
      "/proc/iomem:8\n"
      "0x5a000000  0x5dffffff   64 MiB  CMA       linux,cma      41 MiB used (64%), 23 MiB free, longest run 6 MiB  "
      "dmesg:12\n"
      "0x5e000000  0x6fffffff  288 MiB  RAM\n"
      "0x70000000  0x719fffff   26 MiB  no-map    wpss@70000000                                                     "
      "board.dts:23\n"
      "0x71a00000  0x740fffff   39 MiB  no-map    adsp@71900000                                                     "
      "board.dts:28\n"
      "0x74100000  0x7fffffff  191 MiB  RAM\n"
      "1 GiB RAM = 65 MiB no-map + 32 MiB reserved + 64 MiB CMA + 863 MiB free to Linux\n"
      "\n"
      "warning[overlap]: wpss@70000000 runs into adsp@71900000\n");
  EXPECT_NE(map_table(example::beyond()).find("0x100000000         0x87fffffff    30 GiB  hole\n"), std::string::npos);
}

TEST(MapTable, AMicrocontrollersHeapHasItsUse) {
  const auto lines = lines_of(map_table(example::microcontroller()));
  EXPECT_EQ(
      lines[2],
      "        0x3c1849e0          0x3c1943df   62.5 KiB  heap      MicroPython heap              6.9 KiB used (11%), "
      "55.6 KiB free, longest run 48 KiB  paste.txt:6");
  EXPECT_EQ(
      lines[9],
      "             in 0x3fc88000..0x3fcfffff     16 KiB  heap      second heap                   address not told, 4 "
      "KiB used (25%), 12 KiB free        paste.txt:90");
  EXPECT_EQ(lines[10],
            "8.5 MiB RAM = 76.7 KiB reserved + 78.5 KiB heap + 8.3 MiB left to the firmware; outside it: 64 KiB heap");
}

TEST(MapTable, APlaceIsShownEvenIfNothingHasAnAddress) {
  MapView view;
  view.map = MemoryMap::build({}, {{.size = mib(64), .name = "cma=64M", .kind = Kind::Cma, .origin = {}}});
  EXPECT_EQ(lines_of(map_table(view))[0], "START  LAST    SIZE  KIND  NAME     USE");
  EXPECT_EQ(lines_of(map_table(view))[1], "   anywhere  64 MiB  CMA   cma=64M  placed at boot");
}

TEST(MapTable, SlackOfAlignmentIsNamed) {
  const MapView view{.title = "",
                     .sources = {},
                     .map = MemoryMap::build({example::region(Kind::Ram, 0x80000000, mib(64)),
                                              example::region(Kind::NoMap, 0x80400000, mib(6), "fw"),
                                              example::region(Kind::Cma, 0x80c00000, mib(16), "cma")}),
                     .findings = {},
                     .notes = {}};
  EXPECT_EQ(lines_of(map_table(view))[3], "0x80a00000  0x80bfffff   2 MiB  RAM           slack");
}

TEST(MapTable, ARangeToBePlacedInIsShownWhereItIsNoLimitFromBelow) {
  MapView view = example::tiny_beside_huge();
  DynamicRegion heap{.size = mib(8),
                     .name = "heap",
                     .kind = Kind::Cma,
                     .origin = {},
                     .alloc_ranges = {*PhysRange::make({0x48000000}, mib(256))},
                     .users = {"/soc/gpu@1000"}};
  view.map = MemoryMap::build(view.map.regions(), {heap});
  EXPECT_EQ(lines_of(map_table(view))[4],
            "in 0x48000000..0x57ffffff   8 MiB  CMA       heap                   placed at boot, for gpu@1000");
}

TEST(MapTable, NothingIsShortenedOnAPipe) {
  MapView view = example::hostile();
  EXPECT_NE(map_table(view).find(std::string(3000, 'W')), std::string::npos);
}

TEST(MapTable, ATerminalsWidthIsKept) {
  const MapView views[] = {example::qcs6490(), example::maixcam(), example::tiny_beside_huge(),
                           example::nested(),  example::hostile(), example::crowd()};
  for (const MapView& view : views) {
    for (const std::size_t width : {80U, 100U, 132U}) {
      const auto lines = lines_of(map_table(view, {.width = width, .colour = false}));
      for (std::size_t i = 0; i < map_rows(view.map).size() + 1; ++i) {
        EXPECT_LE(display_width(lines[i]), width) << lines[i];
      }
    }
  }
}

TEST(MapTable, ANarrowTerminalShortensOriginsAndNamesButNoAddress) {
  const auto lines = lines_of(map_table(example::tiny_beside_huge(), {.width = 96, .colour = false}));
  EXPECT_EQ(lines[0], "     START         LAST    SIZE  KIND      NAME                USE                 ORIGIN");
  EXPECT_EQ(lines[1],
            "0x40000000   0x40002fff  12 KiB  reserved  boot-scratch@4000…                      board.dts:20");
  EXPECT_EQ(lines[3],
            "0x80000000  0x13fffffff   3 GiB  CMM       anonymous           812 MiB used (26%)  …m_cmm_info:4");
}

TEST(MapTable, ColourPaintsTheWordOfTheKindAndTakesNoRoom) {
  const auto plain = lines_of(map_table(example::qcs6490()));
  auto painted = lines_of(map_table(example::qcs6490(), {.width = 0, .colour = true}));
  EXPECT_NE(painted[2].find("\x1b[31mno-map\x1b[0m  cdsp"), std::string::npos);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    for (std::size_t at = painted[i].find('\x1b'); at != std::string::npos; at = painted[i].find('\x1b')) {
      painted[i].erase(at, painted[i].find('m', at) - at + 1);
    }
    EXPECT_EQ(painted[i], plain[i]);
  }
}

TEST(MapTable, NamesReachNoTerminalUnchecked) {
  const std::string text = map_table(example::hostile());
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  EXPECT_NE(text.find("a\xef\xbf\xbd"
                      "b.dts"),
            std::string::npos);
}

TEST(MapTable, AMapWithoutRegionsSaysSo) { EXPECT_EQ(map_table(MapView{}), "no RAM is described\n"); }

TEST(MapTable, ARegionThatOthersCoverIsNamedBeforeThem) {
  const MapView view{.title = "",
                     .sources = {},
                     .map = MemoryMap::build({example::region(Kind::Cma, 0x1000, kib(8), "outer"),
                                              example::region(Kind::NoMap, 0x1000, kib(4), "a"),
                                              example::region(Kind::NoMap, 0x2000, kib(4), "b")}),
                     .findings = {},
                     .notes = {}};
  EXPECT_EQ(lines_of(map_table(view))[1], "0x1000  0x2fff  8 KiB  CMA     outer  covered by what lies in it");
}

}  // namespace
}  // namespace rampart

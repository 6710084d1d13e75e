#include "edit/dts_edit.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/test_data.h"

namespace rampart {
namespace {

using Cells = std::vector<TreeCell>;
using Strings = std::vector<std::string>;

/// The board's file after the edits, or why not.
std::string dts_after(const std::string& text, const std::vector<TreeEdit>& edits) {
  const std::vector<DtsFile> files{{"board.dts", text, true}};
  const auto changes = edit_dts(files, edits);
  if (!changes) return to_string(changes.error());
  return changes->empty() ? text : changes->front().text;
}

/// The board's file after the edits, beside an include that may not be edited.
std::string board_after(const std::string& board, const std::string& soc, const std::vector<TreeEdit>& edits) {
  const std::vector<DtsFile> files{{"dts/board.dts", board, true}, {"dts/soc.dtsi", soc, false}};
  const auto changes = edit_dts(files, edits);
  if (!changes) return to_string(changes.error());
  if (changes->empty()) return board;
  return changes->size() == 1 && changes->front().path == "dts/board.dts" ? changes->front().text : "another file";
}

const std::string small_board =
    "/dts-v1/;\n\n/ {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n"
    "\t\tadsp_mem: adsp@86100000 {\n\t\t\treg = <0x0 0x86100000 0x0 0x2800000>; /* firmware */\n\t\t\tno-map;\n"
    "\t\t};\n\t};\n\n\tdsp {\n\t\tmemory-region = <&adsp_mem>;\n\t\tstatus = \"okay\";\n\t};\n};\n";

TEST(DtsEdit, WithoutEditsNothingChanges) {
  const auto changes = edit_dts(std::vector<DtsFile>{{"a.dts", small_board, true}}, {});
  ASSERT_TRUE(changes);
  EXPECT_TRUE(changes->empty());
}

TEST(DtsEdit, ANewRegionComesInTheStyleOfItsSiblings) {
  const AddNode add{"/reserved-memory",
                    "my_carveout_mem@d0800000",
                    "my_carveout_mem",
                    {{"reg", Cells{0U, 0xd0800000U, 0U, 0x100000U}}, {"no-map", {}}},
                    {}};
  const std::string expected =
      "/dts-v1/;\n\n/ {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n"
      "\t\tadsp_mem: adsp@86100000 {\n\t\t\treg = <0x0 0x86100000 0x0 0x2800000>; /* firmware */\n\t\t\tno-map;\n"
      "\t\t};\n\n\t\tmy_carveout_mem: my_carveout_mem@d0800000 {\n\t\t\treg = <0x0 0xd0800000 0x0 0x100000>;\n"
      "\t\t\tno-map;\n\t\t};\n\t};\n\n\tdsp {\n\t\tmemory-region = <&adsp_mem>;\n\t\tstatus = \"okay\";\n\t};\n};\n";
  EXPECT_EQ(dts_after(small_board, {add}), expected);
}

TEST(DtsEdit, OnlyTheCellsThatDifferChange) {
  const SetProperty grow{"/reserved-memory/adsp@86100000", {"reg", Cells{0U, 0x86100000U, 0U, 0x3000000U}}};
  std::string expected = small_board;
  expected.replace(expected.find("0x2800000"), 9, "0x3000000");
  EXPECT_EQ(dts_after(small_board, {grow}), expected);
}

TEST(DtsEdit, AValueThatIsThereAlreadyStaysAsWritten) {
  const std::string text = "#define SIZE (2 * SZ_1M)\n/ {\n\tn {\n\t\treg = <0 0X8000 0x0000 SIZE>; };\n};\n";
  EXPECT_EQ(dts_after(text, {SetProperty{"/n", {"reg", Cells{0U, 0x8000U, 0U, 0x200000U}}}}), text);
}

TEST(DtsEdit, ChangedCellsKeepTheirNotation) {
  const auto reg_after = [](const std::string& value, const Cells& cells) {
    const std::string changed = dts_after("/ { n { reg = " + value + "; }; };", {SetProperty{"/n", {"reg", cells}}});
    return changed.substr(14, changed.size() - 14 - 7);
  };
  EXPECT_EQ(reg_after("<0x00000000 0x80000000 0x00000000 0x08000000>", {0U, 0x9000000U, 0U, 0x8000000U}),
            "<0x00000000 0x09000000 0x00000000 0x08000000>");
  EXPECT_EQ(reg_after("<0x0 0xABC00000>", {0U, 0xABD00000U}), "<0x0 0xABD00000>");
  EXPECT_EQ(reg_after("<0 0x1000>", {0U, 0U}), "<0 0>");
  EXPECT_EQ(reg_after("<2>", {1U}), "<1>");
  EXPECT_EQ(reg_after("<0x0 0x1000>,\n<0x0 0x2000>", {0U, 0x1000U, 0U, 0x2000U, 0U, 0x3000U}),
            "<0x0 0x1000>,\n<0x0 0x2000>,\n<0x0 0x3000>");
  EXPECT_EQ(reg_after("<0x0 0x1000>, <0x0 0x2000>, <0x0 0x3000>", {0U, 0x1000U, 0U, 0x3000U}),
            "<0x0 0x1000>, <0x0 0x3000>");
  EXPECT_EQ(reg_after("<0x0 0x1000\n 0x0 0x2000>", {0U, 0x1000U, 0U, 0x2000U, 0U, 0x3000U}),
            "<0x0 0x1000\n 0x0 0x2000\n 0x0 0x3000>");
  EXPECT_EQ(reg_after("<0x0 0x1000 /* end */>", {0U, 0x2000U}), "<0x0 0x2000 /* end */>");
}

TEST(DtsEdit, AReferenceIsALabelWhichIsMadeIfThereIsNone) {
  const std::string text =
      "/ {\n\tpool@1000 {\n\t};\n\tpool: other {\n\t};\n\tdev {\n\t\tmemory-region = <&pool>;\n\t};\n};\n";
  const SetProperty both{"/dev", {"memory-region", Cells{NodeReference{"/other"}, NodeReference{"/pool@1000"}}}};
  EXPECT_EQ(dts_after(text, {both}),
            "/ {\n\tpool_1000: pool@1000 {\n\t};\n\tpool: other {\n\t};\n\tdev {\n"
            "\t\tmemory-region = <&pool>, <&pool_1000>;\n\t};\n};\n");
}

TEST(DtsEdit, AStringOfAListChangesAlone) {
  const std::string text = "/ { n { s = \"a\", /* b */ \"b\"; }; };";
  EXPECT_EQ(dts_after(text, {SetProperty{"/n", {"s", Strings{"a", "c"}}}}), "/ { n { s = \"a\", /* b */ \"c\"; }; };");
  EXPECT_EQ(dts_after(text, {SetProperty{"/n", {"s", Strings{"b"}}}}), "/ { n { s = \"b\"; }; };");
}

TEST(DtsEdit, APropertyGainsAndLosesItsValue) {
  EXPECT_EQ(dts_after("/ { p = <1>; };", {SetProperty{"/", {"p", {}}}}), "/ { p; };");
  EXPECT_EQ(dts_after("/ { p; };", {SetProperty{"/", {"p", Cells{0x1000U}}}}), "/ { p = <0x1000>; };");
}

TEST(DtsEdit, ANewPropertyStandsBehindTheOthersButBeforeStatus) {
  const SetProperty set{"/dsp", {"memory-region-names", Strings{"fw"}}};
  std::string expected = small_board;
  const std::string status = "\t\tstatus = \"okay\";";
  expected.insert(expected.find(status), "\t\tmemory-region-names = \"fw\";\n");
  EXPECT_EQ(dts_after(small_board, {set}), expected);
}

TEST(DtsEdit, ARemovedNodeTakesTheCommentDirectlyAboveItAndItsBlocksElsewhere) {
  const std::string text =
      "/ {\n\t/* kept */\n\n\t/*\n\t * of a\n\t */\n\t// too\n\ta: a {\n\t};\n\n\tb: b {\n\t};\n};\n\n"
      "&a {\n\tp;\n};\n\n&b {\n\tq;\n};\n";
  EXPECT_EQ(dts_after(text, {RemoveNode{"/a"}}), "/ {\n\t/* kept */\n\n\tb: b {\n\t};\n};\n\n&b {\n\tq;\n};\n");
  EXPECT_EQ(dts_after(text, {RemoveNode{"/b"}}),
            "/ {\n\t/* kept */\n\n\t/*\n\t * of a\n\t */\n\t// too\n\ta: a {\n\t};\n};\n\n&a {\n\tp;\n};\n");
}

TEST(DtsEdit, ARenamedNodeKeepsItsLabelsAndIsFoundByItsPaths) {
  const std::string text =
      "/ {\n\taliases { m = \"/r/m@1\"; n = \"/r/m@10\"; };\n\tr { l: m@1 { s { }; }; };\n"
      "\td { p = &{/r/m@1}, \"/r/m@1/s\"; };\n};\n&{/r/m@1} { };\n&l { };\n";
  EXPECT_EQ(dts_after(text, {RenameNode{"/r/m@1", "m@2"}}),
            "/ {\n\taliases { m = \"/r/m@2\"; n = \"/r/m@10\"; };\n\tr { l: m@2 { s { }; }; };\n"
            "\td { p = &{/r/m@2}, \"/r/m@2/s\"; };\n};\n&{/r/m@2} { };\n&l { };\n");
}

TEST(DtsEdit, AnEarlierEditIsTheGroundOfTheNext) {
  const std::vector<TreeEdit> edits{
      AddNode{"/", "reserved-memory", {}, {{"#address-cells", Cells{2U}}, {"ranges", {}}}, {}},
      AddNode{"/reserved-memory", "a@1000", "a", {{"reg", Cells{0U, 0x1000U, 0U, 0x1000U}}}, {}},
      SetProperty{"/dev", {"memory-region", Cells{NodeReference{"/reserved-memory/a@1000"}}}}};
  EXPECT_EQ(dts_after("/ {\n    dev {\n        x;\n    };\n};", edits),
            "/ {\n    dev {\n        x;\n        memory-region = <&a>;\n    };\n\n    reserved-memory {\n"
            "        #address-cells = <2>;\n        ranges;\n\n        a: a@1000 {\n"
            "            reg = <0x0 0x1000 0x0 0x1000>;\n        };\n    };\n};");
}

TEST(DtsEdit, ANewNodeGoesAboveTheCommentOfTheOneBehindIt) {
  const std::string text = "/ {\n\ta {\n\t};\n\n\t/* of c */\n\tc {\n\t};\n};\n";
  EXPECT_EQ(dts_after(text, {AddNode{"/", "b", {}, {}, "c"}}),
            "/ {\n\ta {\n\t};\n\n\tb {\n\t};\n\n\t/* of c */\n\tc {\n\t};\n};\n");
}

TEST(DtsEdit, OneLineNodesGetAOneLineSibling) {
  const std::string text = "/ {\n\ta { p; };\n\tb { p; };\n};\n";
  EXPECT_EQ(dts_after(text, {AddNode{"/", "c", "l", {{"p", {}}, {"q", Cells{1U}}}, {}}}),
            "/ {\n\ta { p; };\n\tb { p; };\n\tl: c { p; q = <0x1>; };\n};\n");
}

TEST(DtsEdit, ABlockOfOneLineStaysOne) {
  EXPECT_EQ(dts_after("/ {\n\tr: r {\n\t};\n};\n\n&r { b { p; }; };\n", {AddNode{"/r", "a", {}, {{"p", {}}}, "b"}}),
            "/ {\n\tr: r {\n\t};\n};\n\n&r { a { p; }; b { p; }; };\n");
}

TEST(DtsEdit, ANodeThatGetsNodesHasLinesAlsoBesideOneLineNodes) {
  const std::string text = "/ {\n\ta { p; };\n};\n";
  const std::vector<TreeEdit> edits{AddNode{"/", "r", {}, {{"#address-cells", Cells{1U}}, {"ranges", {}}}, {}},
                                    AddNode{"/r", "x", {}, {{"no-map", {}}}, {}}};
  EXPECT_EQ(dts_after(text, edits),
            "/ {\n\ta { p; };\n\n\tr {\n\t\t#address-cells = <1>;\n\t\tranges;\n\n\t\tx "
            "{\n\t\t\tno-map;\n\t\t};\n\t};\n};\n");
}

const std::string foreign_soc =
    "/ {\n\treserved-memory {\n\t\tadsp: adsp@1000 {\n\t\t\treg = <0x1000 0x100>;\n\t\t\tno-map;\n\t\t};\n"
    "\t\tplain@2000 {\n\t\t};\n\t};\n\n\tdsp: dsp {\n\t\tmemory-region = <&adsp>;\n\t};\n};\n";
const std::string foreign_board =
    "/dts-v1/;\n#include \"soc.dtsi\"\n\n/ {\n\tmodel = \"b\";\n};\n\n&adsp {\n\tx;\n};\n";

TEST(DtsEdit, WhatMayNotBeEditedIsChangedFromTheBoard) {
  EXPECT_EQ(board_after(foreign_board, foreign_soc, {SetProperty{"/dsp", {"status", Strings{"okay"}}}}),
            foreign_board + "\n&dsp {\n\tstatus = \"okay\";\n};\n");
  EXPECT_EQ(
      board_after(foreign_board, foreign_soc,
                  {SetProperty{"/reserved-memory/adsp@1000", {"reg", Cells{0x1000U, 0x200U}}}}),
      "/dts-v1/;\n#include \"soc.dtsi\"\n\n/ {\n\tmodel = \"b\";\n};\n\n&adsp {\n\tx;\n\treg = <0x1000 0x200>;\n};\n");
  EXPECT_EQ(board_after(foreign_board, foreign_soc,
                        {SetProperty{"/reserved-memory/adsp@1000", {"reg", Cells{0x1000U, 0x100U}}}}),
            foreign_board);
  EXPECT_EQ(board_after(foreign_board, foreign_soc,
                        {AddNode{"/reserved-memory", "n@3000", "n", {{"reg", Cells{0x3000U, 0x100U}}}, {}}}),
            "/dts-v1/;\n#include \"soc.dtsi\"\n\n/ {\n\tmodel = \"b\";\n\n\treserved-memory {\n\t\tn: n@3000 {\n"
            "\t\t\treg = <0x3000 0x100>;\n\t\t};\n\t};\n};\n\n&adsp {\n\tx;\n};\n");
}

TEST(DtsEdit, WhatMayNotBeEditedIsDeletedFromTheBoard) {
  EXPECT_EQ(board_after(foreign_board, foreign_soc, {RemoveNode{"/reserved-memory/adsp@1000"}}),
            "/dts-v1/;\n#include \"soc.dtsi\"\n\n/delete-node/ &adsp;\n\n/ {\n\tmodel = \"b\";\n};\n");
  EXPECT_EQ(board_after(foreign_board, foreign_soc, {RemoveNode{"/reserved-memory/plain@2000"}}),
            "/dts-v1/;\n#include \"soc.dtsi\"\n\n/ {\n\tmodel = \"b\";\n\n\treserved-memory {\n"
            "\t\t/delete-node/ plain@2000;\n\t};\n};\n\n&adsp {\n\tx;\n};\n");
  EXPECT_EQ(board_after(foreign_board, foreign_soc, {RemoveProperty{"/reserved-memory/adsp@1000", "no-map"}}),
            "/dts-v1/;\n#include \"soc.dtsi\"\n\n/ {\n\tmodel = \"b\";\n};\n\n"
            "&adsp {\n\tx;\n\t/delete-property/ no-map;\n};\n");
}

TEST(DtsEdit, WhatMayNotBeEditedIsRenamedByDefiningItAnew) {
  EXPECT_EQ(board_after(foreign_board, foreign_soc,
                        {RenameNode{"/reserved-memory/adsp@1000", "adsp@4000"},
                         SetProperty{"/reserved-memory/adsp@4000", {"reg", Cells{0x4000U, 0x100U}}}}),
            "/dts-v1/;\n#include \"soc.dtsi\"\n\n/delete-node/ &adsp;\n\n/ {\n\tmodel = \"b\";\n\n\treserved-memory {\n"
            "\t\tadsp: adsp@4000 {\n\t\t\treg = <0x4000 0x100>;\n\t\t\tno-map;\n\t\t\tx;\n\t\t};\n\t};\n};\n");
}

TEST(DtsEdit, BlocksSortedByTheirLabelsStaySorted) {
  const std::string board = "#include \"soc.dtsi\"\n\n&adsp {\n\tx;\n};\n\n&zoo {\n\ty;\n};\n";
  const std::string soc = foreign_soc + "/ {\n\tzoo: zoo {\n\t};\n};\n";
  EXPECT_EQ(board_after(board, soc, {SetProperty{"/dsp", {"p", {}}}}),
            "#include \"soc.dtsi\"\n\n&adsp {\n\tx;\n};\n\n&dsp {\n\tp;\n};\n\n&zoo {\n\ty;\n};\n");
}

TEST(DtsEdit, Refusals) {
  EXPECT_EQ(dts_after("/ { };", {RemoveNode{"/x"}}), "board.dts: no node /x (expected one that these sources define)");
  EXPECT_EQ(dts_after("/ { };", {RemoveProperty{"/", "p"}}),
            "board.dts: / has no p (expected a property that these sources define)");
  EXPECT_EQ(dts_after("/ { a { }; };", {AddNode{"/", "a", {}, {}, {}}}),
            "board.dts: /a exists already (expected a new name)");
  EXPECT_EQ(dts_after("/ { l: a { }; };", {AddNode{"/", "b", "l", {}, {}}}),
            "board.dts: the label l is taken (expected a new one)");
  EXPECT_EQ(dts_after("/ { a { }; b { }; };", {RenameNode{"/a", "b"}}),
            "board.dts: /b exists already (expected a new name)");
  EXPECT_EQ(dts_after("/ { a { }; };", {RenameNode{"/a", "b;"}}),
            "board.dts: \"b;\" names no node (expected letters, digits and ,._+-@)");
  EXPECT_EQ(dts_after("/ {\n#ifdef A\n\tp = <1>;\n#else\n\tp = <2>;\n#endif\n};", {SetProperty{"/", {"p", Cells{3U}}}}),
            "board.dts:5:2: / has its p by an #if with several branches (expected it to be there whatever is defined)");
  EXPECT_EQ(dts_after("/ {", {}), "board.dts:1:1: a node without its end (expected };)");
}

/// Sources of every kind of layout, and whole boards.
std::vector<std::string> undo_sources() {
  std::vector<std::string> sources{
      small_board,
      "/ { };",
      "/{};",
      "/ {\n};",
      "/ {\n\n};\n",
      "/ { a { }; b { p; }; };",
      "/ {\n\ta { };\n\tb {};\n\tc {\n\t};\n};\n",
      "/ {\n\tp;\n\n\ta {\n\t};\n\tb {\n\t};\n\n\t/* end */\n};\n",
      "/ {\n\t/* only this */\n};\n",
      "/ { // why\n\ta { /* x */ };\n\n\n\tb {\n\n\t\tp;\n\n\t};\n\n};\n\n\n",
      "/ {\n\ta {\n\t\tp;\n\t}; // end of a\n\t// of b\n\tb { p; }; c { };\n};",
      "/ {\n#ifdef A\n\ta {\n\t};\n#endif\n\tb {\n#if X\n\t\tp;\n#endif\n\t};\n};\n",
      "/ {\n  a {\n    status = \"okay\";\n  };\n};\n&{/a} { };\n/ { };\n",
      "/ {\n\ta {\n\t\t/* of status */\n\t\tstatus = \"okay\";\n\t\tc {\n\t\t};\n\t};\n};\n\n&x { };\n",
  };
  for (const char* const name : {"boards/qcs6490.dts", "boards/private-pool.dts", "broken-dts/s12-rpi4-memreserve.dts",
                                 "broken-dts/s15-rzg2l-size-one-cell.dts"}) {
    sources.push_back(test_data(name));
  }
  const std::size_t count = sources.size();
  for (std::size_t i = 0; i < count; ++i) {
    std::string dos;
    for (const char c : sources[i]) dos.append(c == '\n' ? "\r\n" : std::string(1, c));
    sources.push_back(dos);
    std::string open_ended = sources[i];
    while (open_ended.ends_with('\n')) open_ended.pop_back();
    sources.push_back(open_ended);
  }
  return sources;
}

TEST(DtsEdit, RemovingWhatWasAddedRestoresEveryByte) {
  for (const std::string& text : undo_sources()) {
    for (const std::string parent : {"/", "/a", "/b", "/c", "/reserved-memory", "/soc"}) {
      for (const std::string before : {"", "a", "b", "adsp@86100000", "camera@84300000"}) {
        const TreeEdit add = AddNode{parent, "new@1", "new_label", {{"reg", Cells{1U}}, {"no-map", {}}}, before};
        const std::string added = dts_after(text, {add});
        if (added.starts_with("board.dts: no node")) continue;
        EXPECT_NE(added, text);
        EXPECT_EQ(dts_after(added, {RemoveNode{(parent == "/" ? "" : parent) + "/new@1"}}), text) << added;
      }
      const std::string set = dts_after(text, {SetProperty{parent, {"new", Cells{1U}}}});
      if (set.starts_with("board.dts: no node")) continue;
      EXPECT_EQ(dts_after(set, {RemoveProperty{parent, "new"}}), text) << set;
    }
  }
}

}  // namespace
TEST(DtsEdit, ASourceWithoutARootIsNoTree) {
  const std::vector<DtsFile> files{{"board.dts", "/dts-v1/;\n&uart0 { };\n"}};
  const auto changes = edit_dts(files, std::vector<TreeEdit>{AddNode{"/", "reserved-memory", "", {}, ""}});
  ASSERT_FALSE(changes);
  EXPECT_EQ(to_string(changes.error()), "board.dts: no root node (expected `/ { ... };`)");
}

}  // namespace rampart

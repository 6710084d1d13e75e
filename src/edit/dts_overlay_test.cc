#include "edit/dts_overlay.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace rampart {
namespace {

using Cells = std::vector<TreeCell>;
using Strings = std::vector<std::string>;

std::string overlay_of(const OverlayTarget& base, const std::vector<TreeEdit>& edits) {
  const auto source = overlay_source(base, edits);
  return source ? *source : source.error().what;
}

const OverlayTarget labelled_base{{{"/reserved-memory/adsp@1000", "adsp"}, {"/soc/dsp@2000", "dsp"}}, {}};

TEST(DtsOverlay, AddsARegionAndGivesItToItsDevice) {
  const std::vector<TreeEdit> edits{
      AddNode{"/reserved-memory",
              "pool@90000000",
              "pool",
              {{"compatible", Strings{"shared-dma-pool"}},
               {"reg", Cells{0U, 0x90000000U, 0U, 0x8000000U}},
               {"reusable", {}}},
              {}},
      SetProperty{"/soc/dsp@2000", {"memory-region", Cells{NodeReference{"/reserved-memory/pool@90000000"}}}}};
  EXPECT_EQ(
      overlay_of(labelled_base, edits),
      "/dts-v1/;\n/plugin/;\n\n&{/reserved-memory} {\n\tpool: pool@90000000 {\n"
      "\t\tcompatible = \"shared-dma-pool\";\n\t\treg = <0x0 0x90000000 0x0 0x8000000>;\n\t\treusable;\n\t};\n};\n\n"
      "&dsp {\n\tmemory-region = <&pool>;\n};\n");
}

TEST(DtsOverlay, SaysForWhichBoardsItIs) {
  const OverlayTarget base{{}, {"vendor,board", "vendor,soc"}};
  EXPECT_EQ(overlay_of(base, {SetProperty{"/chosen", {"bootargs", Strings{"cma=\"1M\""}}}}),
            "/dts-v1/;\n/plugin/;\n\n/ {\n\tcompatible = \"vendor,board\", \"vendor,soc\";\n};\n\n"
            "&{/chosen} {\n\tbootargs = \"cma=\\\"1M\\\"\";\n};\n");
}

TEST(DtsOverlay, ANewNodeThatIsNamedGetsALabel) {
  const std::vector<TreeEdit> edits{SetProperty{"/a", {"p", Cells{NodeReference{"/b/adsp@3000"}}}},
                                    AddNode{"/b", "adsp@3000", {}, {}, {}}};
  EXPECT_EQ(
      overlay_of(labelled_base, edits),
      "/dts-v1/;\n/plugin/;\n\n&{/a} {\n\tp = <&adsp_3000>;\n};\n\n&{/b} {\n\tadsp_3000: adsp@3000 {\n\t};\n};\n");
}

TEST(DtsOverlay, ARegionOfTheBaseIsDisabledInsteadOfRemoved) {
  EXPECT_EQ(overlay_of(labelled_base, {RemoveNode{"/reserved-memory/adsp@1000"}}),
            "/dts-v1/;\n/plugin/;\n\n&adsp {\n\tstatus = \"disabled\";\n};\n");
}

TEST(DtsOverlay, WhatItAddsItselfItRenamesAndRemoves) {
  const AddNode add{"/", "r", {}, {{"p", {}}}, {}};
  const AddNode inner{"/r", "n", {}, {}, {}};
  EXPECT_EQ(overlay_of({}, {add, inner, RenameNode{"/r/n", "m"}, RemoveProperty{"/r", "p"}}),
            "/dts-v1/;\n/plugin/;\n\n&{/} {\n\tr {\n\t\tm {\n\t\t};\n\t};\n};\n");
  EXPECT_EQ(overlay_of({}, {add, inner, RemoveNode{"/r"}}), "/dts-v1/;\n/plugin/;\n");
}

TEST(DtsOverlay, WhatNoOverlayCanDoIsRefusedWithTheReason) {
  EXPECT_EQ(
      overlay_of(labelled_base, {RenameNode{"/reserved-memory/adsp@1000", "adsp@3000"}}),
      "an overlay cannot rename /reserved-memory/adsp@1000 (expected a change of the tree itself, or another node "
      "beside a disabled one)");
  EXPECT_EQ(overlay_of(labelled_base, {RemoveProperty{"/soc/dsp@2000", "memory-region"}}),
            "an overlay cannot remove memory-region of /soc/dsp@2000 (expected another value for it)");
  EXPECT_EQ(overlay_of(labelled_base, {RemoveNode{"/chosen"}}),
            "an overlay cannot remove /chosen, and no kernel looks at its status (expected a region or a device, which "
            "can be disabled)");
  EXPECT_EQ(overlay_of(labelled_base, {SetProperty{"/x", {"p", Cells{NodeReference{"/plain"}}}}}),
            "the base has no label for /plain, by which an overlay could name it (expected one in __symbols__)");
  EXPECT_EQ(overlay_of(labelled_base, {AddNode{"/", "a", "dsp", {}, {}}}),
            "the label dsp is taken (expected a new one)");
}

}  // namespace
}  // namespace rampart

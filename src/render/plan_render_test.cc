#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "render/example_plan.h"
#include "render/golden.h"
#include "render/plan_dts.h"
#include "render/plan_header.h"
#include "render/plan_json.h"
#include "render/plan_svg.h"
#include "render/plan_text.h"
#include "render/xml_checker.h"

namespace rampart {
namespace {

TEST(PlanText, WhatCannotFitNamesTheDemandAndTheNumbers) {
  EXPECT_EQ(plan_text(example::not_fitting(), {}),
            "language model on Sipeed MaixCAM2 1 GiB\n"
            "\n"
            "It cannot fit.\n"
            "\n"
            "conflict: llm alone\n"
            "because:  cmm needs 1.5 GiB in one piece, and of 1 GiB RAM the longest free range is 1 GiB\n"
            "\n"
            "DEMAND  KIND    COUNT       SIZE  DEVICES\n"
            "llm     buffer      1    1.5 GiB  npu\n"
            "frame   buffer      4  3110400 B  camera\n"
            "system  linux       1    256 MiB\n"
            "\n");
}

TEST(PlanText, PoolsReasonsScenariosOffsetsAndWhatToConfigure) {
  EXPECT_EQ(plan_text(example::fitting(), {}), golden("plan/video.txt", plan_text(example::fitting(), {})));
}

TEST(PlanText, ATerminalGetsLinesOfItsWidth) {
  const std::string text = plan_text(example::fitting(), {.width = 60});
  EXPECT_NE(text.find("  + 768 KiB: rounded up to 1 MiB\n"), std::string::npos);
  EXPECT_NE(text.find("in 20.3 MiB, and"), std::string::npos);
}

TEST(PlanText, ManyDevicesOfAPoolAreNamedBelowTheTable) {
  Plan plan = example::fitting();
  plan.pools.front().devices = {"a", "b", "c", "d", "e", "f"};
  const std::string text = plan_text(plan, {});
  EXPECT_NE(text.find("  a, b, c and 3 more\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  for a, b, c, d, e and f\n"), std::string::npos) << text;
}

TEST(PlanText, WithoutPoolsNoTableOfThem) {
  Plan plan = example::fitting();
  plan.pools.clear();
  for (auto& use : plan.uses) use.pools.clear();
  EXPECT_EQ(plan_text(plan, {}).find("\n\n\n"), std::string::npos) << plan_text(plan, {});
}

TEST(PlanSvg, NamesAreCutBetweenCharacters) {
  Plan plan = example::fitting();
  plan.scenarios.resize(1);
  for (int i = 0; i < 11; ++i) {
    plan.scenarios.push_back(plan.scenarios.front());
    plan.uses.push_back(plan.uses.front());
  }
  plan.scenarios[1].name = "\xe8\xa7\x86\xe9\xa2\x91\xe8\xa7\x86\xe9\xa2\x91\xe8\xa7\x86\xe9\xa2\x91";
  plan.workload.name = std::string(200, 'n');
  const std::string svg = plan_svg(plan);
  EXPECT_EQ(printable(svg.substr(svg.find(">\xe8") + 1, 15)),
            "\xe8\xa7\x86\xe9\xa2\x91\xe8\xa7\x86\xe9\xa2\x91\xe2\x80\xa6")
      << svg;
  EXPECT_NE(svg.find(std::string(83, 'n') + "\xe2\x80\xa6<"), std::string::npos) << svg;
}

TEST(PlanSvg, ThinBuffersOfOneKindAreOneBar) {
  Plan plan = example::fitting();
  PlannedPool& pool = plan.pools.front();
  const std::size_t demand = pool.buffers.front().demand;
  plan.workload.demands[demand].count = 8;
  pool.buffers.clear();
  for (std::uint64_t i = 0; i < 8; ++i) pool.buffers.push_back({demand, i, {kib(32).value * i}, kib(32)});
  const std::string svg = plan_svg(plan);
  EXPECT_EQ(XmlChecker::fault(svg), "");
  EXPECT_EQ(svg.find("\"buffer hue0\""), svg.rfind("\"buffer hue0\"")) << svg;  // only of the legend
  EXPECT_NE(svg.find("class=\"thin hue0\""), std::string::npos) << svg;
}

TEST(PlanJson, SaysTheSame) {
  EXPECT_EQ(plan_json(example::fitting()), golden("plan/video.json", plan_json(example::fitting())));
  EXPECT_EQ(plan_json(example::not_fitting()), golden("plan/conflict.json", plan_json(example::not_fitting())));
}

TEST(PlanDts, IsAnOverlayWithALabelForWhatDevicesName) {
  EXPECT_EQ(plan_dts(example::fitting()),
            "/* video <call>: written by rampart plan. */\n"
            "/dts-v1/;\n"
            "/plugin/;\n"
            "\n"
            "&{/} {\n"
            "\treserved-memory {\n"
            "\t\t#address-cells = <2>;\n"
            "\t\t#size-cells = <2>;\n"
            "\t\tranges;\n"
            "\n"
            "\t\tplan_video: video@7eb00000 {\n"
            "\t\t\treg = <0x0 0x7eb00000 0x0 0x1500000>;\n"
            "\t\t\tno-map;\n"
            "\t\t};\n"
            "\t};\n"
            "};\n"
            "\n"
            "&{/soc/camera@1000} {\n"
            "\tmemory-region = <&plan_video>;\n"
            "};\n");
}

TEST(PlanDts, NothingChangesNothing) { EXPECT_EQ(plan_dts(example::not_fitting()), ""); }

TEST(PlanDts, ANameCannotEndTheComment) {
  Plan plan = example::fitting();
  plan.workload.name = "a */ b";
  EXPECT_TRUE(plan_dts(plan).starts_with("/* a * / b: written by rampart plan. */\n"));
}

TEST(PlanHeader, SizesBasesAndOffsetsByName) {
  EXPECT_EQ(plan_header(example::fitting()), golden("plan/video.h", plan_header(example::fitting())));
}

TEST(PlanHeader, WhatIsNoNameOfCppBecomesOne) {
  Plan plan = example::fitting();
  plan.workload.demands[0].name = "class";
  plan.workload.demands[1].name = "2-d";
  plan.workload.demands[2].name = "n2_d";
  const std::string header = plan_header(plan);
  EXPECT_NE(header.find("Place class_[] ="), std::string::npos);
  EXPECT_NE(header.find("Place n2_d[] ="), std::string::npos);
  EXPECT_NE(header.find("Place n2_dx[] ="), std::string::npos);
}

TEST(PlanSvg, IsWellFormedAndNamesEveryBuffer) {
  const std::string svg = plan_svg(example::fitting());
  EXPECT_EQ(XmlChecker::fault(svg), "");
  EXPECT_EQ(svg, golden("plan/video.svg", svg));
  for (const std::string text :
       {"video &lt;call&gt;", ">frames[0]  10 MiB<", ">picture  20 MiB<", ">table  256 KiB<"}) {
    EXPECT_NE(svg.find(text), std::string::npos) << text;
  }
  EXPECT_EQ(XmlChecker::fault(plan_svg(example::not_fitting())), "");
}

}  // namespace
}  // namespace rampart

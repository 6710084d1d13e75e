#include <gtest/gtest.h>

#include "render/golden.h"
#include "render/reserve_json.h"
#include "render/reserve_text.h"

namespace rampart {
namespace {

/// A carve-out that is added to a source, with a pool beside it that the kernel turns down then.
ReserveReport example_report() {
  ReserveReport report;
  report.action = ReserveRequest::Action::Add;
  report.name = "my_carveout_mem";
  report.file = "board.dts";
  ReserveStep& step = report.plan.steps.emplace_back();
  step.region = "my_carveout_mem@d0800000";
  step.to = PhysRange::make({0xd0800000}, mib(1));
  step.new_size = mib(1);
  step.reason = "asked for";
  report.plan.notes.emplace_back("a note");
  ReservedFile& file = report.files.emplace_back();
  file.path = "board.dts";
  file.before = "\treserved-memory {\r\n\t};";
  file.after = "\treserved-memory {\r\n\t\tnew;\r\n\t};";
  ReserveEffect& effect = report.effects.emplace_back();
  effect.after.kernel = {6, 12};
  effect.after.cma_total = mib(64);
  const ChangeSide side{.base = PhysAddr{0xd0800000}, .size = mib(1), .kind = Kind::NoMap, .usage = {}, .origin = {}};
  effect.changes.push_back(
      {.what = ChangeKind::Appeared, .name = step.region, .old_name = "", .before = {}, .after = side});
  effect.newly_refused.push_back({.name = "pool", .reason = "alloc_fail", .message = "no room is left", .origin = {}});
  Finding& finding = effect.new_findings.emplace_back();
  finding.rule = "unused-region";
  finding.severity = Severity::Warning;
  finding.message = "no device names it";
  finding.help = "name it";
  return report;
}

TEST(ReserveText, DiffThenStepsThenTheEffect) {
  const std::string text = reserve_text(example_report());
  EXPECT_EQ(text, golden("reserve/add.txt", text));
}

TEST(ReserveText, WhatWasWrittenNamesTheOldFile) {
  ReserveReport report = example_report();
  report.apply = report.applied = true;
  report.files.front().backup = "board.dts.orig";
  EXPECT_TRUE(reserve_text(report).ends_with("wrote board.dts; the old is board.dts.orig\n"));
}

TEST(ReserveText, EachFileThatWasWrittenHasALine) {
  ReserveReport report = example_report();
  report.apply = report.applied = true;
  report.files.front().backup = "board.dts.orig";
  ReservedFile& second = report.files.emplace_back();
  second.path = "soc.dtsi";
  second.before = "a";
  second.after = "b";
  second.backup = "soc.dtsi.orig";
  EXPECT_TRUE(reserve_text(report).ends_with(
      "wrote board.dts; the old is board.dts.orig\nwrote soc.dtsi; the old is soc.dtsi.orig\n"));
}

TEST(ReserveText, ALineThatStandsInNoFileIsNotNothing) {
  ReserveReport report = example_report();
  report.files.clear();
  EXPECT_TRUE(reserve_text(report).ends_with("nothing is to be changed\n"));
  report.plan.boot.emplace_back();
  EXPECT_TRUE(reserve_text(report).ends_with("no file was given to change\n"));
}

TEST(ReserveText, ARegionOfSeveralPlacesGoesAsWell) {
  ReserveReport report = example_report();
  ReserveStep& step = report.plan.steps.front();
  step = {};
  step.region = "two@a0000000";
  step.reason = "asked for";
  const std::string text = reserve_text(report);
  EXPECT_NE(text.find("\n  two@a0000000: goes; asked for\n"), std::string::npos) << text;
}

TEST(ReserveText, ABlobIsShownAsItsSourceOrNotAtAll) {
  ReservedFile blob;
  blob.path = "board.dtb";
  blob.before = "\x01";
  blob.after = "\x02";
  blob.is_text = false;
  EXPECT_EQ(reserved_file_diff(blob), "Binary files board.dtb and board.dtb differ\n");
  blob.shown_before = "a\n";
  blob.shown_after = "b\n";
  EXPECT_EQ(reserved_file_diff(blob), "--- board.dtb\n+++ board.dtb\n@@ -1 +1 @@\n-a\n+b\n");
}

TEST(ReserveJson, TheDocumentIsAsAgreed) {
  const std::string json = reserve_json(example_report());
  EXPECT_EQ(json, golden("reserve/add.json", json));
}

}  // namespace
}  // namespace rampart

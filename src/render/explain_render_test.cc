#include <gtest/gtest.h>

#include "render/example_explain.h"
#include "render/explain_json.h"
#include "render/explain_text.h"
#include "render/golden.h"

namespace rampart {
namespace {

TEST(ExplainText, ShowsTheCauseWhatShowsItWhatToDoAndWhatFollows) {
  EXPECT_EQ(explain_text(example::explained(), {}),
            "1  linux,cma is in pieces, not full                                          pool_fragmented, likely\n"
            "   soc:gpu asked for 16 MiB in one run; the longest run is 12 MiB\n"
            "     --> board.dts:23:5   /reserved-memory/linux,cma\n"
            "     812  cma: cma_alloc: alloc failed, req-size: 4096 pages, ret: -12\n"
            "          and 2 more such lines\n"
            "   do: give the GPU a pool of its own of 32 MiB\n"
            "       predicted for Linux 6.1: gpu is made, 32 MiB at 0x30000000\n"
            "   follows from it: vc4 did not start (line 820)\n"
            "   follows from it: lines 814-815, 830\n"
            "\n"
            "2  hwrom@0 is reserved already                                       false_alarm, certain (no fault)\n"
            "       3  failed to reserve memory for node 'hwrom@0'\n"
            "\n"
            "understood: Example Board; Linux 6.1.99; 1 GiB RAM; CMA linux,cma 256 MiB at 0x2ec00000\n"
            "dmesg: 900 lines, 4 facts, of boot 2 of 3 (--boot N for another)\n"
            "board: board.dts\n"
            "note: /proc/iomem: all addresses are zero (read it as root)\n");
}

TEST(ExplainText, SpeaksChinese) {
  ExplainReport report = example::explained();
  report.language = Language::Chinese;
  const std::string text = explain_text(report, {});
  EXPECT_TRUE(text.contains("pool_fragmented, 很可能\n")) << text;
  EXPECT_TRUE(text.contains("   由此引起：vc4 did not start (第 820 行)\n")) << text;
  EXPECT_TRUE(text.contains("dmesg: 900 行，4 条事实，取第 2 次启动（共 3 次，--boot N 选择其它）\n")) << text;
}

TEST(ExplainText, WhereNothingIsWrongItSaysSoAndWhatWasUnderstood) {
  ExplainReport report = example::explained();
  report.causes.clear();
  report.notes.clear();
  EXPECT_TRUE(explain_text(report, {})
                  .starts_with("no cause of trouble is found in what was understood\n"
                               "understood: Example Board; Linux 6.1.99; 1 GiB RAM;"));
}

TEST(ExplainText, ATerminalGetsColourAndLinesOfItsWidth) {
  const std::string text = explain_text(example::explained(), {.width = 60, .colour = true});
  EXPECT_TRUE(text.starts_with("\x1b[1;31m1  linux,cma is in pieces, not full\x1b[0m")) << text;
  EXPECT_TRUE(text.contains("     812  cma: cma_alloc: alloc failed, req-size: 4096 page\xe2\x80\xa6\n")) << text;
  EXPECT_TRUE(text.contains("   soc:gpu asked for 16 MiB in one run; the longest run is\n   12 MiB\n")) << text;
}

TEST(ExplainText, AHostileLineCannotMoveTheCursor) {
  ExplainReport report = example::explained();
  report.causes[0].evidence[0].text = "\x1b[2J";
  report.causes[0].finding.message = "\x1b[2J";
  EXPECT_EQ(explain_text(report, {}).find("\x1b[2J"), std::string::npos);
}

TEST(ExplainJson, IsTheGoldenDocument) {
  const std::string json = explain_json(example::explained());
  EXPECT_EQ(json, golden("explain/two-causes.json", json));
}

}  // namespace
}  // namespace rampart

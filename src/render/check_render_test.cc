#include <gtest/gtest.h>

#include "render/check_json.h"
#include "render/check_sarif.h"
#include "render/check_text.h"
#include "render/example_check.h"
#include "render/golden.h"
#include "render/wrapped.h"

namespace rampart {
namespace {

TEST(CheckText, ShowsTheFaultItsPlacesWhatTheKernelDoesAndWhatToDo) {
  EXPECT_EQ(check_text(example::checked()),
            "error[overlap]: wpss@84800000 runs 1 MiB into adsp@86100000\n"
            "  --> boards/qcs6490.dtsi:23:5    wpss@84800000   0x84800000..0x861fffff\n"
            "  --> boards/qcs6490.dtsi:128:5   adsp@86100000   0x86100000..0x888fffff\n"
            "  in boards/rb3 gen2.dts, boards/idp.dts\n"
            "  Linux 6.12 prints OVERLAP DETECTED! and keeps both: their owners overwrite each other\n"
            "  help: shrink wpss@84800000 to 0x1900000, or move adsp@86100000 to 0x86200000\n"
            "\n"
            "warning[cmdline-bypasses-tree]: cma=64M takes the place of linux,cma\n"
            "  --> boards/idp.dts:9:13   cma=64M\n"
            "\n"
            "note[suppression-unused]: nothing is found of misaligned at *\n"
            "  --> accepted.toml:7:1   misaligned\n"
            "  help: remove the suppression\n"
            "\n"
            "1 error, 1 warning, 1 note in 2 files (15 regions); 1 suppressed\n");
}

TEST(CheckText, NothingFoundIsSaid) {
  CheckReport report;
  report.boards.push_back({.file = "a.dtb", .region_count = 1, .findings = {}, .places = {}});
  EXPECT_EQ(check_text(report), "nothing found in 1 file (1 region)\n");
}

TEST(CheckText, ATerminalGetsColourAndLinesOfItsWidth) {
  const std::string text = check_text(example::checked(), {.width = 60, .colour = true});
  EXPECT_TRUE(text.starts_with("\x1b[1;31merror[overlap]\x1b[0m: wpss@84800000 runs 1 MiB into"));
  EXPECT_TRUE(text.contains("  Linux 6.12 prints OVERLAP DETECTED! and keeps both: their\n  owners overwrite"));
}

TEST(CheckText, AHostileNameCannotMoveTheCursor) {
  CheckReport report = example::checked();
  report.findings[0].finding.message = "\x1b[2J";
  EXPECT_EQ(check_text(report).find("\x1b[2J"), std::string::npos);
}

TEST(CheckJson, IsTheGoldenDocument) {
  const std::string json = check_json(example::checked());
  EXPECT_EQ(json, golden("check/two-boards.json", json));
}

TEST(CheckSarif, IsTheGoldenLog) {
  const std::string sarif = check_sarif(example::checked(), "1.0");
  EXPECT_EQ(sarif, golden("check/two-boards.sarif", sarif));
}

TEST(CheckSarif, OfNothingFoundIsARunWithoutResults) {
  const std::string sarif = check_sarif({}, "1.0");
  EXPECT_EQ(sarif, golden("check/nothing.sarif", sarif));
}

TEST(Wrapped, LinesEndBeforeTheWidthAndBeginBelowTheFirst) {
  const auto wrapped = [](std::string_view text, std::size_t indent, std::size_t width) {
    std::string out;
    append_wrapped(out, text, indent, width);
    return out;
  };
  EXPECT_EQ(wrapped("one two three", 2, 9), "one two\n  three\n");
  EXPECT_EQ(wrapped("one two three", 2, 0), "one two three\n");
  EXPECT_EQ(wrapped("incomprehensibilities of it", 2, 9), "incomprehensibilities\n  of it\n");
  EXPECT_EQ(wrapped("", 2, 9), "\n");
}

}  // namespace
}  // namespace rampart

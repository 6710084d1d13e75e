#include "cli/check_command.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/root.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

struct Ran {
  Exit status;
  std::string out;
  std::string err;
};

Ran check(const std::vector<std::string>& arguments) {
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [](double) { return false; }};
  const Exit status = run_check(context, arguments);
  return {status, out.text(), err.text()};
}

/// A board with 1 GiB of RAM at 0x40000000 whose regions stand from line 11 on.
std::string board(const std::string& regions) {
  return "/dts-v1/;\n"
         "/ {\n"
         "\t#address-cells = <2>;\n"
         "\t#size-cells = <2>;\n"
         "\tmodel = \"board\";\n"
         "\tmemory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };\n"
         "\treserved-memory {\n"
         "\t\t#address-cells = <2>;\n"
         "\t\t#size-cells = <2>;\n"
         "\t\tranges;\n" +
         regions +
         "\t};\n"
         "};\n";
}

const std::string adsp = "\t\tadsp@46100000 { reg = <0 0x46100000 0 0x2800000>; no-map; };\n";
const std::string wpss = "\t\twpss@44800000 { reg = <0 0x44800000 0 0x1a00000>; no-map; };\n";

TEST(CheckCommand, AFaultHasItsFileLineAndColumnAndIsExitStatusOne) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board(wpss + adsp));
  const Ran ran = check({file, "--kernel", "6.12"});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_EQ(ran.out,
            "error[overlap]: wpss@44800000 runs 1 MiB into adsp@46100000\n"
            "  --> " +
                file +
                ":11:19   wpss@44800000   0x44800000..0x461fffff\n"
                "  --> " +
                file +
                ":12:19   adsp@46100000   0x46100000..0x488fffff\n"
                "  Linux 6.12 prints OVERLAP DETECTED! and keeps both: their owners overwrite each other\n"
                "  help: shrink wpss@44800000 to 0x1900000, or move adsp@46100000 to 0x46200000\n"
                "\n"
                "1 error in 1 file (2 regions)\n");
}

TEST(CheckCommand, WarningsAreNoFailure) {
  const TestDirectory directory;
  const std::string file =
      directory.write("board.dts", board("\t\tgpu@0x46100000 { reg = <0 0x46100000 0 0x1000>; no-map; };\n"));
  const Ran ran = check({file});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_TRUE(ran.out.starts_with("warning[unit-address-format]")) << ran.out;
}

TEST(CheckCommand, ManyBoardsAreReportedInTheirOrderHoweverManyAreCheckedAtATime) {
  const TestDirectory directory;
  std::vector<std::string> files;
  for (int i = 0; i < 9; ++i) {
    files.push_back(directory.write("board" + std::to_string(i) + ".dts", board(i % 3 == 0 ? wpss + adsp : adsp)));
  }
  auto one = files;
  one.insert(one.end(), {"-j", "1", "--json"});
  auto four = files;
  four.insert(four.end(), {"-j", "4", "--format", "json"});
  const Ran ran = check(four);
  EXPECT_EQ(ran.out, check(one).out);
  const auto document = nlohmann::json::parse(ran.out);
  EXPECT_EQ(document["errors"], 3);
  EXPECT_EQ(document["findings"][1]["boards"], nlohmann::json::array({files[3]}));
  EXPECT_EQ(document["kernel_assumed"], true);
}

TEST(CheckCommand, ABoardThatCannotBeReadDoesNotHideTheOthers) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board(wpss + adsp));
  const std::string missing = directory / "none.dtb";
  const Ran ran = check({missing, file});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: " + missing + ": no such file\n");
  EXPECT_TRUE(ran.out.starts_with("error[overlap]")) << ran.out;
}

TEST(CheckCommand, WhatIsSuppressedIsNoErrorAndWhatSuppressesNothingIsSaid) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board(wpss + adsp));
  const std::string accepted = directory.write("accepted.toml",
                                               "[[suppress]]\n"
                                               "rule = \"overlap\"\n"
                                               "node = \"/reserved-memory/wpss@*\"\n"
                                               "reason = \"the firmware knows\"\n"
                                               "[[suppress]]\n"
                                               "rule = \"misaligned\"\n"
                                               "node = \"*\"\n"
                                               "reason = \"none\"\n");
  const Ran ran = check({file, "--suppress", accepted});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.out,
            "note[suppression-unused]: nothing is found of misaligned at *\n"
            "  --> " +
                accepted +
                ":5:1   misaligned\n"
                "  help: remove the suppression\n"
                "\n"
                "1 note in 1 file (2 regions); 1 suppressed\n");
  const auto document = nlohmann::json::parse(check({file, "--suppress", accepted, "--json"}).out);
  EXPECT_EQ(document["suppressed"][0]["reason"], "the firmware knows");
}

TEST(CheckCommand, SeveralKernelsShareAFindingAndEachSaysWhatItDoes) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board(wpss + adsp));
  const auto document = nlohmann::json::parse(check({file, "--kernel", "6.1", "--kernel", "6.12", "--json"}).out);
  ASSERT_EQ(document["findings"].size(), 1U);
  EXPECT_EQ(document["findings"][0]["effect"],
            "Linux 6.1 prints OVERLAP DETECTED! and keeps both: their owners overwrite each other; Linux 6.12 prints "
            "OVERLAP DETECTED! and keeps both: their owners overwrite each other");
}

TEST(CheckCommand, TheBaselineTellsWhatMoved) {
  const TestDirectory directory;
  const std::string before = directory.write("old.dts", board(adsp));
  const std::string after = directory.write("new.dts", board(""));
  const Ran ran = check({after, "--baseline", before});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_TRUE(
      ran.out.starts_with("error[firmware-changed]: adsp@46100000 of 40 MiB at 0x46100000..0x488fffff was "
                          "removed\n  --> " +
                          before + ":11:"))
      << ran.out;
  EXPECT_EQ(check({after, before, "--baseline", before}).err,
            "rampart: check: --baseline with several boards (expected the one that it is the old tree of)\n");
}

TEST(CheckCommand, AnEnvironmentOfUBootTellsWhatIsLoadedWhere) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board(adsp));
  const std::string environment = directory.write("env.txt", "kernel_addr_r=0x46200000\n");
  const Ran ran = check({file, "--uboot-env", environment});
  EXPECT_TRUE(ran.out.starts_with("error[kernel-overlap]: kernel_addr_r 0x46200000 lies in adsp@46100000\n"))
      << ran.out;
}

TEST(CheckCommand, AKernelTreeIsCompiledAndNamedFromItsTop) {
  const TestDirectory tree;
  tree.write("arch/arm64/boot/dts/vendor/soc.dtsi", "/ {\n\treserved-memory {\n" + wpss + adsp + "\t};\n};\n");
  tree.write("include/dt-bindings/vendor.h", "#define ONE_GIB 0x40000000\n");
  const std::string source =
      "/dts-v1/;\n"
      "#include <dt-bindings/vendor.h>\n"
      "/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n"
      "\tmemory@40000000 { device_type = \"memory\"; reg = <0 ONE_GIB 0 ONE_GIB>; };\n"
      "\treserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; };\n};\n"
      "#include \"soc.dtsi\"\n";
  tree.write("arch/arm64/boot/dts/vendor/a.dts", source);
  tree.write("arch/arm64/boot/dts/vendor/b.dts", source);
  const Ran ran = check({"--kernel-tree", tree.path()});
  EXPECT_EQ(ran.status, Exit::Findings) << ran.err;
  EXPECT_TRUE(
      ran.out.starts_with("error[overlap]: wpss@44800000 runs 1 MiB into adsp@46100000\n"
                          "  --> arch/arm64/boot/dts/vendor/soc.dtsi:3:19   wpss@44800000   "
                          "0x44800000..0x461fffff\n"))
      << ran.out;
  EXPECT_NE(ran.out.find("  in arch/arm64/boot/dts/vendor/a.dts, arch/arm64/boot/dts/vendor/b.dts\n"),
            std::string::npos);
  EXPECT_TRUE(ran.out.ends_with("1 error in 2 files (4 regions)\n"));
}

TEST(CheckCommand, ARuleIsExplainedByItsId) {
  const Ran ran = check({"--explain", "overlap"});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_TRUE(ran.out.starts_with("error[overlap]: two regions share addresses\n\nLinux reserves both.")) << ran.out;
  EXPECT_TRUE(check({"--explain", "overlaps"}).err.starts_with("rampart: --explain overlaps: no such rule (expected"));
}

TEST(CheckCommand, UsageIsToldInOneLine) {
  EXPECT_EQ(check({}).err, "rampart: check: no board (expected BOARD, --kernel-tree or --explain)\n");
  EXPECT_EQ(check({"-j", "0", "a.dtb"}).err, "rampart: -j 0: not understood (expected a number of 1 to 256)\n");
  EXPECT_EQ(check({"a.dtbo"}).err,
            "rampart: a.dtbo: an overlay without its base (expected the board's .dtb or .dts before it)\n");
}

}  // namespace
}  // namespace rampart

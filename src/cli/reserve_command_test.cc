#include "cli/reserve_command.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <vector>

#include "cli/test_run.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

constexpr std::string_view board =
    "/dts-v1/;\n\n/ {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\n\tmemory@40000000 {\n"
    "\t\tdevice_type = \"memory\";\n\t\treg = <0x0 0x40000000 0x0 0x40000000>;\n\t};\n};\n";

Ran reserve(const std::vector<std::string>& arguments) {
  return captured([&](Context& context) { return run_reserve(context, arguments); });
}

std::vector<std::string> add_to(const std::string& file, std::initializer_list<std::string> more = {}) {
  std::vector<std::string> words{"add", file, "--name", "a_mem", "--base", "0x50000000", "--size", "1M", "--no-map"};
  words.insert(words.end(), more);
  return words;
}

TEST(ReserveCommand, WithoutApplyNothingIsWritten) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board);
  const Ran ran = reserve(add_to(file));
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(ran.out.find("+\t\ta_mem: a_mem@50000000 {\n"), std::string::npos) << ran.out;
  EXPECT_TRUE(ran.out.ends_with("nothing was changed: --apply does it\n"));
  EXPECT_EQ(content_of(file), board);
}

TEST(ReserveCommand, RemoveUndoesAddWithTheParentThatItMade) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board);
  EXPECT_EQ(reserve(add_to(file, {"--apply"})).status, Exit::Clean);
  EXPECT_NE(content_of(file), board);
  EXPECT_EQ(content_of(file + ".orig"), board);
  const Ran ran = reserve({"remove", file, "a_mem", "--apply"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(content_of(file), board);
}

TEST(ReserveCommand, AnIncludedFileIsChangedWhereTheRegionStands) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", "/dts-v1/;\n#include \"regions.dtsi\"\n");
  const std::string regions = directory.write(
      "regions.dtsi",
      "/ {\n\t#address-cells = <1>;\n\t#size-cells = <1>;\n\tmemory@40000000 {\n\t\tdevice_type = \"memory\";\n"
      "\t\treg = <0x40000000 0x40000000>;\n\t};\n\treserved-memory {\n\t\t#address-cells = <1>;\n\t\t#size-cells = "
      "<1>;\n"
      "\t\tranges;\n\n\t\ta: a@50000000 {\n\t\t\treg = <0x50000000 0x100000>; // one\n\t\t};\n\t};\n};\n");
  const Ran ran = reserve({"move", file, "a", "--base", "0x60000000", "--apply"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(content_of(regions).find("\t\ta: a@60000000 {\n\t\t\treg = <0x60000000 0x100000>; // one\n"),
            std::string::npos)
      << content_of(regions);
  EXPECT_EQ(content_of(file), "/dts-v1/;\n#include \"regions.dtsi\"\n");
}

TEST(ReserveCommand, WhatDtcIncludesIsChangedAlsoInTheWorkingDirectory) {
  const TestDirectory directory;
  directory.write("part.dtsi", board.substr(11));
  const std::string file = directory.write("board.dts", "/dts-v1/;\n/include/ \"part.dtsi\"\n");
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(std::filesystem::path{file}.parent_path());
  const Ran ran = reserve(add_to("board.dts"));
  std::filesystem::current_path(before);
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
}

TEST(ReserveCommand, TheDiffNamesFilesAsPatchTakesThem) {
  const TestDirectory directory;
  directory.write("soc.dtsi", board.substr(11));
  std::filesystem::create_directory(directory / "sub");
  directory.write("sub/mid.dtsi", "#include \"../soc.dtsi\"\n");
  const std::string file = directory.write("board.dts", "/dts-v1/;\n#include \"sub/mid.dtsi\"\n");
  EXPECT_EQ(reserve(add_to(file, {"--apply"})).status, Exit::Clean);
  const Ran ran = reserve(add_to(directory / "soc.dtsi", {"--board", file, "--name", "other", "--base", "0x60000000"}));
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(ran.out.find("/../"), std::string::npos) << ran.out;
}

TEST(ReserveCommand, APartOfASourceNeedsItsBoard) {
  const TestDirectory directory;
  const std::string file = directory.write("soc.dtsi", board.substr(11));
  const Ran ran = reserve(add_to(file));
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err,
            "rampart: " + file + ": is a part of a source and compiles not alone (expected --board BOARD.dts)\n");
}

TEST(ReserveCommand, AnOverlayIsANewFileAndTheTreeStays) {
  const TestDirectory directory;
  const std::string file = directory.write(
      "board.dts",
      std::string{board.substr(0, board.size() - 3)} +
          "\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\t};\n};\n");
  const std::string before = content_of(file);
  const Ran ran = reserve(add_to(file, {"--overlay", directory / "out.dtso", "--apply"}));
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(content_of(directory / "out.dtso").find("/plugin/;"), std::string::npos);
  EXPECT_EQ(content_of(file), before);
}

TEST(ReserveCommand, TheCommandLineOfABootFileIsChangedWhereItDecides) {
  const TestDirectory directory;
  const std::string file = directory.write(
      "board.dts", std::string{board.substr(0, board.size() - 3)} +
                       "\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n"
                       "\t\tlinux,cma {\n\t\t\tcompatible = \"shared-dma-pool\";\n\t\t\tsize = <0x0 0x4000000>;\n"
                       "\t\t\treusable;\n\t\t\tlinux,cma-default;\n\t\t};\n\t};\n};\n");
  const std::string before = content_of(file);
  const std::string line = directory.write("cmdline.txt", "quiet cma=64M");
  const Ran ran =
      reserve({"resize", file, "linux,cma", "--size", "128M", "--kernel", "6.12", "--boot-file", line, "--apply"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(content_of(line), "quiet cma=128M");
  EXPECT_EQ(content_of(file), before);
}

TEST(ReserveCommand, ANewErrorIsNotApplied) {
  const TestDirectory directory;
  const std::string file = directory.write("board.dts", board);
  const Ran ran = reserve({"add", file, "--name", "huge", "--size", "2G", "--no-map", "--apply"});
  EXPECT_EQ(ran.status, Exit::Findings) << ran.out << ran.err;
  EXPECT_NE(ran.out.find("not applied: the new layout has an error that the old one has not\n"), std::string::npos);
  EXPECT_EQ(content_of(file), board);
}

TEST(ReserveCommand, AFileOfNoKnownFormIsRefused) {
  const TestDirectory directory;
  const std::string file = directory.write("notes", "text\n");
  const Ran ran = reserve({"resize", file, "cma", "--size", "64M"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: " + file +
                         ": is of no form that is known (expected a .dts, .dtb, extlinux.conf, cmdline.txt, GRUB's "
                         "defaults, .config or /boot/configs)\n");
}

TEST(ReserveCommand, ANameIsNeeded) {
  EXPECT_EQ(reserve({"remove", "board.dts"}).err, "rampart: reserve remove: no name (expected FILE NAME)\n");
}

}  // namespace
}  // namespace rampart

#include "host/dts_compiler.h"

#include <gtest/gtest.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

std::string error_of(const std::string& path, const std::vector<std::string>& include_dirs = {}) {
  const auto compiled = compile_dts(path, {.include_dirs = include_dirs});
  return compiled ? "none" : to_string(compiled.error());
}

/// A PATH on which only dtc is found.
class OnlyDtc {
 public:
  OnlyDtc() {
    directory_.link("dtc", "/usr/bin/dtc");
    ::setenv("PATH", directory_.path().c_str(), 1);
  }
  OnlyDtc(const OnlyDtc&) = delete;
  OnlyDtc& operator=(const OnlyDtc&) = delete;
  ~OnlyDtc() { ::setenv("PATH", before_.c_str(), 1); }

 private:
  TestDirectory directory_;
  std::string before_ = ::getenv("PATH");
};

TEST(DtsCompiler, AFileWithIncludesBecomesABlobThatKnowsItsSources) {
  const TestDirectory directory;
  directory.write("include/soc.dtsi", "/ {\n\treserved-memory {\n\t\tdsp: dsp@BASE { };\n\t};\n};\n");
  const std::string board =
      directory.write("board.dts", "/dts-v1/;\n#define BASE 1000\n#include \"soc.dtsi\"\n&dsp { no-map; };\n");
  const std::vector<std::string> include_dirs{directory / "include"};
  const auto compiled = compile_dts(board, {.include_dirs = include_dirs});
  ASSERT_TRUE(compiled) << to_string(compiled.error());
  EXPECT_EQ(compiled->blob.substr(0, 4), "\xd0\x0d\xfe\xed");
  EXPECT_NE(compiled->annotated.find("\t\tdsp: dsp@1000 { /* " + (directory / "include") + "/soc.dtsi:3:17-3:21, "),
            std::string::npos)
      << compiled->annotated;
  EXPECT_NE(compiled->annotated.find("\t\t\tno-map; /* " + board + ":4:8-4:15 */"), std::string::npos)
      << compiled->annotated;
}

TEST(DtsCompiler, ASourceWithoutDirectivesNeedsNoCpp) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n/ {\n\t#address-cells = <1>;\n};\n");
  const OnlyDtc only_dtc;
  const auto compiled = compile_dts(board, {});
  ASSERT_TRUE(compiled) << to_string(compiled.error());
  EXPECT_NE(compiled->annotated.find("/* " + board + ":3:2-3:23 */"), std::string::npos) << compiled->annotated;
}

TEST(DtsCompiler, AMissingProgramIsNamedWithItsPackage) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n#include \"soc.dtsi\"\n/ { };\n");
  const OnlyDtc only_dtc;
  EXPECT_EQ(error_of(board), board + ": cannot be compiled without cpp (expected the package cpp)");
}

TEST(DtsCompiler, ASyntaxErrorStandsWhereItIs) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n/ {\n\tfoo = <1\n};\n");
  EXPECT_EQ(error_of(board), board + ":4:1: syntax error (expected device-tree source)");
}

TEST(DtsCompiler, AnErrorInAnIncludedFileStandsInThatFile) {
  const TestDirectory directory;
  const std::string soc = directory.write("soc.dtsi", "/ {\n\ta = <&nope>;\n\tb { }\n};\n");
  const std::string board = directory.write("board.dts", "/dts-v1/;\n#include \"soc.dtsi\"\n");
  EXPECT_EQ(error_of(board), soc + ":4:1: syntax error (expected device-tree source)");
}

TEST(DtsCompiler, AnIncludeThatIsNotThereStandsWhereItIsNamed) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n#include \"no.dtsi\"\n");
  EXPECT_EQ(error_of(board), board + ":2:10: no.dtsi: No such file or directory");
}

TEST(DtsCompiler, AMissingFileIsNotFound) {
  EXPECT_EQ(compile_dts("/nowhere/board.dts", {}).error().code, Errc::NotFound);
}

TEST(DtsCompiler, BinaryIsNoSource) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", std::string{"\xd0\x0d\xfe\xed\0\0", 6});
  EXPECT_EQ(error_of(board), board + ":1:1: syntax error (expected device-tree source)");
}

TEST(DtsCompiler, LabelsAreKeptOnlyWhenAskedFor) {
  const TestDirectory directory;
  const std::string board = directory.write("board.dts", "/dts-v1/;\n/ { dsp: dsp { }; };\n");
  EXPECT_EQ(compile_dts(board, {}).value().blob.find("__symbols__"), std::string::npos);
  EXPECT_NE(compile_dts(board, {.include_dirs = {}, .symbols = true}).value().blob.find("__symbols__"),
            std::string::npos);
}

}  // namespace
}  // namespace rampart

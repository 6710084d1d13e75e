#include "host/compiler_message.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

std::string first(std::string_view text) { return to_string(first_compiler_error(text, "board.dts")); }

TEST(CompilerMessage, ASyntaxErrorOfDtcStandsWhereItSays) {
  EXPECT_EQ(first("Error: soc.dtsi:4.1-2 syntax error\nFATAL ERROR: Unable to parse input tree\n"),
            "soc.dtsi:4:1: syntax error (expected device-tree source)");
  EXPECT_EQ(first("Error: f.dts:2.12-3.14 Properties must precede subnodes\n"),
            "f.dts:2:12: properties must precede subnodes");
}

TEST(CompilerMessage, AFailedCheckOfDtcIsAnErrorWithoutTheNameOfTheCheck) {
  EXPECT_EQ(first("a b.dts:2.22-24: ERROR (duplicate_property_names): /b:c: Duplicate property name\n"
                  "ERROR: Input tree has errors, aborting (use -f to force output)\n"),
            "a b.dts:2:22: /b:c: Duplicate property name");
}

TEST(CompilerMessage, AnErrorOfCppStandsWhereItSays) {
  EXPECT_EQ(first("In file included from board.dts:2:\n"
                  "soc.dtsi:1:10: fatal error: no.h: No such file or directory\n"
                  "compilation terminated.\n"),
            "soc.dtsi:1:10: no.h: No such file or directory");
  EXPECT_EQ(first("f.dts:2:2: warning: extra tokens\nf.dts:3:2: error: #error no way\n"), "f.dts:3:2: #error no way");
}

TEST(CompilerMessage, WithoutAPlaceItIsTheFilesOwn) {
  EXPECT_EQ(first("FATAL ERROR: Couldn't open \"nix\": No such file or directory\n"),
            "board.dts: couldn't open \"nix\": No such file or directory");
  EXPECT_EQ(first("cc1: fatal error: x.dts: No such file or directory\n"),
            "board.dts: x.dts: No such file or directory");
  EXPECT_EQ(first(""), "board.dts: the compiler failed and did not say why");
}

}  // namespace
}  // namespace rampart

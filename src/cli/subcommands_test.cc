#include "cli/subcommands.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/test_run.h"

namespace rampart {
namespace {

Exit run_fill(Context& context, std::span<const std::string> arguments) {
  context.out.write("fill");
  for (const std::string& argument : arguments) context.out.write(' ' + argument);
  return Exit::Findings;
}

constexpr Command table[] = {{"fill", "fills the tank", run_fill}, {"drain", "empties it", run_fill}};
constexpr CommandGroup group{.name = "tank",
                             .purpose = "water",
                             .commands = table,
                             .examples = {"rampart tank fill 3 # fills three", "rampart tank drain # empties it"}};

constexpr const char* overview =
    "rampart tank: water\n"
    "Usage: rampart tank SUBCOMMAND [OPTIONS] [ARGUMENTS]\n"
    "\n"
    "Subcommands:\n"
    "  fill       fills the tank\n"
    "  drain      empties it\n"
    "\n"
    "`rampart tank SUBCOMMAND --help` tells more.\n"
    "\n"
    "Examples:\n"
    "  rampart tank fill 3\n"
    "      fills three\n"
    "  rampart tank drain\n"
    "      empties it\n";

Ran run(const std::vector<std::string>& arguments) {
  return captured([&](Context& context) { return run_group(context, group, arguments); });
}

TEST(Subcommands, TheFirstArgumentNamesTheCommandAndTheRestAreItsOwn) {
  const Ran ran = run({"fill", "3", "--help"});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_EQ(ran.out, "fill 3 --help");
  EXPECT_EQ(ran.err, "");
}

TEST(Subcommands, HelpListsThem) {
  for (const std::string word : {"--help", "-h", "help"}) {
    const Ran ran = run({word});
    EXPECT_EQ(ran.status, Exit::Clean);
    EXPECT_EQ(ran.out, overview);
    EXPECT_EQ(ran.err, "");
  }
}

TEST(Subcommands, NoneIsUsage) {
  const Ran ran = run({});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err, overview);
}

TEST(Subcommands, AnUnknownOneSaysWhichThereAre) {
  const Ran ran = run({"fil"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: tank: fil: no such subcommand (expected one of fill, drain)\n");
}

}  // namespace
}  // namespace rampart

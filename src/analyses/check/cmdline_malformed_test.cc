#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

Texts with(std::string_view line) {
  auto setup = test_board([](DtbBuilder&) {});
  setup.command_line = parse_command_line(line, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  return found("cmdline-malformed", setup);
}

TEST(CmdlineMalformed, TellsWhatTheKernelDoesNotRead) {
  EXPECT_EQ(with("cma=16MB"),
            Texts{"warning: cma=16MB has a rest that is not read: \"B\" (expected cma=SIZE[@BASE[-LIMIT]])"});
  EXPECT_EQ(with("cma=16M quiet"), Texts{});
}

}  // namespace
}  // namespace rampart

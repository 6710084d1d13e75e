#include "host/process.h"

#include <csignal>
#include <gtest/gtest.h>

namespace rampart {
namespace {

using namespace std::chrono_literals;
using Arguments = std::vector<std::string>;

TEST(Process, WhatAProgramSaysAndHowItEndsComesBack) {
  const auto result = run_process(Arguments{"sh", "-c", "cat; echo wrong >&2; exit 3"}, "in");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->out, "in");
  EXPECT_EQ(result->err, "wrong\n");
  EXPECT_EQ(result->exit_status, 3);
}

TEST(Process, AnArgumentIsOneArgumentWhateverItHolds) {
  const auto result = run_process(Arguments{"printf", "%s", "a b; $HOME `id` 'c"}, "");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->out, "a b; $HOME `id` 'c");
}

TEST(Process, MegabytesBothWaysDoNotBlock) {
  const std::string input(8 << 20, 'x');
  const auto result = run_process(Arguments{"cat"}, input);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->out, input);
}

TEST(Process, AProgramThatReadsNothingIsNoTrouble) {
  const auto result = run_process(Arguments{"true"}, std::string(8 << 20, 'x'));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->exit_status, 0);
}

TEST(Process, ASignalIsA128AndItsNumber) {
  const auto result = run_process(Arguments{"sh", "-c", "kill -TERM $$"}, "");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->exit_status, 128 + 15);
}

TEST(Process, AMissingProgramIsNotFound) {
  const auto result = run_process(Arguments{"no-such-program"}, "");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::NotFound);
  EXPECT_EQ(to_string(result.error()), "no-such-program: is not installed");
}

TEST(Process, OneThatHangsIsKilledWithItsChildren) {
  const auto begin = std::chrono::steady_clock::now();
  const auto result = run_process(Arguments{"sh", "-c", "sleep 60 & sleep 60"}, "", {.timeout = 100ms});
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()), "sh: ran longer than 100 ms");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
}

TEST(Process, OneThatClosesItsOutputsAndStaysIsKilledToo) {
  const auto result = run_process(Arguments{"sh", "-c", "exec >&- 2>&-; sleep 60"}, "", {.timeout = 100ms});
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()), "sh: ran longer than 100 ms");
}

TEST(Process, SilenceIsALimitOfItsOwn) {
  const auto result = run_process(Arguments{"sh", "-c", "echo a; sleep 60"}, "", {.silence = 100ms});
  ASSERT_FALSE(result);
  EXPECT_EQ(to_string(result.error()), "sh: said nothing for 100 ms");
}

TEST(Process, WhatALateProgramWroteCanBeTheResult) {
  const auto result =
      run_process(Arguments{"sh", "-c", "echo a; sleep 60"}, "", {.silence = 100ms, .late_is_result = true});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->out, "a\n");
  EXPECT_TRUE(result->was_ended);
  EXPECT_EQ(result->exit_status, 128 + SIGKILL);
}

TEST(Process, EndlessOutputIsCutOff) {
  const auto result = run_process(Arguments{"yes"}, "", {.output = 1000});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, Errc::TooLarge);
  EXPECT_EQ(to_string(result.error()), "yes: wrote more than 1000 bytes");
}

}  // namespace
}  // namespace rampart

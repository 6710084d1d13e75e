#include "host/stop_signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace rampart {
namespace {

TEST(StopSignals, ASignalToEndWaitsUntilItIsAskedFor) {
  StopSignals signals;
  EXPECT_EQ(signals.stopped(), std::nullopt);
  ::kill(::getpid(), SIGTERM);
  EXPECT_EQ(signals.stopped(), SIGTERM);
  EXPECT_EQ(signals.wait(std::nullopt), SIGTERM);  // and stays known
}

TEST(StopSignals, AHangUpOfTheTerminalIsOneToo) {
  StopSignals signals;
  ::kill(::getpid(), SIGHUP);
  EXPECT_EQ(signals.wait(30), SIGHUP);
}

TEST(StopSignals, AWaitEndsByItself) {
  StopSignals signals;
  EXPECT_EQ(signals.wait(0.01), std::nullopt);
}

TEST(StopSignals, WhatWasIgnoredStaysIgnored) {
  ::signal(SIGHUP, SIG_IGN);
  {
    StopSignals signals;
    ::kill(::getpid(), SIGHUP);
    EXPECT_EQ(signals.stopped(), std::nullopt);
  }
  ::signal(SIGHUP, SIG_DFL);
}

TEST(StopSignals, ASignalThatNobodyAskedForIsDoneWithAtTheEnd) {
  {
    StopSignals signals;
    ::kill(::getpid(), SIGINT);
    ::kill(::getpid(), SIGPIPE);
  }
  sigset_t pending{};
  sigpending(&pending);
  EXPECT_FALSE(sigismember(&pending, SIGINT));
  EXPECT_FALSE(sigismember(&pending, SIGPIPE));
}

TEST(StopSignals, AWriteToAReaderThatHasGoneFailsAndDoesNotEndTheProgram) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  StopSignals signals;
  EXPECT_EQ(::write(ends[1], "x", 1), -1);
  EXPECT_EQ(signals.stopped(), std::nullopt);
  ::close(ends[1]);
}

}  // namespace
}  // namespace rampart

#include "sources/raw_repl.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <string>
#include <string_view>

namespace rampart {
namespace {

using std::chrono::milliseconds;
using namespace std::string_view_literals;

constexpr std::string_view prompt_answer = "\r\nraw REPL; CTRL-B to exit\r\n>";

RawRepl at_raw_prompt(RawRepl::Options options = {}) {
  RawRepl repl{"board", options};
  repl.enter();
  repl.take_output();
  repl.read(prompt_answer);
  EXPECT_FALSE(repl.is_busy());
  return repl;
}

/// A board whose raw mode is known to have no raw-paste.
RawRepl at_plain_prompt(RawRepl::Options options = {}) {
  RawRepl repl = at_raw_prompt(options);
  repl.run("1");
  repl.read("R\0"sv);
  repl.read("OK\x04\x04>");
  repl.take_output();
  EXPECT_FALSE(repl.is_busy());
  return repl;
}

std::string error_of(const RawRepl& repl) { return repl.error() ? to_string(*repl.error()) : "no error"; }

TEST(RawRepl, AnIdlePromptIsEnteredByCtrlAAlone) {
  RawRepl repl{"board", {}};
  repl.enter();
  EXPECT_EQ(repl.take_output(), "\x01");
  EXPECT_TRUE(repl.is_busy());
  repl.read("\r\nraw REPL; CTRL-B to exit\r\n");
  EXPECT_TRUE(repl.is_busy());
  repl.read(">");
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.take_output(), "");
  EXPECT_FALSE(repl.was_reset());
}

TEST(RawRepl, WithLeaveToInterruptTwoCtrlCComeFirst) {
  RawRepl repl{"board", {.interrupt = true}};
  repl.enter();
  EXPECT_EQ(repl.take_output(), "\r\x03");
  repl.read("KeyboardInterrupt: \r\n>>> ");
  EXPECT_EQ(repl.take_output(), "");
  repl.time_out();
  EXPECT_EQ(repl.take_output(), "\x03");
  repl.time_out();
  EXPECT_EQ(repl.take_output(), "\r\x01");
  repl.read(prompt_answer);
  EXPECT_FALSE(repl.is_busy());
}

TEST(RawRepl, AProgramThatPrintsWithoutPauseIsInterruptedToo) {
  RawRepl repl{"board", {.interrupt = true}};
  repl.enter();
  repl.take_output();
  repl.read(std::string((64 << 10) - 1, 'x'));
  EXPECT_EQ(repl.take_output(), "");
  repl.read("x");
  EXPECT_EQ(repl.take_output(), "\x03");
}

TEST(RawRepl, RawPasteSendsNoMoreThanTheWindowAllows) {
  RawRepl repl = at_raw_prompt();
  repl.run("print(12345678)");
  EXPECT_EQ(repl.take_output(),
            "\x05"
            "A\x01");
  repl.read("R\x01\x04\0"sv);  // a window of 4
  EXPECT_EQ(repl.take_output(), "prin");
  repl.read("\x01");
  EXPECT_EQ(repl.take_output(), "t(12");
  repl.read("\x01\x01");
  EXPECT_EQ(repl.take_output(), "345678)\x04");
  repl.read("\x01");  // of what was sent before; the end is still due
  repl.read(
      "\x04"
      "12345678\r\n\x04\x04>");
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.answer(), (RawReplAnswer{"12345678\r\n", ""}));
  EXPECT_TRUE(repl.has_raw_paste());
}

TEST(RawRepl, ABoardThatEndsARawPasteEarlyGetsItsCtrlDAndIsAskedWhy) {
  RawRepl repl = at_raw_prompt();
  repl.run("x = 'too long'");
  repl.read("R\x01\x04\0"sv);
  repl.take_output();
  repl.read("\x04");
  EXPECT_EQ(repl.take_output(), "\x04");
  repl.read("\x04MemoryError: \r\n\x04>");
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.answer(), (RawReplAnswer{"", "MemoryError: \r\n"}));
}

TEST(RawRepl, ABoardWithoutRawPasteGetsPiecesWithPauses) {
  RawRepl repl = at_raw_prompt();
  const std::string program = std::string(31, '#') + "\nprint(1)";
  repl.run(program);
  repl.take_output();
  repl.read("R\0"sv);
  EXPECT_EQ(repl.take_output(), program.substr(0, 32));
  EXPECT_EQ(repl.patience(), milliseconds{2});
  repl.time_out();
  EXPECT_EQ(repl.take_output(), "print(1)\x04");
  repl.read("OK1\r\n\x04\x04>");
  EXPECT_EQ(repl.answer(), (RawReplAnswer{"1\r\n", ""}));
  EXPECT_FALSE(repl.has_raw_paste());
  repl.run("2");
  EXPECT_EQ(repl.take_output(), "2\x04");  // it is not asked again
}

TEST(RawRepl, AVersionBeforeRawPasteAnswersWithItsPromptAgain) {
  RawRepl repl = at_raw_prompt();
  repl.run("2");
  repl.take_output();
  repl.read("raw REPL; CTRL-B to exit\r\n");
  EXPECT_EQ(repl.take_output(), "");
  repl.read(">");
  EXPECT_EQ(repl.take_output(), "2\x04");
}

TEST(RawRepl, AnExceptionOfTheProgramIsAnAnswer) {
  RawRepl repl = at_plain_prompt();
  repl.run("import esp32");
  repl.read("OK\x04Traceback (most recent call last):\r\nImportError: no module named 'esp32'\r\n\x04>");
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.answer().error, "Traceback (most recent call last):\r\nImportError: no module named 'esp32'\r\n");
}

TEST(RawRepl, LeavingKeepsTheBanner) {
  RawRepl repl = at_raw_prompt();
  repl.leave();
  EXPECT_EQ(repl.take_output(), "\x02");
  repl.read("\r\nMicroPython v1.28.0 on 2026-04-06; PYBD_SF2 with STM32F722IEK\r\n>>> ");
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.farewell(), "\r\nMicroPython v1.28.0 on 2026-04-06; PYBD_SF2 with STM32F722IEK\r\n>>> ");
}

TEST(RawRepl, APromptOfItsOwnEndsTheLeavingByItsSilence) {
  RawRepl repl = at_raw_prompt();
  repl.leave();
  repl.read("\r\n--> ");
  EXPECT_TRUE(repl.is_busy());
  repl.time_out();
  EXPECT_FALSE(repl.is_busy());
  EXPECT_EQ(repl.error(), std::nullopt);
}

TEST(RawRepl, SilenceMeansAProgramThatRunsAndCtrlBFollowsTheCtrlA) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.time_out();
  EXPECT_EQ(error_of(repl),
            "board: no answer to Ctrl-A (expected MicroPython's raw prompt; a program runs on the board, a line is "
            "half typed, or something else is at this port: --interrupt stops what runs)");
  EXPECT_EQ(repl.parting(), "\x02");
}

TEST(RawRepl, WhatAProgramPrintsMeanwhileIsShown) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.read("t=21.5\r\nt=21.6\r\n");
  repl.expire();
  EXPECT_EQ(error_of(repl),
            "board: no answer but \"t=21.5\uFFFD\uFFFDt=21.6\uFFFD\uFFFD\" to Ctrl-A (expected MicroPython's raw "
            "prompt; a program runs on the board, a line is half typed, or something else is at this port: --interrupt "
            "stops what runs)");
}

TEST(RawRepl, BytesThatAreNoTextAreGarbage) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.read("\xf8\x80\xfe\x18g\xf8\x9e"sv);
  repl.time_out();
  EXPECT_EQ(error_of(repl),
            "board: garbage, \"\uFFFD\uFFFD\uFFFD\uFFFDg\uFFFD\uFFFD\" (expected MicroPython's raw "
            "prompt; is it another --baud?)");
}

TEST(RawRepl, PasteModeEchoesAndIsLeftAlone) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.read("\x01");
  EXPECT_EQ(error_of(repl),
            "board: what is sent comes back: the board is in paste mode, or something else echoes (expected "
            "MicroPython's raw prompt; --interrupt cancels a paste)");
  EXPECT_EQ(repl.parting(), "");  // it would become part of the paste
}

TEST(RawRepl, ABoardThatItsPortResetIsEnteredWhenItHasStarted) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.take_output();
  repl.read("ESP-ROM:esp32s3-20210327\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n");
  repl.time_out();
  EXPECT_EQ(repl.take_output(), "\x01");  // the first went into its boot loader
  repl.read(prompt_answer);
  EXPECT_EQ(repl.patience(), milliseconds{200});
  repl.read(prompt_answer);  // the first was read after all
  repl.time_out();
  EXPECT_FALSE(repl.is_busy());
  EXPECT_TRUE(repl.was_reset());
}

TEST(RawRepl, ABannerThatWaitedToBeReadIsNoReset) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.read("MicroPython v1.25.0 on 2025-05-04; minimal with unknown-cpu\r\n>>> ");
  repl.read(prompt_answer);
  EXPECT_FALSE(repl.is_busy());
  EXPECT_FALSE(repl.was_reset());
}

TEST(RawRepl, ABoardThatStartsAgainAndAgainIsGivenUp) {
  RawRepl repl{"board", {}};
  repl.enter();
  for (int i = 0; i < 3; ++i) {
    repl.read("rst:0xc (SW_CPU_RESET)\r\n");
    repl.time_out();
  }
  EXPECT_EQ(error_of(repl),
            "board: the board starts anew and does not come to its prompt; last it prints \"rst:0xc "
            "(SW_CPU_RESET)\uFFFD\uFFFDrst:0xc (SW_CPU_RESET)\uFFFD\uFFFD\" (expected MicroPython's raw prompt)");
}

TEST(RawRepl, AResetInTheMiddleIsAnErrorOfItsOwn) {
  RawRepl repl = at_plain_prompt();
  repl.run("print(1)");
  repl.read("OKrst:0x10 (RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n");
  EXPECT_EQ(error_of(repl),
            "board: the board reset while it was read: it prints \"rst:0x10 "
            "(RTCWDT_RTC_RESET),boot:0x13 (SPI_FAST…\" (expected an answer)");
}

TEST(RawRepl, AResetIsOneWhateverWasAskedFor) {
  RawRepl repl = at_raw_prompt();
  repl.run("1");
  repl.read("rst:0x10 (RTCWDT_RTC_RESET),boot:0x13\r\n");  // where raw-paste was to be answered
  EXPECT_EQ(
      error_of(repl),
      "board: the board reset while it was read: it prints \"rst:0x10 (RTCWDT_RTC_RESET),boot:0x13\" (expected an "
      "answer)");
}

TEST(RawRepl, ABannerInTheMiddleIsAReset) {
  RawRepl repl = at_plain_prompt();
  repl.run("print(1)");
  repl.read("\r\nMicroPython v1.9.2 on 2017-09-01; micro:bit v1.0.1 with nRF51822\r\n");
  EXPECT_TRUE(error_of(repl).starts_with("board: the board reset while it was read")) << error_of(repl);
  RawRepl later = at_plain_prompt();
  later.run("print(1)");
  later.read("OK\r\nMicroPython v1.9.2 on 2017-09-01; micro:bit v1.0.1 with nRF51822\r\n");
  EXPECT_TRUE(error_of(later).starts_with("board: the board reset while it was read")) << error_of(later);
}

TEST(RawRepl, SysVersionIsNoBanner) {
  RawRepl repl = at_plain_prompt();
  repl.run("print(sys.version)");
  repl.read("OK3.4.0; MicroPython v1.28.0 on 2026-04-06\r\n\x04\x04>");
  EXPECT_EQ(error_of(repl), "no error");
}

TEST(RawRepl, AnAnswerThatDoesNotEndIsAnErrorWithItsLastBytes) {
  RawRepl repl = at_plain_prompt();
  repl.run("print(1)");
  repl.read("OKGC: total: 64");
  repl.expire();
  EXPECT_EQ(error_of(repl),
            "board: the answer did not end in time; of 13 bytes so far the last that came is \"OKGC: total: 64\" "
            "(expected its end; a long one takes a longer --timeout)");
}

TEST(RawRepl, AnAnswerWithoutEndIsStoppedAtTheLimit) {
  RawRepl repl = at_plain_prompt({.answer_limit = 8});
  repl.run("print(1)");
  repl.read("OK12345678");
  EXPECT_TRUE(repl.is_busy());
  repl.read("9");
  EXPECT_EQ(error_of(repl),
            "board: the answer of the board has more than 8 bytes and goes on with \"OK123456789\" "
            "(expected what a short program prints; does another program of it print too?)");
}

TEST(RawRepl, SomethingElseThanOkIsShown) {
  RawRepl repl = at_plain_prompt();
  repl.run("print(1)");
  repl.read("No");
  EXPECT_EQ(repl.patience(), milliseconds{300});  // more of it may come
  repl.time_out();
  EXPECT_EQ(error_of(repl), "board: the board answers \"No\" (expected \"OK\")");
}

TEST(RawRepl, AFailedRequestDoesNotSpoilTheNext) {
  RawRepl repl{"board", {}};
  repl.enter();
  repl.time_out();
  repl.take_output();
  repl.enter();
  EXPECT_EQ(repl.take_output(), "\x01");
  repl.read(prompt_answer);
  EXPECT_EQ(error_of(repl), "no error");
}

/// A board that follows pyexec.c: raw-paste of any window gives it the program whole.
RC_GTEST_PROP(RawReplProperty, AnyProgramArrivesWholeThroughAnyWindow, ()) {
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
  const auto window = *rc::gen::inRange<unsigned>(1, 300);
  RawRepl repl = at_raw_prompt();
  repl.run(text);
  RC_ASSERT(repl.take_output() ==
            "\x05"
            "A\x01");
  repl.read("R\x01"sv);
  repl.read(std::string{static_cast<char>(window & 0xff), static_cast<char>(window >> 8), '\x01'});
  std::string arrived;
  unsigned left = window;
  std::size_t allowed = 2 * static_cast<std::size_t>(window);
  while (true) {
    const std::string sent = repl.take_output();
    if (sent.empty()) break;
    for (const char byte : sent) {
      if (byte == '\x04') {
        repl.read("\x04\x04\x04>");
        break;
      }
      arrived += byte;
      RC_ASSERT(arrived.size() <= allowed);
      if (--left == 0) {
        repl.read("\x01");
        left = window;
        allowed += window;
      }
    }
  }
  RC_ASSERT(arrived == text);
  RC_ASSERT(!repl.is_busy());
  RC_ASSERT(!repl.error());
}

}  // namespace
}  // namespace rampart

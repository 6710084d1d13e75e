#include "sources/log_digest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/lines.h"
#include "base/test_data.h"

namespace rampart {
namespace {

/// The digest of a text that comes in pieces of this size.
Result<DigestedLog> digested(std::string_view text, std::size_t piece, std::optional<std::size_t> boot = {}) {
  LogDigest digest{"dmesg", boot};
  for (std::size_t at = 0; at < text.size(); at += piece) digest.feed(text.substr(at, piece));
  return std::move(digest).finish();
}

constexpr std::string_view three_boots =
    "[    0.000000] Linux version 6.1.0\r\n"
    "[    0.000000] cma: Reserved 16 MiB at 0x000000005f000000\r\n"
    "[    0.000000] Linux version 6.6.0\n"
    "[    0.000000] cma: Reserved 32 MiB at 0x000000005e000000\n"
    "U-Boot 2024.01 (Jan 01 2024 - 00:00:00 +0000)\n"
    "[    0.000000] Linux version 6.12.0\n"
    "[    0.000000] cma: Reserved 64 MiB at 0x000000005c000000";

TEST(LogDigest, IsTheSameHoweverTheTextIsCut) {
  const std::string text = test_data("samples/dmesg/qemu-plain-6.12.txt");
  const auto whole = digested(text, text.size());
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->events, parse_boot_log(text, "dmesg").events);
  for (const std::size_t piece : {1U, 7U, 80U, 4096U}) {
    const auto pieces = digested(text, piece);
    ASSERT_TRUE(pieces);
    EXPECT_EQ(pieces->events, whole->events) << piece;
    EXPECT_EQ(pieces->line_count, whole->line_count) << piece;
  }
}

TEST(LogDigest, KeepsTheLastBoot) {
  const auto log = digested(three_boots, 10);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->boots, 3U);
  EXPECT_EQ(log->boot, 3U);
  ASSERT_EQ(log->events.size(), 3U);
  EXPECT_EQ(log->events[0].what, LogFact::LoaderStarted);
  EXPECT_EQ(log->events[2].size, mib(64));
  EXPECT_EQ(log->events[2].line, 7U);
}

TEST(LogDigest, OrTheOneAskedFor) {
  const auto log = digested(three_boots, 10, 2);
  ASSERT_TRUE(log);
  EXPECT_EQ(log->boots, 3U);
  EXPECT_EQ(log->boot, 2U);
  ASSERT_EQ(log->events.size(), 2U);
  EXPECT_EQ(log->events[1].size, mib(32));
}

TEST(LogDigest, ABootThatIsNotThereIsTold) {
  const auto log = digested(three_boots, 10, 4);
  ASSERT_FALSE(log);
  EXPECT_EQ(to_string(log.error()), "dmesg: no boot 4 in it (expected 1 to 3)");
  EXPECT_FALSE(digested("", 1, 0));
}

TEST(LogDigest, OfAMillionEventsTheFirstAndTheLatestAreKeptAndAllAreCounted) {
  LogDigest digest{"dmesg"};
  constexpr std::size_t count = 100'000;
  for (std::size_t i = 0; i < count; ++i) {
    digest.feed(
        fmt::format("[{:5}.000000] cma: cma_alloc: reserved: alloc failed, req-size: {} pages, ret: -12\n", i, i));
  }
  const auto log = std::move(digest).finish();
  ASSERT_TRUE(log);
  EXPECT_EQ(log->counts.at(LogFact::CmaAllocFailed), count);
  ASSERT_EQ(log->events.size(), LogDigest::most_first + LogDigest::most_latest);
  EXPECT_EQ(log->events.front().pages, 0U);
  EXPECT_EQ(log->events.back().pages, count - 1);
  EXPECT_EQ(log->events.back().line, count);
}

TEST(LogDigest, AnEndlessLineCostsNoMemory) {
  LogDigest digest{"noise"};
  digest.feed("cma: Reserved 64 MiB at 0x000000005c000000 ");
  for (int i = 0; i < 1000; ++i) digest.feed(std::string(4096, 'x'));
  digest.feed("\ncma: Reserved 32 MiB at 0x000000005e000000\n");
  const auto log = std::move(digest).finish();
  ASSERT_TRUE(log);
  EXPECT_EQ(log->line_count, 2U);
  ASSERT_EQ(log->events.size(), 2U);
  EXPECT_EQ(log->events[0].text.size(), LogDigest::most_text);
  EXPECT_EQ(log->events[1].line, 2U);
}

}  // namespace
}  // namespace rampart

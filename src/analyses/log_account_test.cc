#include "analyses/log_account.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

TEST(LogAccount, TheShareOfEachPartOfTheMemoryLineIsItsOwn) {
  const auto facts = log_account_facts(parse_boot_log(
      "[    0.000000] Memory: 441184K/524288K available (3520K kernel code, 930K rwdata, 948K rodata, 320K init, "
      "288K bss, 17568K reserved, 65536K cma-reserved)\n",
      "dmesg"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->installed.size, kib(524288));
  EXPECT_EQ(facts->installed.origin, "dmesg:1, physical");
  EXPECT_EQ(facts->linux_memory.total, kib(441184 + 65536));
  EXPECT_EQ(facts->linux_memory.cma_total, kib(65536));
  ASSERT_EQ(facts->placeless.size(), 3U);
  EXPECT_EQ(facts->placeless[0].amount.size, kib(3520 + 930 + 948 + 288));
  EXPECT_EQ(facts->placeless[1].amount.size, kib(320));
  EXPECT_EQ(facts->placeless[2].amount.size, kib(17568 - 3520 - 930 - 948 - 288 - 320));
}

TEST(LogAccount, ACarveOutThatThePhysicalMemoryIncludesIsNotCountedAmongTheReservationsAsWell) {
  const auto facts = log_account_facts(parse_boot_log(
      "OF: reserved mem: 0x0000000054000000..0x00000000540fffff (1024 KiB) nomap non-reusable dsp@54000000\n"
      "  node   0: [mem 0x0000000040000000-0x000000005fffffff]\n"
      "Memory: 459940K/524288K available (3840K kernel code, 21968K reserved, 40960K cma-reserved)\n",
      "dmesg"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->installed.size, mib(512));
  EXPECT_EQ(facts->placeless.back().amount.size, kib(21968 - 3840 - 1024));
}

TEST(LogAccount, OnlyTheLastBootOfALogCounts) {
  const auto facts =
      log_account_facts(parse_boot_log("Linux version 6.1.1 (a)\nMemory: 100K/200K available (1K init)\n"
                                       "Linux version 6.1.1 (a)\nMemory: 300K/400K available (1K init)\n",
                                       "serial.txt"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->linux_memory.total, kib(300));
  EXPECT_EQ(facts->linux_memory.total_origin, "serial.txt:4, available and CMA");
}

TEST(LogAccount, ALogWithoutAMemoryLineIsRefusedWithWhatWasExpected) {
  const auto facts = log_account_facts(parse_boot_log("Linux version 6.1.1 (a)\n", "dmesg"));
  ASSERT_FALSE(facts);
  EXPECT_EQ(to_string(facts.error()),
            "dmesg: no line says how much memory there is (expected a kernel's boot log with \"Memory: <n>K/<n>K "
            "available\")");
}

}  // namespace
}  // namespace rampart

#include "sources/boot_configs.h"

#include <gtest/gtest.h>

#include "base/test_data.h"

namespace rampart {
namespace {

using Setting = std::optional<CmmSetting>;

TEST(BootConfigs, TheDefaultIsMinusOne) {
  const auto configs = parse_boot_configs(test_data("samples/maix/boot-configs-default.txt"));
  EXPECT_EQ(configs, (BootConfigs{CmmSetting{-1, 1}, CmmSetting{-1, 1}}));
  EXPECT_EQ(os_size_of_uboot(configs, gib(4)), std::nullopt);
  EXPECT_EQ(cmm_size_of_loader(configs, gib(4), mib(2048)), mib(2048));
}

TEST(BootConfigs, AFileWithoutTheKeyKeepsTheDefault) {
  EXPECT_EQ(parse_boot_configs("maix_panel=1\n\n"), BootConfigs{});
}

TEST(BootConfigs, UbootTakesTheFirstLineAndTheLoaderTheLast) {
  const auto configs = parse_boot_configs("maix_memory_cmm=512\nmaix_memory_cmm=1024\n");
  EXPECT_EQ(configs, (BootConfigs{CmmSetting{512, 1}, CmmSetting{1024, 2}}));
}

TEST(BootConfigs, NeitherTakesALineThatIsCommentedOut) {
  const auto configs = parse_boot_configs("#maix_memory_cmm=512\n # maix_memory_cmm=600\nmaix_memory_cmm=700\n");
  EXPECT_EQ(configs, (BootConfigs{CmmSetting{700, 3}, CmmSetting{700, 3}}));
}

TEST(BootConfigs, UbootFindsTheKeyAnywhereInALineAndTheShellOnlyAtItsStart) {
  const auto configs = parse_boot_configs("old_maix_memory_cmm=300\n");
  EXPECT_EQ(configs, (BootConfigs{CmmSetting{300, 1}, {}}));
}

TEST(BootConfigs, BlanksAroundTheSignAreUbootsOnly) {
  EXPECT_EQ(parse_boot_configs("maix_memory_cmm = 300\n"), (BootConfigs{CmmSetting{300, 1}, {}}));
}

TEST(BootConfigs, QuotesAreTheShellsOnly) {
  EXPECT_EQ(parse_boot_configs("maix_memory_cmm=\"300\"\n"), (BootConfigs{{}, CmmSetting{300, 1}}));
  EXPECT_EQ(parse_boot_configs("export maix_memory_cmm='300' # MiB\r\n"), (BootConfigs{{}, CmmSetting{300, 1}}));
}

TEST(BootConfigs, TheLineThatUbootTakesCountsEvenWithoutANumber) {
  const auto configs = parse_boot_configs("maix_memory_cmm=all\nmaix_memory_cmm=300\n");
  EXPECT_EQ(configs, (BootConfigs{{}, CmmSetting{300, 2}}));
}

TEST(BootConfigs, ALaterWordThatIsNoNumberUndoesTheLoadersSetting) {
  EXPECT_EQ(parse_boot_configs("maix_memory_cmm=300\nmaix_memory_cmm=3x\n"), (BootConfigs{CmmSetting{300, 1}, {}}));
}

TEST(BootConfigs, BetweenTheirLimitsTheTwoReadersDisagree) {
  const auto configs = parse_boot_configs("maix_memory_cmm=3896\n");  // leaves 200 MiB of 4 GiB
  EXPECT_EQ(os_size_of_uboot(configs, gib(4)), mib(200));
  EXPECT_EQ(cmm_size_of_loader(configs, gib(4), mib(2048)), mib(2048));
}

TEST(BootConfigs, EachLimitItselfIsAllowed) {
  EXPECT_EQ(os_size_of_uboot(parse_boot_configs("maix_memory_cmm=3968"), gib(4)), mib(128));
  EXPECT_EQ(os_size_of_uboot(parse_boot_configs("maix_memory_cmm=3969"), gib(4)), std::nullopt);
  EXPECT_EQ(cmm_size_of_loader(parse_boot_configs("maix_memory_cmm=3840"), gib(4), {}), mib(3840));
  EXPECT_EQ(cmm_size_of_loader(parse_boot_configs("maix_memory_cmm=3841"), gib(4), {}), std::nullopt);
}

TEST(BootConfigs, ZeroGivesUbootAllAndTheLoaderNothing) {
  const auto configs = parse_boot_configs("maix_memory_cmm=0\n");
  EXPECT_EQ(os_size_of_uboot(configs, gib(1)), gib(1));
  EXPECT_EQ(cmm_size_of_loader(configs, gib(1), mib(512)), mib(512));
}

TEST(BootConfigs, AnAbsurdNumberIsNoSplit) {
  const auto configs = parse_boot_configs("maix_memory_cmm=9223372036854775807\n");
  EXPECT_EQ(os_size_of_uboot(configs, gib(1)), std::nullopt);
  EXPECT_EQ(cmm_size_of_loader(configs, gib(1), {}), std::nullopt);
  EXPECT_EQ(parse_boot_configs("maix_memory_cmm=99999999999999999999\n"), BootConfigs{});
}

}  // namespace
}  // namespace rampart

#include "sources/kconfig.h"

#include <gtest/gtest.h>
#include <string>

namespace rampart {
namespace {

constexpr std::string_view arm64 =
    "#\n"
    "# Automatically generated file; DO NOT EDIT.\n"
    "# Linux/arm64 6.1.192 Kernel Configuration\n"
    "#\n"
    "CONFIG_CC_VERSION_TEXT=\"gcc \\\"12\\\" C:\\\\x\"\n"
    "CONFIG_ARM64=y\n"
    "\n"
    "# CMA\n"
    "CONFIG_CMA=y\n"
    "CONFIG_ZRAM=m\n"
    "# CONFIG_CMA_DEBUGFS is not set\n"
    "CONFIG_CMA_SIZE_MBYTES=16\n"
    "CONFIG_PAGE_OFFSET=0xC0000000\n";

TEST(Kconfig, EverySortOfValueIsRead) {
  const auto config = parse_kconfig(arm64, ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->release(), "6.1.192");
  EXPECT_EQ(config->symbols().size(), 7U);
  EXPECT_EQ(config->enabled("CMA"), true);
  EXPECT_EQ(config->enabled("ZRAM"), true);
  EXPECT_EQ(config->enabled("CMA_DEBUGFS"), false);
  EXPECT_EQ(config->number("CMA_SIZE_MBYTES").value(), 16U);
  EXPECT_EQ(config->number("PAGE_OFFSET").value(), 0xc0000000U);
  EXPECT_EQ(*config->find("CC_VERSION_TEXT"),
            (KconfigSymbol{.name = "CC_VERSION_TEXT", .value = "gcc \"12\" C:\\x", .is_string = true, .line = 5}));
}

TEST(Kconfig, WhatTheTextDoesNotNameIsNeitherOnNorOff) {
  const auto config = parse_kconfig(arm64, ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->find("DMA_CMA"), nullptr);
  EXPECT_EQ(config->enabled("DMA_CMA"), std::nullopt);
  EXPECT_EQ(config->enabled("CMA_SIZE_MBYTES"), std::nullopt);
  EXPECT_EQ(config->number("CMA_AREAS").value(), std::nullopt);
  EXPECT_EQ(config->number("CMA_DEBUGFS").value(), std::nullopt);
}

TEST(Kconfig, TheOriginOfASymbolIsItsLine) {
  const auto config = parse_kconfig(arm64, ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(to_string(config->origin("CMA_SIZE_MBYTES")), ".config:12 CONFIG_CMA_SIZE_MBYTES");
  EXPECT_EQ(to_string(config->origin("CMA_AREAS")), ".config CONFIG_CMA_AREAS");
}

TEST(Kconfig, TheLastMentionOfASymbolCounts) {
  const auto config = parse_kconfig("CONFIG_CMA=y\nCONFIG_B=1\n# CONFIG_CMA is not set\n", ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(*config->find("CMA"), (KconfigSymbol{.name = "CMA", .value = "n", .line = 3}));
  EXPECT_EQ(config->symbols().size(), 2U);
}

TEST(Kconfig, LinesMayEndAsOnOtherSystems) {
  const auto config = parse_kconfig("CONFIG_CMA=y\r\n# CONFIG_ZRAM is not set\r\n\r\n", ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->enabled("CMA"), true);
  EXPECT_EQ(config->enabled("ZRAM"), false);
}

std::string error_of(std::string_view text) {
  const auto config = parse_kconfig(text, ".config");
  return config ? "" : to_string(config.error());
}

TEST(Kconfig, ALineOfAnotherFormIsRefusedWhereItStands) {
  EXPECT_EQ(error_of("CONFIG_CMA=y\n<<<<<<< HEAD\n"),
            ".config:2:1: no line of a kernel configuration (expected CONFIG_NAME=value or # CONFIG_NAME is not set)");
  EXPECT_EQ(error_of("CONFIG_CMA y\n"),
            ".config:1:11: no value after CONFIG_CMA (expected CONFIG_NAME=value or # CONFIG_NAME is not set)");
  EXPECT_EQ(error_of("CONFIG_X=\"half\n"), ".config:1:10: a string without its end (expected a closing \")");
  EXPECT_EQ(error_of("CONFIG_X=\"whole\" and more\n"),
            ".config:1:18: more after a value (expected the end of the line)");
}

TEST(Kconfig, ACompressedTextIsSaidToBeOne) {
  EXPECT_EQ(error_of("\x1f\x8b\x08"), ".config: compressed (expected its text)");
}

TEST(Kconfig, ANumberThatIsNoneIsRefusedAtItsLine) {
  const auto config = parse_kconfig("CONFIG_A=y\nCONFIG_CMA_AREAS=many\nCONFIG_B=18446744073709551616\n", ".config");
  ASSERT_TRUE(config);
  EXPECT_EQ(to_string(config->number("CMA_AREAS").error()),
            ".config:2:18: CONFIG_CMA_AREAS is no number (expected one of 64 bits)");
  EXPECT_FALSE(config->number("B"));
}

TEST(Kconfig, AnEmptyTextHasNoSymbols) {
  const auto config = parse_kconfig("", ".config");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->symbols().empty());
  EXPECT_EQ(config->release(), "");
}

}  // namespace
}  // namespace rampart

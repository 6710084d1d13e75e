#include <gtest/gtest.h>

#include "analyses/check/test_board.h"
#include "sources/cmdline.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

BootSetup board(std::string_view cmdline, Architecture architecture = Architecture::Arm64) {
  BootSetup setup = test_board([](DtbBuilder&) {});
  setup.architecture = architecture;
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  return setup;
}

TEST(MemmapUnsupported, WhatItWasToKeepFreeIsGivenToAnyone) {
  const auto setup = board("memmap=64M$0x60000000");
  EXPECT_EQ(found("memmap-unsupported", setup), Texts{"error: memmap= is no parameter of Linux on arm64"});
  EXPECT_TRUE(first_found("memmap-unsupported", setup).effect.contains("gives it to anyone"));
}

TEST(MemmapUnsupported, OtherFormsOnlyDoNothing) {
  EXPECT_EQ(found("memmap-unsupported", board("memmap=512M@0x40000000", Architecture::Riscv64)),
            Texts{"warning: memmap= is no parameter of Linux on riscv64"});
}

TEST(MemmapUnsupported, X86ReadsIt) {
  EXPECT_EQ(found("memmap-unsupported", board("memmap=64M$0x60000000", Architecture::X86_64)), Texts{});
  EXPECT_EQ(found("memmap-unsupported", board("mem=64M")), Texts{});
}

TEST(MemmapUnescaped, EachBootLoaderTakesTheDollarInItsOwnWay) {
  struct Case {
    std::string_view boot_loader;
    std::string_view cmdline;
    bool is_fault;
  };
  constexpr Case cases[] = {
      {"grub", "memmap=64M$0x60000000", true},        {"grub", "memmap=64M\\$0x60000000", false},
      {"grub", "memmap=64M\\\\\\$0x60000000", false}, {"grub", "memmap=64M\\\\$0x60000000", true},
      {"u-boot", "memmap=64M$0x60000000", true},      {"u-boot", "memmap=64M\\$0x60000000", false},
      {"extlinux", "memmap=64M$0x60000000", false},   {"extlinux", "memmap=64M${base}", true},
      {"syslinux", "memmap=64M$0x60000000", false},   {"syslinux", "memmap=64M\\$0x60000000", true},
      {"", "memmap=64M$0x60000000", false},           {"grub", "memmap=64M@0x60000000", false},
  };
  for (const Case& c : cases) {
    CheckExtras extras;
    extras.boot_loader = c.boot_loader;
    const auto texts = found("memmap-unescaped", board(c.cmdline, Architecture::X86_64), extras);
    EXPECT_EQ(!texts.empty(), c.is_fault) << c.boot_loader << ' ' << c.cmdline;
  }
}

TEST(MemmapUnescaped, TheHelpShowsHowToWriteIt) {
  CheckExtras extras;
  extras.boot_loader = "grub";
  const Finding finding = first_found("memmap-unescaped", board("memmap=64M$0x6", Architecture::X86_64), extras);
  EXPECT_EQ(finding.message, "the $ of memmap= does not pass grub as it is written");
  EXPECT_EQ(finding.help, R"(write \$ in grub.cfg, or \\\$ in /etc/default/grub)");
}

}  // namespace
}  // namespace rampart

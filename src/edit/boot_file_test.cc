#include "edit/boot_file.h"

#include <gtest/gtest.h>
#include <vector>

namespace rampart {
namespace {

using Action = BootEdit::Action;

BootEdit set(std::string name, std::string value) { return {Action::Set, std::move(name), std::move(value), {}}; }
BootEdit add(std::string name, std::string value) { return {Action::Add, std::move(name), std::move(value), {}}; }
BootEdit removed(std::string name) { return {Action::Remove, std::move(name), "", {}}; }

std::string edited(BootFileFormat format, std::string_view text, const std::vector<BootEdit>& edits) {
  const auto result = edit_boot_file(format, text, "file", edits);
  return result ? *result : "error: " + to_string(result.error());
}

TEST(BootFile, FilesAreKnownByNameOrContent) {
  EXPECT_EQ(boot_file_format("/boot/extlinux/extlinux.conf", ""), BootFileFormat::Extlinux);
  EXPECT_EQ(boot_file_format("cmdline.txt", "console=tty1"), BootFileFormat::CommandLine);
  EXPECT_EQ(boot_file_format("copy", "# comment\nGRUB_DEFAULT=0\n"), BootFileFormat::GrubDefault);
  EXPECT_EQ(boot_file_format("copy", "#\n# CONFIG_CMA is not set\n"), BootFileFormat::Kconfig);
  EXPECT_EQ(boot_file_format("copy", "maix_memory_cmm=-1\n"), BootFileFormat::BootConfigs);
  EXPECT_EQ(boot_file_format("copy", "DEFAULT l0\nLABEL l0\n"), BootFileFormat::Extlinux);
  EXPECT_EQ(boot_file_format("/boot/configs", "other=1\n"), BootFileFormat::BootConfigs);
  EXPECT_EQ(boot_file_format("notes.txt", "cma=64M is enough\n"), std::nullopt);
}

TEST(Extlinux, AParameterIsAddedToEveryLabelsLine) {
  EXPECT_EQ(
      edited(BootFileFormat::Extlinux,
             "default l0\nlabel l0\n\tlinux /Image\n\tappend root=/dev/mmcblk0p2 ro\nlabel l0r\n\tappend single\n",
             {set("cma", "512M")}),
      "default l0\nlabel l0\n\tlinux /Image\n\tappend root=/dev/mmcblk0p2 ro cma=512M\nlabel l0r\n"
      "\tappend single cma=512M\n");
}

TEST(Extlinux, OnlyTheValueOfAParameterChanges) {
  EXPECT_EQ(
      edited(BootFileFormat::Extlinux, "LABEL a\n  APPEND  quiet cma=64M@0-4G   ro \r\n", {set("cma", "128M@0-4G")}),
      "LABEL a\n  APPEND  quiet cma=128M@0-4G   ro \r\n");
}

TEST(Extlinux, TheLastOfSeveralIsTheOneThatCounts) {
  EXPECT_EQ(edited(BootFileFormat::Extlinux, "append cma=1M cma=2M\n", {set("cma", "4M")}), "append cma=1M cma=4M\n");
}

TEST(Extlinux, ALabelWithoutACommandLineGetsOne) {
  EXPECT_EQ(edited(BootFileFormat::Extlinux, "label l0\n    kernel /Image\n    fdt /b.dtb\n", {set("cma", "64M")}),
            "label l0\n    kernel /Image\n    append cma=64M\n    fdt /b.dtb\n");
}

TEST(Extlinux, WhatIsNowhereCannotBeRemoved) {
  EXPECT_EQ(edited(BootFileFormat::Extlinux, "label l0\nappend quiet\n", {removed("cma")}),
            "error: file: cma= is on no append line (expected it on one)");
}

TEST(Extlinux, TheCommandLineIsThatOfTheDefaultLabel) {
  EXPECT_EQ(command_line_in(BootFileFormat::Extlinux,
                            "default second\nlabel first\nappend a\nlabel second\nappend cma=1M b \n"),
            "cma=1M b");
}

TEST(CmdlineTxt, TheFirstLineIsTheCommandLine) {
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "console=tty1 rootwait", {set("cma", "256M")}),
            "console=tty1 rootwait cma=256M");
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "console=tty1 -- init\r\nnotes\r\n", {set("cma", "256M")}),
            "console=tty1 cma=256M -- init\r\nnotes\r\n");
}

TEST(CmdlineTxt, AQuotedValueIsOneWord) {
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "dyndbg=\"file a.c cma=1 +p\" cma=2M\n", {set("cma", "4M")}),
            "dyndbg=\"file a.c cma=1 +p\" cma=4M\n");
}

TEST(CmdlineTxt, BehindAQuoteThatIsNeverClosedNothingCanBeAdded) {
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "dyndbg=\"a\n", {set("cma", "4M")}),
            "error: file:1: a quote is never closed: all behind it is one word (expected another quote)");
}

TEST(CmdlineTxt, DashesAndUnderscoresAreTheSame) {
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "hugetlb-cma=1G\n", {set("hugetlb_cma", "2G")}), "hugetlb-cma=2G\n");
}

TEST(CmdlineTxt, AValueWithABlankIsRefused) {
  EXPECT_EQ(edited(BootFileFormat::CommandLine, "quiet\n", {set("cma", "64M x")}),
            "error: file:1: cma=64M x is no one word (expected no blank, no quote)");
}

TEST(GrubDefault, AParameterForEveryKernelStandsInTheLineForAll) {
  EXPECT_EQ(edited(BootFileFormat::GrubDefault,
                   "# GRUB_CMDLINE_LINUX=\"old\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n",
                   {set("cma", "64M")}),
            "# GRUB_CMDLINE_LINUX=\"old\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"cma=64M\"\n");
}

TEST(GrubDefault, AParameterIsChangedWhereItStands) {
  EXPECT_EQ(edited(BootFileFormat::GrubDefault,
                   "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet cma=32M\"\nGRUB_CMDLINE_LINUX=\"\"\n", {set("cma", "64M")}),
            "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet cma=64M\"\nGRUB_CMDLINE_LINUX=\"\"\n");
}

TEST(GrubDefault, ADollarIsWrittenForTheShellAndForGrub) {
  EXPECT_EQ(edited(BootFileFormat::GrubDefault, "GRUB_CMDLINE_LINUX=\"\"\n", {add("memmap", "64M$0x10000000")}),
            "GRUB_CMDLINE_LINUX=\"memmap=64M\\\\\\$0x10000000\"\n");
  EXPECT_EQ(edited(BootFileFormat::GrubDefault, "GRUB_CMDLINE_LINUX='quiet'\n", {add("memmap", "64M$0x10000000")}),
            "GRUB_CMDLINE_LINUX='quiet memmap=64M\\$0x10000000'\n");
}

TEST(GrubDefault, AnEscapedDollarIsReadAsTheKernelGetsIt) {
  EXPECT_EQ(command_line_in(BootFileFormat::GrubDefault,
                            "GRUB_CMDLINE_LINUX=\"memmap=64M\\\\\\$0x10000000\"\nGRUB_CMDLINE_LINUX_DEFAULT='quiet'\n"),
            "memmap=64M$0x10000000 quiet");
}

TEST(GrubDefault, ABareValueGetsQuotesWhenItNeedsThem) {
  EXPECT_EQ(edited(BootFileFormat::GrubDefault, "GRUB_CMDLINE_LINUX=quiet\n", {set("cma", "64M")}),
            "GRUB_CMDLINE_LINUX=\"quiet cma=64M\"\n");
}

TEST(GrubDefault, WhatOnlyAShellUnderstandsIsLeftAlone) {
  for (const std::string_view line :
       {"GRUB_CMDLINE_LINUX=\"a\"$b\n", "GRUB_CMDLINE_LINUX=\"a\nb\"\n", "GRUB_CMDLINE_LINUX=a\\ b\n"}) {
    EXPECT_EQ(edited(BootFileFormat::GrubDefault, line, {set("cma", "64M")}),
              "error: file:1: is more than one text in quotes (expected GRUB_CMDLINE_LINUX=\"...\" on one line)");
  }
}

TEST(GrubDefault, AFileWithoutTheLineGetsIt) {
  EXPECT_EQ(edited(BootFileFormat::GrubDefault, "GRUB_DEFAULT=0", {set("cma", "64M")}),
            "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX=\"cma=64M\"");
}

TEST(KernelConfig, AValueIsChangedInItsLine) {
  EXPECT_EQ(edited(BootFileFormat::Kconfig, "CONFIG_CMA=y\nCONFIG_CMA_SIZE_MBYTES=16\nCONFIG_X=y\n",
                   {set("CMA_SIZE_MBYTES", "512")}),
            "CONFIG_CMA=y\nCONFIG_CMA_SIZE_MBYTES=512\nCONFIG_X=y\n");
}

TEST(KernelConfig, ASwitchThatIsOffIsSaidAsKconfigSaysIt) {
  EXPECT_EQ(
      edited(BootFileFormat::Kconfig, "# CONFIG_CMA_SIZE_SEL_MBYTES is not set\nCONFIG_CMA_SIZE_SEL_PERCENTAGE=y\n",
             {set("CMA_SIZE_SEL_MBYTES", "y"), set("CMA_SIZE_SEL_PERCENTAGE", "n")}),
      "CONFIG_CMA_SIZE_SEL_MBYTES=y\n# CONFIG_CMA_SIZE_SEL_PERCENTAGE is not set\n");
}

TEST(KernelConfig, ASymbolThatIsMissingStandsBehindItsFamily) {
  EXPECT_EQ(edited(BootFileFormat::Kconfig, "CONFIG_CMA=y\nCONFIG_CMA_AREAS=7\nCONFIG_ZRAM=m\n",
                   {set("CMA_SIZE_MBYTES", "64")}),
            "CONFIG_CMA=y\nCONFIG_CMA_AREAS=7\nCONFIG_CMA_SIZE_MBYTES=64\nCONFIG_ZRAM=m\n");
}

TEST(MaixConfigs, EveryLineThatAReaderTakesGetsTheValue) {
  EXPECT_EQ(edited(BootFileFormat::BootConfigs,
                   "# maix_memory_cmm=1\r\nmaix_memory_cmm=-1 # MiB\r\nexport maix_memory_cmm=\"512\"\r\n",
                   {set("maix_memory_cmm", "2048")}),
            "# maix_memory_cmm=1\r\nmaix_memory_cmm=2048 # MiB\r\nexport maix_memory_cmm=\"2048\"\r\n");
}

TEST(MaixConfigs, AMissingKeyIsAddedAtTheEnd) {
  EXPECT_EQ(edited(BootFileFormat::BootConfigs, "a=1", {set("maix_memory_cmm", "64")}), "a=1\nmaix_memory_cmm=64");
}

TEST(BootFile, WhatIsAddedAndRemovedAgainLeavesEveryByteAsItWas) {
  const std::pair<BootFileFormat, std::string_view> files[] = {
      {BootFileFormat::Extlinux, "# c\r\nlabel l0\r\n\tAPPEND ro  quiet \t\r\nlabel b\r\n  append\r\n"},
      {BootFileFormat::CommandLine, "console=tty1"},
      {BootFileFormat::CommandLine, ""},
      {BootFileFormat::CommandLine, " \n"},
      {BootFileFormat::CommandLine, "-- init\n"},
      {BootFileFormat::CommandLine, "a -- init\n"},
      {BootFileFormat::GrubDefault, "GRUB_CMDLINE_LINUX=\"\"\n"},
      {BootFileFormat::GrubDefault, "GRUB_CMDLINE_LINUX='a  b'"},
      {BootFileFormat::Kconfig, "CONFIG_A=y"},
      {BootFileFormat::BootConfigs, "a=1\r\n"}};
  for (const auto& [format, text] : files) {
    const std::string name = format == BootFileFormat::Kconfig ? "CMA_AREAS" : "cma";
    const std::string with = edited(format, text, {set(name, "64")});
    EXPECT_NE(with, text);
    EXPECT_EQ(edited(format, with, {removed(name)}), text) << with;
  }
}

}  // namespace
}  // namespace rampart

#include "sources/uboot_env.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "base/test_data.h"

namespace rampart {
namespace {

using namespace std::string_literals;
using Form = UbootEnvironment::Form;

UbootMemory memory_of(std::string_view bytes) {
  const auto environment = parse_uboot_env(bytes, "env");
  if (!environment) {
    ADD_FAILURE() << to_string(environment.error());
    return {};
  }
  const auto memory = uboot_memory(*environment);
  if (!memory) ADD_FAILURE() << to_string(memory.error());
  return memory.value_or(UbootMemory{});
}

std::string error_of(std::string_view bytes) {
  const auto environment = parse_uboot_env(bytes, "env");
  if (!environment) return to_string(environment.error());
  const auto memory = uboot_memory(*environment);
  return memory ? "" : to_string(memory.error());
}

TEST(UbootEnv, AddressesAreHexadecimalWithOrWithoutTheirPrefix) {
  const UbootMemory memory = memory_of(
      "kernel_addr_r=0x40400000\nfdt_addr_r=44000000\nramdisk_addr_r=0X48000000\nbootm_low=40000000\n"
      "bootm_size=10000000\nloadaddr=42000000\nkernel_comp_addr_r=50000000\nkernel_comp_size=4000000\n"
      "bootargs=console=ttyS0 mem=64M\n");
  EXPECT_EQ(memory.kernel_addr_r, (UbootNumber{0x40400000, 1, 0}));
  EXPECT_EQ(memory.fdt_addr_r, (UbootNumber{0x44000000, 2, 25}));
  EXPECT_EQ(memory.ramdisk_addr_r, (UbootNumber{0x48000000, 3, 45}));
  EXPECT_EQ(memory.bootm_low->value, 0x40000000U);
  EXPECT_EQ(memory.bootm_size->value, 0x10000000U);
  EXPECT_EQ(memory.loadaddr->value, 0x42000000U);
  EXPECT_EQ(memory.kernel_comp_addr_r->value, 0x50000000U);
  EXPECT_EQ(memory.kernel_comp_size->value, 0x4000000U);
  EXPECT_EQ(memory.fdt_high, std::nullopt);
  EXPECT_EQ(memory.bootargs->value, "console=ttyS0 mem=64M");
  EXPECT_EQ(memory.bootargs->line, 9U);
}

TEST(UbootEnv, AllOnesMeansThatNothingIsMoved) {
  const UbootMemory memory = memory_of("fdt_high=ffffffff\ninitrd_high=0xffffffffffffffff\nbootm_low=80000000\n");
  EXPECT_TRUE(keeps_place(*memory.fdt_high));
  EXPECT_TRUE(keeps_place(*memory.initrd_high));
  EXPECT_FALSE(keeps_place(*memory.bootm_low));
}

TEST(UbootEnv, ThePromptACommentAndTheSumAtTheEndAreNoVariables) {
  const auto environment = parse_uboot_env("=> printenv\n# kept\narch=arm\n\nEnvironment size: 8/65532 bytes\n", "log");
  ASSERT_TRUE(environment);
  EXPECT_EQ(environment->form, Form::Text);
  EXPECT_EQ(environment->variables, (std::vector<UbootVariable>{{"arch", "arm", 3, 19}}));
}

TEST(UbootEnv, AValueMayHoldNewlines) {
  const auto environment = parse_uboot_env("script=echo one\\\necho=two\nnext=1\nif test\nthen\n", "env");
  ASSERT_TRUE(environment);
  EXPECT_EQ(environment->find("script")->value, "echo one\necho=two");
  EXPECT_EQ(environment->find("echo"), nullptr);
  EXPECT_EQ(environment->find("next")->value, "1\nif test\nthen");
}

TEST(UbootEnv, OfANameGivenTwiceTheLastCounts) {
  EXPECT_EQ(memory_of("loadaddr=1\nloadaddr=2\n").loadaddr, (UbootNumber{2, 2, 11}));
}

TEST(UbootEnv, AnEmptyAddressIsNotSet) { EXPECT_EQ(memory_of("loadaddr=\nb=1\n").loadaddr, std::nullopt); }

TEST(UbootEnv, WhatIsNoVariableIsRefusedAtItsLine) {
  EXPECT_EQ(error_of("printenv\n"), "env:1:1: no variable (expected <name>=<value>)");
  EXPECT_EQ(error_of(""), "env:1:1: no variable (expected <name>=<value>)");
  EXPECT_EQ(error_of("a=1\nfdt_addr_r=${loadaddr}\n"),
            "env:2:1: fdt_addr_r is no address (expected a hexadecimal number)");
}

TEST(UbootEnv, ABinaryEnvironmentOfEitherByteOrderIsAsLongAsItsChecksumSays) {
  const std::string data = "a=1\0loadaddr=82000000"s + std::string(11, '\0');
  for (const std::string& sum : {"\361\010<\225"s, "\225<\010\361"s}) {
    for (const std::string& tail : {""s, std::string(9, '\xff')}) {
      const auto environment = parse_uboot_env(sum + data + tail, "env");
      ASSERT_TRUE(environment);
      EXPECT_EQ(environment->form, Form::Single);
      EXPECT_EQ(environment->variables, (std::vector<UbootVariable>{{"a", "1", 0, 4}, {"loadaddr", "82000000", 0, 8}}));
    }
  }
}

TEST(UbootEnv, ABrokenChecksumIsRefused) {
  EXPECT_EQ(error_of("\360\010<\225a=1\0\0\0\0\0"s),
            "env: no environment with a good checksum (expected CRC32, then name=value strings)");
}

TEST(UbootEnv, AStringWithoutANameIsRefusedWhereItStands) {
  EXPECT_EQ(error_of("#\314\360:a=1\0=x\0\0\0\0"s),
            "env: a string at offset 8 is no variable (expected <name>=<value>)");
}

TEST(UbootEnv, OfTwoCopiesTheOneSavedLaterCounts) {
  const std::string saved_255 = "z}\321\246\377n=1\0\0\0\0\0"s;
  const std::string saved_1 = "z}\321\246\001n=1\0\0\0\0\0"s;
  const std::string saved_256 = "\324\017E \0n=2\0\0\0\0\0"s;  // the count begins again
  const auto wrapped = parse_uboot_env(saved_255 + saved_256, "env");
  ASSERT_TRUE(wrapped);
  EXPECT_EQ(wrapped->form, Form::Redundant);
  EXPECT_EQ(wrapped->copy_offset, 13U);
  EXPECT_EQ(wrapped->find("n")->value, "2");
  EXPECT_EQ(parse_uboot_env(saved_256 + saved_255, "env")->find("n")->value, "2");
  EXPECT_EQ(parse_uboot_env(saved_1 + saved_256, "env")->find("n")->value, "1");
}

TEST(UbootEnv, ATornCopyLeavesTheOther) {
  const auto environment = parse_uboot_env("\377\377\377\377\377n=1\0\0\0\0\0\324\017E \0n=2\0\0\0\0\0"s, "env");
  ASSERT_TRUE(environment);
  EXPECT_EQ(environment->copy_offset, 13U);
  EXPECT_EQ(environment->variables, (std::vector<UbootVariable>{{"n", "2", 0, 18}}));
}

TEST(UbootEnv, EverySeedIsRead) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator{RAMPART_TEST_DATA "/fuzz/uboot_env"}) {
    const std::string name = "fuzz/uboot_env/" + entry.path().filename().string();
    EXPECT_TRUE(parse_uboot_env(test_data(name), name)) << name;
    ++count;
  }
  EXPECT_EQ(count, 7U);
}

}  // namespace
}  // namespace rampart

#include "analyses/reserve/boot_plan.h"

#include <gtest/gtest.h>

#include "analyses/reserve/test_reserve.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;
using Texts = std::vector<std::string>;

BootSettings line_of(std::string_view text, std::optional<Architecture> architecture = {}) {
  BootSettings settings;
  settings.kind = BootSettings::Kind::CommandLine;
  settings.file = "file";
  settings.command_line = parse_command_line(text, "file");
  settings.architecture = architecture;
  return settings;
}

ReserveRequest request_for(Action action, std::string name, std::optional<Bytes> size = {},
                           std::optional<PhysAddr> base = {}) {
  ReserveRequest request = request_to(action, std::move(name));
  request.size = size;
  request.base = base;
  return request;
}

/// `set cma=64M`, with `(was X)` where only that one is meant; or what is wrong.
Texts boot_edits(const BootSettings& settings, const ReserveRequest& request) {
  const auto plan = boot_plan(settings, request);
  if (!plan) return {"error: " + plan.error().what};
  Texts texts;
  for (const BootEdit& edit : plan->boot) {
    const bool is_set = edit.action == BootEdit::Action::Set;
    std::string text = is_set ? "set " : edit.action == BootEdit::Action::Add ? "add " : "remove ";
    text += edit.name + (edit.value.empty() ? "" : "=" + edit.value);
    texts.push_back(text + (edit.old_value ? " (was " + *edit.old_value + ")" : ""));
  }
  return texts;
}

TEST(BootPlan, TheDefaultPoolOfACommandLineIsCma) {
  EXPECT_EQ(boot_edits(line_of("quiet"), request_for(Action::Resize, "linux,cma", mib(512))), (Texts{"set cma=512M"}));
  EXPECT_EQ(boot_edits(line_of("cma=64M"), request_for(Action::Remove, "default")), (Texts{"remove cma"}));
}

TEST(BootPlan, APlaceBehindTheSizeStays) {
  EXPECT_EQ(boot_edits(line_of("cma=64M@0-4G"), request_for(Action::Resize, "cma", mib(96))),
            (Texts{"set cma=96M@0-4G"}));
  EXPECT_EQ(boot_edits(line_of("cma=64M@0-4G"), request_for(Action::Move, "cma", {}, PhysAddr{0x60000000})),
            (Texts{"set cma=64M@0x60000000"}));
}

TEST(BootPlan, WhatIsThereIsNotAddedAgain) {
  EXPECT_EQ(boot_edits(line_of("cma=64M"), request_for(Action::Add, "cma", mib(64))),
            (Texts{"error: cma= is there already (expected resize)"}));
}

TEST(BootPlan, MemLimitsWhatLinuxUses) {
  EXPECT_EQ(boot_edits(line_of("quiet"), request_for(Action::Resize, "mem", gib(1))), (Texts{"set mem=1G"}));
}

TEST(BootPlan, OnlyX86ReservesOnItsCommandLine) {
  EXPECT_EQ(
      boot_edits(line_of("quiet", Architecture::Arm64), request_for(Action::Add, "dsp", mib(64), PhysAddr{0x10000000})),
      (Texts{"error: a command line cannot reserve dsp: memmap= is of x86-64 alone (expected linux,cma, mem, a "
             "device tree, or --arch x86-64)"}));
  EXPECT_EQ(boot_edits(line_of("quiet", Architecture::X86_64),
                       request_for(Action::Add, "dsp", mib(64), PhysAddr{0x10000000})),
            (Texts{"add memmap=64M$0x10000000"}));
}

TEST(BootPlan, ARegionOfMemmapIsNamedByItsBaseAndItsNeighboursStay) {
  const BootSettings settings =
      line_of("memmap=16M$0x10000000,1M$0x20000000 memmap=2M$0x30000000", Architecture::X86_64);
  EXPECT_EQ(boot_edits(settings, request_for(Action::Resize, "0x20000000", mib(4))),
            (Texts{"set memmap=16M$0x10000000,4M$0x20000000 (was 16M$0x10000000,1M$0x20000000)"}));
  EXPECT_EQ(boot_edits(settings, request_for(Action::Remove, "0x10000000")),
            (Texts{"set memmap=1M$0x20000000 (was 16M$0x10000000,1M$0x20000000)"}));
  EXPECT_EQ(boot_edits(settings, request_for(Action::Remove, "0x30000000")),
            (Texts{"remove memmap (was 2M$0x30000000)"}));
  EXPECT_EQ(boot_edits(settings, request_for(Action::Move, "0x30000000", {}, PhysAddr{0x10800000})),
            (Texts{"error: 0x10800000..0x109fffff overlaps memmap=16M$0x10000000 (expected a free place)"}));
}

TEST(BootPlan, AConfigurationSetsMebibytesAndChoosesThem) {
  BootSettings settings;
  settings.kind = BootSettings::Kind::Config;
  settings.config.cma.size_rule = CmaSizeRule::Percentage;
  EXPECT_EQ(boot_edits(settings, request_for(Action::Resize, "linux,cma", mib(512))),
            (Texts{"set CMA_SIZE_MBYTES=512", "set CMA_SIZE_SEL_PERCENTAGE=n", "set CMA_SIZE_SEL_MBYTES=y"}));
}

TEST(BootPlan, AVendorsPoolLeavesLinuxEnough) {
  BootSettings settings;
  settings.kind = BootSettings::Kind::Vendor;
  settings.board_ram = gib(4);
  EXPECT_EQ(boot_edits(settings, request_for(Action::Resize, "cmm", gib(2))), (Texts{"set maix_memory_cmm=2048"}));
  EXPECT_EQ(boot_edits(settings, request_for(Action::Remove, "cmm")), (Texts{"set maix_memory_cmm=-1"}));
  EXPECT_EQ(
      boot_edits(settings, request_for(Action::Resize, "cmm", mib(3900))),
      (Texts{"error: 3900 MiB of 4096 MiB leave Linux less than 256 MiB, and the device then ignores it (expected "
             "at most 3840 MiB)"}));
}

}  // namespace
}  // namespace rampart

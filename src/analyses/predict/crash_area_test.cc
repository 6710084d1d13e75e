#include "analyses/predict/crash_area.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyses/predict/prediction.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

struct Bank {
  std::uint64_t base;
  std::uint64_t size;
};

/// A board of one bank, its kernel of 8 MiB 2 MiB behind its start, whose kernel is built for a crash kernel.
BootSetup board(KernelVersion kernel, std::string_view cmdline, Bank bank, bool has_zones) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {2});
  b.cells("#size-cells", {2});
  b.begin_node("memory");
  b.string("device_type", "memory");
  b.cells("reg", {static_cast<std::uint32_t>(bank.base >> 32), static_cast<std::uint32_t>(bank.base),
                  static_cast<std::uint32_t>(bank.size >> 32), static_cast<std::uint32_t>(bank.size)});
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.has_config = true;
  setup.config.layout.kexec_core = setup.config.layout.crash_reserve = true;
  setup.config.layout.zone_dma = setup.config.layout.zone_dma32 = has_zones;
  setup.architecture = Architecture::Arm64;
  setup.kernel = kernel;
  setup.loaded.kernel = PhysRange::make({bank.base + mib(2).value}, mib(8));
  return setup;
}

constexpr Bank small{0x40000000, 0x20000000};
constexpr Bank large{0x40000000, 0x200000000};

/// `NAME BASE SIZE` of what `crashkernel=` was given, a line each.
std::string areas_of(const Prediction& prediction) {
  std::string text;
  for (const PredictedRegion& region : prediction.regions) {
    if (region.kind != Kind::Crash) continue;
    text += fmt::format("{} {:#x} {}M\n", region.name, region.range.base().value, region.range.size().value >> 20);
  }
  return text;
}

std::string last_line_of(const Prediction& prediction) { return prediction.log.empty() ? "" : prediction.log.back(); }

TEST(CrashArea, ItLiesRightUnderTheDefaultArea) {
  const Prediction found = predict(board({6, 12}, "crashkernel=64M", small, true));
  EXPECT_EQ(areas_of(found), "crashkernel 0x5a400000 64M\n");
  EXPECT_EQ(last_line_of(found), "crashkernel reserved: 0x000000005a400000 - 0x000000005e400000 (64 MB)");
}

TEST(CrashArea, AFixedPlaceThatIsTakenIsRefusedInTheWordsOfEachKernel) {
  const auto refusal = [](KernelVersion kernel) {
    const Prediction found = predict(board(kernel, "crashkernel=64M@0x40000000", small, true));
    EXPECT_EQ(areas_of(found), "");
    EXPECT_EQ(found.failed.back().reason, "crash_failed");
    EXPECT_EQ(found.failed.back().message, "0x40000000 is not free RAM aligned to 2 MiB");
    return last_line_of(found);
  };
  EXPECT_EQ(refusal({5, 10}), "cannot reserve crashkernel: region overlaps reserved memory");
  EXPECT_EQ(refusal({6, 1}), "cannot allocate crashkernel (size:0x4000000)");
  EXPECT_EQ(refusal({6, 12}), "crashkernel reservation failed - memory is in use.");
}

TEST(CrashArea, OfRangesTheOneThatHoldsTheRamCounts) {
  const Prediction found = predict(board({6, 12}, "crashkernel=256M-1G:32M,1G-:128M", small, true));
  EXPECT_EQ(areas_of(found), "crashkernel 0x5c400000 32M\n");
}

TEST(CrashArea, HighTakesTheTopOfRamAndKeepsSomeForDevicesBelow) {
  const Prediction found = predict(board({6, 12}, "crashkernel=256M,high", large, true));
  EXPECT_EQ(areas_of(found), "crashkernel,low 0xf7000000 128M\ncrashkernel 0x227e00000 256M\n");
}

TEST(CrashArea, BeforeSixHighCountsForNothing) {
  EXPECT_EQ(areas_of(predict(board({5, 10}, "crashkernel=256M,high", large, true))), "");
}

TEST(CrashArea, WhatIsTooLargeForTheLowerSideGoesAboveIt) {
  const std::string_view cmdline = "crashkernel=3500M";
  EXPECT_EQ(areas_of(predict(board({6, 12}, cmdline, large, true))),
            "crashkernel,low 0xf7000000 128M\ncrashkernel 0x15d200000 3500M\n");
  EXPECT_EQ(areas_of(predict(board({6, 1}, cmdline, large, true))), "");
}

TEST(CrashArea, WithoutAZoneWhatFindsNoRoomHangsTheKernel) {
  const Prediction found = predict(board({6, 12}, "crashkernel=500M", small, false));
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings.front().rule, "crash-hangs");
  EXPECT_EQ(found.findings.front().severity, Severity::Error);
}

TEST(CrashArea, AllOfRamIsRefusedAloudBefore612AndSilentlyFromThenOn) {
  EXPECT_EQ(last_line_of(predict(board({6, 11}, "crashkernel=512M", small, true))),
            "cannot allocate crashkernel (size:0x20000000)");
  const Prediction found = predict(board({6, 12}, "crashkernel=512M", small, true));
  EXPECT_EQ(areas_of(found), "");
  EXPECT_EQ(found.log.back().find("crashkernel"), std::string::npos);
}

TEST(CrashArea, AKernelThatIsNotBuiltForItReservesNothing) {
  BootSetup setup = board({6, 12}, "crashkernel=64M", small, true);
  setup.config.layout.crash_reserve = {};
  EXPECT_EQ(areas_of(predict(setup)), "");
}

}  // namespace
}  // namespace rampart

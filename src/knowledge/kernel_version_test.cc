#include "knowledge/kernel_version.h"

#include <gtest/gtest.h>

#include "knowledge/architecture.h"

namespace rampart {
namespace {

std::string refusal(std::string_view text) {
  const auto version = parse_kernel_version(text, "--kernel");
  return version ? "" : to_string(version.error());
}

TEST(KernelVersion, ASeriesOrOneReleaseOfIt) {
  EXPECT_EQ(parse_kernel_version("6.12", "--kernel").value(), (KernelVersion{6, 12}));
  EXPECT_EQ(parse_kernel_version("6.12.117", "--kernel").value(), (KernelVersion{6, 12, 117}));
  EXPECT_EQ(parse_kernel_version("6.1.0-18-arm64", "--kernel").value(), (KernelVersion{6, 1, 0}));
  EXPECT_EQ(parse_kernel_version("v7.2", "--kernel").value(), (KernelVersion{7, 2}));
  EXPECT_EQ(parse_kernel_version("latest", "--kernel").value(), newest_known_kernel);
}

TEST(KernelVersion, WhatIsNoVersionIsRefused) {
  EXPECT_EQ(refusal("9.9"), "--kernel 9.9: not known (5.4 to 7.2); give the nearest, or --kernel latest");
  EXPECT_EQ(refusal("six"), "--kernel six: no version (expected one such as 6.12 or 6.12.117)");
  EXPECT_EQ(refusal("6"), "--kernel 6: no version (expected one such as 6.12 or 6.12.117)");
  EXPECT_EQ(refusal("6.12."), "--kernel 6.12.: no patch level (expected a version such as 6.12 or 6.12.117)");
  EXPECT_EQ(refusal("6.12x"), "--kernel 6.12x: no version (expected one such as 6.12 or 6.12.117)");
}

TEST(KernelVersion, ASeriesIsItsNewestRelease) {
  EXPECT_TRUE(compare({6, 12}, {6, 12, 117}) > 0);
  EXPECT_TRUE(compare({6, 12, 200}, {6, 13}) < 0);
  EXPECT_TRUE(compare({6, 1}, {6, 12}) < 0);
}

TEST(Architecture, ACpuTellsIt) {
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a53"), Architecture::Arm64);
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a5"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a7"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,arm1176jzf-s"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,arm926ej-s"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,armv8"), Architecture::Arm64);  // Arm's own models
  EXPECT_EQ(architecture_of_cpu("qcom,kryo"), Architecture::Arm64);
  EXPECT_EQ(architecture_of_cpu("sifive,u74-mc"), Architecture::Riscv64);
  EXPECT_EQ(architecture_of_cpu("acme,z80"), std::nullopt);
}

}  // namespace
}  // namespace rampart

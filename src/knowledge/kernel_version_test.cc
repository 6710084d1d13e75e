#include "knowledge/kernel_version.h"

#include <gtest/gtest.h>

#include "knowledge/architecture.h"
#include "knowledge/kernel_behaviour.h"

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

TEST(KernelBehaviour, EachChangeIsThereFromItsReleaseOn) {
  using DefaultNode = KernelBehaviour::DefaultNode;
  EXPECT_EQ(behaviour_of({5, 4}).default_node, DefaultNode::TreeWins);
  EXPECT_EQ(behaviour_of({5, 10}).default_node, DefaultNode::Bypassed);
  EXPECT_EQ(behaviour_of({6, 19}).default_node, DefaultNode::SkippedBeforeScan);
  EXPECT_EQ(behaviour_of({7, 2}).default_node, DefaultNode::SkippedIfPool);
  EXPECT_FALSE(behaviour_of({6, 1}).memreserve_is_last);
  EXPECT_TRUE(behaviour_of({6, 6}).memreserve_is_last);
  EXPECT_FALSE(behaviour_of({6, 6}).static_nodes_late);
  EXPECT_TRUE(behaviour_of({6, 12, 117}).static_nodes_late);
}

TEST(KernelBehaviour, AChangeThatWasTakenBackIsGoneAgain) {
  using Image = KernelBehaviour::ImageReserved;
  EXPECT_EQ(behaviour_of({5, 10}).image_reserved, Image::Whole);
  EXPECT_EQ(behaviour_of({6, 1}).image_reserved, Image::FromStext);
  EXPECT_EQ(behaviour_of({6, 12}).image_reserved, Image::Whole);
}

TEST(KernelBehaviour, TheTableIsInOrderAndEachRowSaysWhence) {
  const auto changes = kernel_changes();
  for (std::size_t i = 0; i < changes.size(); ++i) {
    EXPECT_FALSE(changes[i].source.empty()) << changes[i].id;
    EXPECT_FALSE(changes[i].what.empty()) << changes[i].id;
    const KernelVersion& before = changes[i == 0 ? 0 : i - 1].since;
    EXPECT_TRUE(compare(before, changes[i].since) <= 0) << changes[i].id;
  }
}

TEST(Architecture, ACpuTellsIt) {
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a53"), Architecture::Arm64);
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a5"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,cortex-a7"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("arm,arm1176jzf-s"), Architecture::Arm);
  EXPECT_EQ(architecture_of_cpu("qcom,kryo"), Architecture::Arm64);
  EXPECT_EQ(architecture_of_cpu("sifive,u74-mc"), Architecture::Riscv64);
  EXPECT_EQ(architecture_of_cpu("acme,z80"), std::nullopt);
}

}  // namespace
}  // namespace rampart

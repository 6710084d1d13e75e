#include <gtest/gtest.h>

#include "analyses/check/test_board.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

template <typename Reserved>
Texts changes(const BootSetup& before, Reserved after) {
  return found("firmware-changed", test_board(after), {.baseline = &before.tree});
}

const auto before = [] {
  return test_board([](DtbBuilder& b) {
    region(b, "adsp@46100000", 0x46100000, 0x2800000, {"no-map"});
    region(b, "linux,cma", 0x50000000, 0x4000000, {"shared-dma-pool", "reusable"});
  });
};

TEST(FirmwareChanged, ACarveOutThatMovedShrankOrWentIsAnError) {
  EXPECT_EQ(changes(before(), [](DtbBuilder& b) { region(b, "adsp@46200000", 0x46200000, 0x2800000, {"no-map"}); }),
            Texts{"error: adsp@46200000 moved from 0x46100000..0x488fffff to 0x46200000..0x489fffff"});
  EXPECT_EQ(changes(before(), [](DtbBuilder& b) { region(b, "adsp@46100000", 0x46100000, 0x2700000, {"no-map"}); }),
            Texts{"error: adsp@46100000 shrank from 40 MiB to 39 MiB"});
  EXPECT_EQ(changes(before(), [](DtbBuilder&) {}),
            Texts{"error: adsp@46100000 of 40 MiB at 0x46100000..0x488fffff was removed"});
  EXPECT_EQ(changes(before(), [](DtbBuilder& b) { region(b, "adsp@46100000", 0x46100000, 0x2800000); }),
            Texts{"error: adsp@46100000 lost its no-map: Linux maps it again"});
}

TEST(FirmwareChanged, WhatGrewWasRenamedOrBelongsToLinuxIsNoChange) {
  EXPECT_EQ(changes(before(), [](DtbBuilder& b) { region(b, "adsp@46000000", 0x46000000, 0x2900000, {"no-map"}); }),
            Texts{});
  EXPECT_EQ(changes(before(), [](DtbBuilder& b) { region(b, "audio@46100000", 0x46100000, 0x2800000, {"no-map"}); }),
            Texts{});
}

}  // namespace
}  // namespace rampart

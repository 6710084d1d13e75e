#include "analyses/reserve/reserve_plan.h"

#include <gtest/gtest.h>

#include "analyses/reserve/test_reserve.h"

namespace rampart {
namespace {

using Action = ReserveRequest::Action;
using Texts = std::vector<std::string>;

/// 1 GiB at 0x40000000 with `dsp` and `vpu` side by side at 0x50000000, `far` behind a gap, and a default pool.
BootSetup plain_board() {
  return test_board([](DtbBuilder& b) {
    region(b, "dsp@50000000", 0x50000000, 0x00100000, {"no-map"});
    region(b, "vpu@50100000", 0x50100000, 0x00300000, {"no-map"});
    region(b, "far@60000000", 0x60000000, 0x00100000, {"no-map"});
    b.begin_node("linux,cma");
    b.string("compatible", "shared-dma-pool");
    b.cells("size", {0, 0x4000000});
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  });
}

ReserveRequest add_static(std::string name, std::uint64_t base, std::uint64_t size) {
  ReserveRequest request = request_to(Action::Add, std::move(name));
  request.base = PhysAddr{base};
  request.size = Bytes{size};
  return request;
}

ReserveRequest resize(std::string name, Bytes size) {
  ReserveRequest request = request_to(Action::Resize, std::move(name));
  request.size = size;
  return request;
}

ReserveRequest move(std::string name, std::uint64_t base) {
  ReserveRequest request = request_to(Action::Move, std::move(name));
  request.base = PhysAddr{base};
  return request;
}

TEST(ReserveAdd, ACarveOutStandsByAddressAmongTheOthers) {
  ReserveRequest request = add_static("my_carveout_mem", 0x58000000, 0x100000);
  request.no_map = true;
  EXPECT_EQ(planned(plain_board(), request),
            (Texts{"add my_carveout_mem: /reserved-memory/my_carveout_mem@58000000 before far@60000000; "
                   "reg = <0x0 0x58000000 0x0 0x100000>; no-map"}));
}

TEST(ReserveAdd, TheNamesOfTheDefaultPoolAreForItAlone) {
  for (const std::string name : {"linux,cma", "cma", "default"}) {
    EXPECT_EQ(planned(plain_board(), add_static(name, 0x58000000, 0x100000)),
              (Texts{"error: " + name + " means the default pool (expected --reusable --default, or another name)"}));
  }
}

TEST(ReserveAdd, APoolIsPlacedByTheKernelWhereItMay) {
  ReserveRequest request = request_to(Action::Add, "my_cma");
  request.size = Bytes{0x1400000};
  request.alignment = Bytes{0x400000};
  request.alloc_ranges = {*PhysRange::make({0}, gib(4))};
  request.reusable = true;
  EXPECT_EQ(planned(plain_board(), request),
            (Texts{"add my_cma: /reserved-memory/my_cma; compatible = shared-dma-pool; size = <0x0 0x1400000>; "
                   "alignment = <0x0 0x400000>; alloc-ranges = <0x0 0x0 0x1 0x0>; reusable"}));
}

TEST(ReserveAdd, ADeviceNamesTheNewRegionBehindThoseItHas) {
  BootSetup setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("npu");
        b.cells("memory-region", {1});
        b.end_node();
      },
      [](DtbBuilder& b) {
        b.begin_node("a@50000000");
        b.cells("reg", {0, 0x50000000, 0, 0x100000});
        b.cells("phandle", {1});
        b.end_node();
      });
  ReserveRequest request = add_static("pool", 0x60000000, 0x8000000);
  request.device = "/npu";
  EXPECT_EQ(planned(setup, request).back(),
            "set /npu memory-region = <&/reserved-memory/a@50000000 &/reserved-memory/pool@60000000>");
}

TEST(ReserveAdd, ATreeWithoutRegionsGetsTheirParentInTheRootsCells) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.begin_node("memory@40000000");
  b.string("device_type", "memory");
  b.cells("reg", {0x40000000, 0x40000000});
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  EXPECT_EQ(planned(setup, add_static("a", 0x50000000, 0x100000)),
            (Texts{"add : /reserved-memory; #address-cells = <0x1>; #size-cells = <0x1>; ranges",
                   "add a: /reserved-memory/a@50000000; reg = <0x50000000 0x100000>"}));
}

TEST(ReserveAdd, ATakenPlaceIsRefusedWithAFreeOne) {
  EXPECT_EQ(planned(plain_board(), add_static("a", 0x50000000, 0x100000)),
            (Texts{"error: 0x50000000..0x500fffff overlaps dsp@50000000 at 0x50000000..0x500fffff (expected a free "
                   "place such as 0x50400000)"}));
}

TEST(ReserveAdd, ACarveOutBeginsAndEndsOnAMebibyte) {
  EXPECT_EQ(planned(plain_board(), add_static("a", 0x58080000, 0x100000)),
            (Texts{"error: 0x58080000 is no multiple of 1 MiB, the boundary of carve-outs (expected 0x58000000 or "
                   "0x58100000, or --force)"}));
  EXPECT_EQ(
      planned(plain_board(), add_static("a", 0x58000000, 0x80000)),
      (Texts{"error: a size of 0x80000 is no multiple of 1 MiB, the boundary of carve-outs (expected 0x100000, or "
             "--force)"}));
}

TEST(ReserveAdd, APoolIsAMultipleOfTheGranule) {
  ReserveRequest request = request_to(Action::Add, "pool");
  request.size = mib(1);
  request.reusable = true;
  EXPECT_EQ(
      planned(plain_board(), request),
      (Texts{"error: 1 MiB is no multiple of 2 MiB, the granule of CMA areas of Linux 6.12 (expected 0x200000)"}));
}

TEST(ReserveAdd, APlaceOutsideOfRamIsRefused) {
  EXPECT_EQ(planned(plain_board(), add_static("a", 0x90000000, 0x100000)),
            (Texts{"error: 0x90000000..0x900fffff is not all in RAM (expected a free place such as 0x40000000)"}));
}

TEST(ReserveAdd, WhatTheBootLoaderPutsThereIsInTheWay) {
  BootSetup setup = plain_board();
  setup.loaded.initrd = PhysRange::make({0x48000000}, mib(8));
  EXPECT_EQ(planned(setup, add_static("a", 0x48000000, 0x100000)),
            (Texts{"error: 0x48000000..0x480fffff overlaps the initrd at 0x48000000..0x487fffff (expected a free place "
                   "such as 0x48800000)"}));
}

TEST(ReserveAdd, ASecondDefaultPoolIsRefused) {
  ReserveRequest request = request_to(Action::Add, "pool");
  request.size = mib(64);
  request.reusable = true;
  request.is_default = true;
  EXPECT_EQ(planned(plain_board(), request), (Texts{"error: linux,cma is the default pool already (expected resize)"}));
}

TEST(ReserveResize, WhatFollowsMovesUpInOrderAndTheGapBehindItEndsThat) {
  EXPECT_EQ(planned(plain_board(), resize("dsp", mib(2))),
            (Texts{"set /reserved-memory/vpu@50100000 reg = <0x0 0x50200000 0x0 0x300000>",
                   "rename /reserved-memory/vpu@50100000 to vpu@50200000",
                   "set /reserved-memory/dsp@50000000 reg = <0x0 0x50000000 0x0 0x200000>"}));
}

TEST(ReserveResize, EachKeepsItsOwnAlignment) {
  const BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "a@50000000", 0x50000000, 0x00100000, {"no-map"});
    region(b, "b@50100000", 0x50100000, 0x0000a000, {"no-map"});
    region(b, "c@5010a000", 0x5010a000, 0x00002000, {"no-map"});
    region(b, "d@50200000", 0x50200000, 0x00100000, {"no-map"});
  });
  EXPECT_EQ(planned(setup, resize("a", mib(2))),
            (Texts{"set /reserved-memory/d@50200000 reg = <0x0 0x50300000 0x0 0x100000>",
                   "rename /reserved-memory/d@50200000 to d@50300000",
                   "set /reserved-memory/c@5010a000 reg = <0x0 0x5020a000 0x0 0x2000>",
                   "rename /reserved-memory/c@5010a000 to c@5020a000",
                   "set /reserved-memory/b@50100000 reg = <0x0 0x50200000 0x0 0xa000>",
                   "rename /reserved-memory/b@50100000 to b@50200000",
                   "set /reserved-memory/a@50000000 reg = <0x0 0x50000000 0x0 0x200000>"}));
}

TEST(ReserveResize, WhatCannotMoveIsPassedOver) {
  BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "a@50000000", 0x50000000, 0x00100000, {"no-map"});
    region(b, "b@50100000", 0x50100000, 0x00100000, {"no-map"});
  });
  setup.loaded.initrd = PhysRange::make({0x50200000}, mib(8));
  EXPECT_EQ(planned(setup, resize("a", mib(2))),
            (Texts{"set /reserved-memory/b@50100000 reg = <0x0 0x50a00000 0x0 0x100000>",
                   "rename /reserved-memory/b@50100000 to b@50a00000",
                   "set /reserved-memory/a@50000000 reg = <0x0 0x50000000 0x0 0x200000>"}));
}

TEST(ReserveResize, AnImageOfFirmwareMovesAndAResidentDoesNot) {
  const auto setup = [](std::string_view next) {
    BootSetup board = test_board([&](DtbBuilder& b) {
      region(b, "adsp@50000000", 0x50000000, 0x00100000, {"no-map"});
      region(b, std::string{next} + "@50100000", 0x50100000, 0x00100000, {"no-map"});
    });
    board.tree.compatible = {"qcom,qcs6490"};
    return board;
  };
  EXPECT_EQ(planned(setup("cdsp"), resize("adsp", mib(2))).front(),
            "set /reserved-memory/cdsp@50100000 reg = <0x0 0x50200000 0x0 0x100000>");
  EXPECT_EQ(planned(setup("tz"), resize("adsp", mib(2))),
            (Texts{"error: adsp@50000000 would reach into tz@50100000 at 0x50100000..0x501fffff, which belongs to "
                   "TrustZone (expected at most 0x100000, or --force)"}));
}

TEST(ReserveResize, FirmwareIsNotShrunkWithoutForceAndWithItTheReasonIsTold) {
  BootSetup setup = test_board([](DtbBuilder& b) { region(b, "adsp@50000000", 0x50000000, 0x00200000, {"no-map"}); });
  setup.tree.compatible = {"qcom,qcs6490"};
  ReserveRequest request = resize("adsp", mib(1));
  EXPECT_EQ(planned(setup, request),
            (Texts{"error: adsp@50000000 holds the audio DSP's firmware, which may be linked for its place (expected "
                   "--force to have it shrunk)"}));
  request.force = true;
  const auto plan = reserve_plan(setup, request, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->notes,
            (Texts{"adsp@50000000 holds the audio DSP's firmware, which may be linked for its place; it is "
                   "shrunk by --force"}));
}

TEST(ReserveResize, TheDefaultPoolChangesWhereItIsDecided) {
  BootSetup setup = plain_board();
  EXPECT_EQ(planned(setup, resize("linux,cma", mib(512))),
            (Texts{"set /reserved-memory/linux,cma size = <0x0 0x20000000>"}));
  setup.command_line = parse_command_line("quiet cma=64M@0-4G", "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  EXPECT_EQ(planned(setup, resize("linux,cma", mib(512))), (Texts{"cma=512M@0-4G"}));
  setup.kernel = {5, 4};  // where the tree wins
  EXPECT_EQ(planned(setup, resize("linux,cma", mib(512))),
            (Texts{"set /reserved-memory/linux,cma size = <0x0 0x20000000>"}));
}

TEST(ReserveResize, WhatOnlyTheConfigurationSetsBecomesANode) {
  const BootSetup setup = test_board([](DtbBuilder& b) { region(b, "a@50000000", 0x50000000, 0x100000); });
  EXPECT_EQ(planned(setup, resize("linux,cma", mib(512))),
            (Texts{"add : /reserved-memory/linux,cma; compatible = shared-dma-pool; size = <0x0 0x20000000>; reusable; "
                   "linux,cma-default"}));
}

TEST(ReserveMove, TheNameFollowsTheAddress) {
  EXPECT_EQ(planned(plain_board(), move("dsp@50000000", 0x58000000)),
            (Texts{"set /reserved-memory/dsp@50000000 reg = <0x0 0x58000000 0x0 0x100000>",
                   "rename /reserved-memory/dsp@50000000 to dsp@58000000"}));
}

TEST(ReserveMove, ARegionMayOverlapItsOldPlace) {
  EXPECT_EQ(planned(plain_board(), move("vpu", 0x50200000)).front(),
            "set /reserved-memory/vpu@50100000 reg = <0x0 0x50200000 0x0 0x300000>");
}

TEST(ReserveMove, ARegionOfSeveralPlacesIsNotMoved) {
  const BootSetup setup = test_board([](DtbBuilder& b) {
    b.begin_node("two");
    b.cells("reg", {0, 0x50000000, 0, 0x100000, 0, 0x60000000, 0, 0x100000});
    b.end_node();
  });
  EXPECT_EQ(planned(setup, move("two", 0x58000000)),
            (Texts{"error: two has several places (expected one base and size in its reg)"}));
}

TEST(ReserveMove, ANumberThatTheCellsCannotHoldIsRefused) {
  DtbBuilder b;
  b.begin_node("");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.begin_node("reserved-memory");
  b.cells("#address-cells", {1});
  b.cells("#size-cells", {1});
  b.property("ranges");
  b.begin_node("a@50000000");
  b.cells("reg", {0x50000000, 0x100000});
  b.end_node();
  b.end_node();
  b.end_node();
  BootSetup setup;
  setup.tree = parse_dtb(b.finish().value(), "board.dtb").value();
  EXPECT_EQ(planned(setup, move("a", 0x1'0000'0000)),
            (Texts{"error: 0x100000000 does not fit #address-cells = <1> of /reserved-memory (expected less)"}));
}

TEST(ReserveRemove, WhatNamesARegionNoLongerDoes) {
  const BootSetup setup = test_board(
      [](DtbBuilder& b) {
        b.begin_node("npu");
        b.cells("memory-region", {1, 2});
        b.property("memory-region-names", std::string_view{"a\0b", 4});
        b.end_node();
        b.begin_node("vpu");
        b.cells("memory-region", {1});
        b.end_node();
      },
      [](DtbBuilder& b) {
        for (const std::uint32_t number : {1U, 2U}) {
          b.begin_node(fmt::format("r{}@5{}000000", number, number));
          b.cells("reg", {0, 0x50000000 + number * 0x1000000, 0, 0x100000});
          b.cells("phandle", {number});
          b.end_node();
        }
      });
  EXPECT_EQ(planned(setup, request_to(Action::Remove, "r1")),
            (Texts{"set /npu memory-region = <&/reserved-memory/r2@52000000>", "set /npu memory-region-names = b",
                   "remove /vpu memory-region", "remove /reserved-memory/r1@51000000"}));
}

TEST(ReserveRemove, TheLastRegionTakesAParentThatIsOnlyForItAlong) {
  const BootSetup setup = test_board([](DtbBuilder& b) { region(b, "a@50000000", 0x50000000, 0x100000); });
  ReserveFacts facts;
  facts.drop_empty_parent = true;
  EXPECT_EQ(planned(setup, request_to(Action::Remove, "a"), facts), (Texts{"remove /reserved-memory"}));
}

TEST(ReserveRemove, ANameThatSeveralHaveIsAsked) {
  const BootSetup setup = test_board([](DtbBuilder& b) {
    region(b, "memory@50000000", 0x50000000, 0x100000);
    region(b, "memory@60000000", 0x60000000, 0x100000);
  });
  EXPECT_EQ(planned(setup, request_to(Action::Remove, "memory")),
            (Texts{"error: memory may be memory@50000000 or memory@60000000 (expected one of them)"}));
  EXPECT_EQ(planned(setup, request_to(Action::Remove, "/reserved-memory/memory@60000000")),
            (Texts{"remove /reserved-memory/memory@60000000"}));
}

TEST(ReserveRemove, ARegionThatIsNotThereIsNotFound) {
  EXPECT_EQ(planned(plain_board(), request_to(Action::Remove, "nothing")),
            (Texts{"error: nothing is no region of this tree (expected a node, label or path)"}));
}

}  // namespace
}  // namespace rampart

#include "analyses/predict/prediction.h"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyses/predict/predicted_map.h"
#include "analyses/predict/test_layout.h"
#include "analyses/predict/upgrade.h"

namespace rampart {
namespace {

void pool(DtbBuilder& b, std::string_view name, std::uint32_t base, std::uint32_t size) {
  b.begin_node(name);
  b.cells("reg", {0, base, 0, size});
  b.string("compatible", "shared-dma-pool");
  b.property("reusable");
}

const auto default_pool = [](DtbBuilder& b) {
  pool(b, "linux,cma@50000000", 0x50000000, 0x4000000);
  b.property("linux,cma-default");
  b.end_node();
};

/// `NAME BASE SIZE KIND` of each region, a line each.
std::string regions_of(const Prediction& prediction) {
  std::string text;
  for (const PredictedRegion& region : prediction.regions) {
    text += region.name + ' ' + fmt::format("{:#x}", region.range.base().value) + ' ' +
            std::to_string(region.range.size().value >> 20) + "M " + std::string{to_string(region.kind)} +
            (region.attributes.is_default ? " default" : "") + '\n';
  }
  return text;
}

/// `NAME REASON` of each refusal.
std::string refusals_of(const Prediction& prediction) {
  std::string text;
  for (const RefusedRegion& refusal : prediction.failed) text += refusal.name + ' ' + refusal.reason + '\n';
  return text;
}

/// The rules of the findings that are errors.
std::string errors_of(const Prediction& prediction) {
  std::string text;
  for (const Finding& finding : prediction.findings) {
    if (finding.severity == Severity::Error) text += finding.rule + '\n';
  }
  return text;
}

TEST(Prediction, TheTreesDefaultPoolTakesThePlaceOfTheConfigurations) {
  const Prediction found = predict(board({6, 12}, "", default_pool));
  EXPECT_EQ(regions_of(found), "linux,cma@50000000 0x50000000 64M cma default\n");
  EXPECT_EQ(found.default_cma, (DefaultArea{"linux,cma@50000000", RegionSource::DeviceTree}));
  EXPECT_EQ(found.cma_total, mib(64));
}

TEST(Prediction, AKernelWithoutCmaMakesNoPool) {
  BootSetup setup = board({6, 12}, "", default_pool);
  setup.config.cma.cma = false;  // its .config does not name DMA_CMA then
  const Prediction found = predict(setup);
  setup.config.cma.cma = true;
  setup.config.cma.dma_cma = false;
  const Prediction without_dma_cma = predict(setup);
  EXPECT_EQ(found.cma_total, Bytes{});
  EXPECT_EQ(regions_of(found), regions_of(without_dma_cma));
  EXPECT_EQ(refusals_of(found), refusals_of(without_dma_cma));
}

TEST(Prediction, WithCmaOnTheCommandLineTheTreesPoolIsBypassed) {
  const Prediction found = predict(board({6, 1}, "cma=32M", default_pool));
  EXPECT_EQ(regions_of(found), "reserved 0x5d400000 32M cma default\n");
  EXPECT_EQ(refusals_of(found), "linux,cma@50000000 bypass\n");
  EXPECT_EQ(found.log, (std::vector<std::string>{
                           "Reserved memory: bypass linux,cma@50000000 node, using cmdline CMA params instead",
                           "OF: reserved mem: node linux,cma@50000000 compatible matching fail",
                           "cma: Reserved 32 MiB at 0x000000005d400000"}));
  EXPECT_EQ(found.default_cma, (DefaultArea{"reserved", RegionSource::CommandLine}));
}

TEST(Prediction, BeforeFiveSixTheTreesPoolWins) {
  const Prediction found = predict(board({5, 4}, "cma=32M", default_pool));
  EXPECT_EQ(regions_of(found), "linux,cma@50000000 0x50000000 64M cma default\n");
}

TEST(Prediction, ABuildThatNobodyBootedIsSaidToBeOne) {
  BootSetup setup = board({6, 1}, "", default_pool);
  setup.config.pages.page_size = kib(64);
  const std::vector<Finding> findings = predict(setup).findings;
  const auto note = std::ranges::find(findings, "not-charted", &Finding::rule);
  ASSERT_NE(note, findings.end());
  EXPECT_EQ(note->message,
            "Linux 6.1 on arm64 with pages of 64 KiB: no boot of such a kernel was compared with a prediction; its "
            "layout is put together from its source");
  for (const std::uint64_t size : {16U, 64U}) {
    setup.kernel = {6, 12};
    setup.config.pages.page_size = kib(size);
    EXPECT_EQ(std::ranges::count(predict(setup).findings, "not-charted", &Finding::rule), 0) << size;
  }
}

TEST(Prediction, TheLogsAddressesHaveTheDigitsOfTheirType) {
  BootSetup setup = board({6, 1}, "", default_pool);
  const auto created = [&] { return predict(setup).log.at(0); };
  setup.architecture = Architecture::Arm;
  EXPECT_EQ(created(), "Reserved memory: created CMA memory pool at 0x50000000, size 64 MiB");
  setup.config.layout.lpae = true;
  EXPECT_EQ(created(), "Reserved memory: created CMA memory pool at 0x0000000050000000, size 64 MiB");
}

TEST(Prediction, SevenTwoCountsTheEntriesOfANodeBeforeItDropsIt) {
  const Prediction found = predict(board({7, 2}, "cma=32M", [](DtbBuilder& b) {
    b.begin_node("vpu@50000000");
    b.cells("reg", {0, 0x50000000, 0, 0x4000000, 0, 0x58000000, 0, 0x400000});
    b.string("compatible", "shared-dma-pool");
    b.property("reusable");
    b.property("linux,cma-default");
    b.end_node();
  }));
  ASSERT_GE(found.log.size(), 2U);
  EXPECT_EQ(found.log[0],
            "OF: reserved mem: Reserved memory: node 'vpu@50000000' has 2 <base size> entries, only the first is used");
  EXPECT_EQ(found.log[1], "Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.");
}

TEST(Prediction, SevenTwoDropsTheNodeBeforeItIsReserved) {
  const Prediction found = predict(board({7, 2}, "cma=32M", default_pool));
  EXPECT_EQ(found.log,
            (std::vector<std::string>{"Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.",
                                      "Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.",
                                      "cma: Reserved 32 MiB at 0x000000005dc00000"}));
}

TEST(Prediction, ACmaOfZeroLeavesNoDefaultAreaAtAll) {
  const Prediction found = predict(board({6, 12}, "cma=0", default_pool));
  EXPECT_EQ(regions_of(found), "");
  EXPECT_EQ(found.default_cma, DefaultArea{});
  EXPECT_EQ(found.cma_total, Bytes{0});
}

TEST(Prediction, ASizeOffTheGranuleMakesAFixedAreaFail) {
  const Prediction found = predict(board({6, 12}, "cma=3M@0x50000000", [](DtbBuilder&) {}));
  EXPECT_EQ(refusals_of(found), "reserved cma_limit\n");
  EXPECT_EQ(found.log,
            (std::vector<std::string>{
                "cma: Size (0x0000000000400000) of region at 0x0000000050000000 exceeds limit (0x0000000050000000)",
                "cma: Failed to reserve 4 MiB on node -1"}));
}

TEST(Prediction, OnArmAFixedAreaThatEndsPast4GibIsTakenAsItIs) {
  auto setup = board({6, 1}, "cma=512M@0xf0000000", [](DtbBuilder&) {});
  setup.architecture = Architecture::Arm;
  const Prediction found = predict(setup);
  EXPECT_EQ(refusals_of(found), "");
  EXPECT_EQ(errors_of(found), "cma-without-memory\n");
  EXPECT_EQ(found.log, std::vector<std::string>{"cma: Reserved 512 MiB at 0xf0000000"});
  setup.architecture = Architecture::Arm64;
  EXPECT_EQ(refusals_of(predict(setup)), "reserved cma_limit\n");
}

TEST(Prediction, ANoMapRegionOverTheKernelIsRefused) {
  const auto over_kernel = [](DtbBuilder& b) {
    b.begin_node("fw@40800000");
    b.cells("reg", {0, 0x40800000, 0, 0x400000});
    b.property("no-map");
    b.end_node();
  };
  const Prediction found = predict(board({6, 1}, "cma=0", over_kernel));
  EXPECT_EQ(regions_of(found), "");
  EXPECT_EQ(refusals_of(found), "fw@40800000 reserve_fail\n");
}

TEST(Prediction, ANoMapRegionOutsideRamIsLegal) {
  const auto sram = [](DtbBuilder& b) {
    b.begin_node("sram@10000000");
    b.cells("reg", {0, 0x10000000, 0, 0x10000});
    b.property("no-map");
    b.end_node();
  };
  const Prediction found = predict(board({6, 12}, "cma=0", sram));
  EXPECT_EQ(regions_of(found), "sram@10000000 0x10000000 0M no-map\n");
  EXPECT_EQ(errors_of(found), "");
}

TEST(Prediction, APoolWithoutRamPanics) {
  const auto lost = [](DtbBuilder& b) {
    pool(b, "gpu@90000000", 0x90000000, 0x1000000);
    b.end_node();
  };
  EXPECT_EQ(errors_of(predict(board({6, 12}, "cma=0", lost))), "cma-without-memory\n");
}

TEST(Prediction, APoolOffTheGranuleFreesWhateverLiesThere) {
  const auto misaligned = [](DtbBuilder& b) {
    pool(b, "gpu@40700000", 0x40700000, 0x400000);
    b.end_node();
  };
  const Prediction found = predict(board({6, 12}, "cma=0", misaligned));
  EXPECT_EQ(refusals_of(found), "gpu@40700000 cma_incorrect_alignment\n");
  EXPECT_EQ(errors_of(found), "image-freed\n");
}

TEST(Prediction, ADynamicRegionGoesBottomUpBesideItsNeighbourSinceSixFive) {
  const auto beside = [](DtbBuilder& b) {
    for (const char* const name : {"a", "b"}) {
      b.begin_node(name);
      b.cells("size", {0, 0x100000});
      b.cells("alloc-ranges", {0, 0x50000000, 0, 0x1000000});
      b.end_node();
    }
    b.begin_node("c");
    b.cells("size", {0, 0x100000});
    b.cells("alloc-ranges", {0, 0x50f00000, 0, 0x4000000});
    b.end_node();
  };
  EXPECT_EQ(regions_of(predict(board({6, 1}, "cma=0", beside))),
            "a 0x50e00000 1M reserved\nb 0x50f00000 1M reserved\nc 0x54e00000 1M reserved\n");
  EXPECT_EQ(regions_of(predict(board({6, 12}, "cma=0", beside))),
            "b 0x50e00000 1M reserved\na 0x50f00000 1M reserved\nc 0x51000000 1M reserved\n");
}

TEST(Prediction, WithoutRamOnlyStaticRegionsAreTold) {
  BootSetup setup = board({6, 12}, "", default_pool);
  setup.tree.memory.clear();
  const Prediction found = predict(setup);
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings.front().rule, "no-ram");
  setup.ram = {*PhysRange::make({0x40000000}, mib(512))};
  EXPECT_EQ(regions_of(predict(setup)), "linux,cma@50000000 0x50000000 64M cma default\n");
}

TEST(Prediction, WhatNobodyToldIsAssumedAndSaid) {
  BootSetup setup = board({6, 12}, "", default_pool);
  setup.loaded.kernel.reset();
  setup.has_config = false;
  EXPECT_EQ(predict(setup).assumptions,
            (std::vector<std::string>{
                "no configuration: 4 KiB pages, huge pages, DMA zones, a default CMA area of 16 MiB, as distributions "
                "build kernels; give --config",
                "kernel at 0x40200000 (+32 MiB), initrd and fdt not given: give --loaded for exact addresses"}));
}

TEST(Prediction, AVersionThatWasNotBootedSaysSo) {
  const auto rules_of = [](const Prediction& prediction) {
    std::string text;
    for (const Finding& finding : prediction.findings) text += finding.rule + '\n';
    return text;
  };
  EXPECT_EQ(rules_of(predict(board({6, 12}, "", default_pool))), "");
  EXPECT_EQ(rules_of(predict(board({6, 6}, "", default_pool))), "not-charted\n");
}

TEST(Prediction, ThePageThatANoMapRegionCutsIsNotMappedSince612117) {
  const auto cut_page_at_the_top = [](DtbBuilder& b) {
    b.begin_node("ramoops");
    b.cells("size", {0, 1});
    b.cells("alignment", {0, 0x200000});
    b.property("no-map");
    b.end_node();
    b.begin_node("vpu");
    b.cells("reg", {0, 0x5fe01000, 0, 0x1ff000});
    b.end_node();
  };
  EXPECT_TRUE(predict(board({6, 12, 116}, "", cut_page_at_the_top)).findings.empty());
  const Prediction found = predict(board({6, 12, 117}, "", cut_page_at_the_top));
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].rule, "page-not-mapped");
  EXPECT_EQ(found.findings[0].severity, Severity::Error);
  EXPECT_EQ(found.findings[0].message,
            "a no-map region has a part of the page at 0x5fe00000, the kernel takes the rest for tables of its own, "
            "and the page is not mapped: it crashes");
}

BootSetup pc(std::string_view cmdline) {
  BootSetup setup;
  setup.command_line = parse_command_line(cmdline, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
  setup.has_config = true;
  setup.architecture = Architecture::X86_64;
  setup.kernel = {6, 12};
  setup.ram = {*PhysRange::make({0}, mib(2048))};
  setup.loaded.kernel = PhysRange::make({0x1000000}, mib(32));
  return setup;
}

TEST(Prediction, OnX86MemmapTakesRamAway) {
  const Prediction found = predict(pc("cma=64M memmap=256M$0x70000000"));
  EXPECT_EQ(regions_of(found), "reserved 0x6c000000 64M cma default\nmemmap 0x70000000 256M reserved\n");
  EXPECT_EQ(found.ram, (std::vector<PhysRange>{*PhysRange::make({0}, {0x70000000})}));
}

TEST(Prediction, OnX86APoolAboveFourGigabytesBeginsThere) {
  BootSetup setup = pc("cma=64M");
  setup.ram.push_back(*PhysRange::make({0x100000000}, mib(2048)));
  EXPECT_EQ(regions_of(predict(setup)), "reserved 0x100000000 64M cma default\n");
}

TEST(Upgrade, TheChangeThatMovesARegionIsNamed) {
  const Upgrade upgrade = compare_kernels(board({6, 1}, "cma=32M", default_pool), {{5, 4}, {5, 10}});
  ASSERT_EQ(upgrade.rows.size(), 2U);
  EXPECT_EQ(upgrade.rows[0].name, "linux,cma@50000000");
  ASSERT_NE(upgrade.rows[0].cells[1].cause, nullptr);
  EXPECT_EQ(upgrade.rows[0].cells[1].cause->id, "cmdline-first");
}

}  // namespace
}  // namespace rampart

#include <gtest/gtest.h>

#include "analyses/check/test_board.h"
#include "analyses/predict/prediction.h"
#include "sources/cmdline.h"
#include "sources/memory_parameters.h"

namespace rampart {
namespace {

using Texts = std::vector<std::string>;

/// A default pool, static or dynamic, and a phandle to name it by.
void pool(DtbBuilder& b, std::string_view name, bool is_static) {
  b.begin_node(name);
  b.string("compatible", "shared-dma-pool");
  if (is_static) {
    b.cells("reg", {0, 0x60000000, 0, 0x4000000});
  } else {
    b.cells("size", {0, 0x4000000});
    b.cells("alloc-ranges", {0, 0x40000000, 0, 0x20000000});
  }
  b.property("reusable");
  b.property("linux,cma-default");
  b.cells("phandle", {is_static ? 2U : 1U});
  b.end_node();
}

void user(DtbBuilder& b) {
  b.begin_node("display");
  b.cells("memory-region", {1});
  b.end_node();
}

void set_cmdline(BootSetup& setup, std::string_view text) {
  setup.command_line = parse_command_line(text, "cmdline");
  setup.parameters = memory_parameters(setup.command_line);
}

TEST(CmaDefaultNotReusable, WithoutReusableTheDefaultPoolIsNone) {
  const auto setup = test_board([](DtbBuilder& b) {
    region(b, "a@50000000", 0x50000000, 0x4000000, {"shared-dma-pool", "no-map", "linux,cma-default"});
    region(b, "b@58000000", 0x58000000, 0x4000000, {"linux,cma-default"});
  });
  EXPECT_EQ(found("cma-default-not-reusable", setup),
            (Texts{"error: a@50000000 is to be the default CMA pool, but is not reusable",
                   "error: b@58000000 is to be the default CMA pool, but is not reusable"}));
  EXPECT_TRUE(first_found("cma-default-not-reusable", setup).effect.starts_with("Linux 6.12 makes a coherent pool"));
  for (const Finding& finding : check(setup)) EXPECT_EQ(finding.rule, "cma-default-not-reusable") << finding.message;
}

TEST(TwoCmaDefault, TheOneSetUpLastIsTheDefault) {
  auto setup = test_board([](DtbBuilder& b) {
    pool(b, "isp@60000000", true);
    pool(b, "linux,cma", false);
  });
  EXPECT_EQ(found("two-cma-default", setup),
            Texts{"error: isp@60000000 and linux,cma both claim to be the default CMA pool"});
  for (const KernelVersion kernel : {KernelVersion{6, 1}, KernelVersion{6, 12}}) {
    setup.kernel = kernel;
    EXPECT_TRUE(first_found("two-cma-default", setup).effect.contains("isp@60000000, ends as the default"));
  }
}

TEST(TwoCmaDefault, AmongDynamicOnesTheOrderOfTheVersionDecides) {
  // With two equal keys the heapsort of old kernels turns the order of the tree round.
  auto setup = test_board([](DtbBuilder& b) {
    pool(b, "first", false);
    pool(b, "second", false);
  });
  const auto last = [&](KernelVersion kernel) {
    setup.kernel = kernel;
    return *predict(setup).default_cma.name;
  };
  for (const KernelVersion kernel : {KernelVersion{6, 1}, KernelVersion{6, 12}}) {
    const std::string name = last(kernel);
    EXPECT_TRUE(first_found("two-cma-default", setup).effect.contains(name + ", ends as the default"));
  }
  EXPECT_NE(last({6, 1}), last({6, 12}));
}

TEST(TwoCmaDefault, CmaOnTheCommandLineSetsUpNoneOfThem) {
  auto setup = test_board([](DtbBuilder& b) {
    pool(b, "isp@60000000", true);
    pool(b, "linux,cma", false);
  });
  set_cmdline(setup, "cma=64M");
  EXPECT_EQ(first_found("two-cma-default", setup).effect, "Linux 6.12 sets up none of them, since cma= is given");
}

TEST(TwoCmaDefault, OneDefaultAndADisabledOneAreFine) {
  EXPECT_EQ(found("two-cma-default", test_board([](DtbBuilder& b) {
                    pool(b, "linux,cma", false);
                    b.begin_node("isp@60000000");
                    b.string("compatible", "shared-dma-pool");
                    b.cells("reg", {0, 0x60000000, 0, 0x4000000});
                    b.property("reusable");
                    b.property("linux,cma-default");
                    b.string("status", "disabled");
                    b.end_node();
                  })),
            Texts{});
}

TEST(DefaultTaken, ADeviceThatNamesTheDefaultPoolIsWorthANote) {
  const auto setup = test_board(user, [](DtbBuilder& b) { pool(b, "linux,cma", false); });
  EXPECT_EQ(found("default-taken", setup),
            Texts{"note: linux,cma is the default CMA pool and also what /display names"});
  EXPECT_EQ(check(setup).size(), 1U);
}

TEST(DefaultTaken, APoolNamedForItsOwnerWasNotToBeEverybodys) {
  const auto with = [](std::string_view name) {
    return found("default-taken", test_board(user, [&](DtbBuilder& b) { pool(b, name, false); }));
  };
  EXPECT_EQ(with("isp-cma"), Texts{"warning: isp-cma is the default CMA pool and also what /display names"});
  EXPECT_EQ(with("npu@70000000"), Texts{"warning: npu@70000000 is the default CMA pool and also what /display names"});
  EXPECT_EQ(with("default-pool"), Texts{"note: default-pool is the default CMA pool and also what /display names"});
  EXPECT_EQ(with("linux,cma@60000000"),
            Texts{"note: linux,cma@60000000 is the default CMA pool and also what /display names"});
}

TEST(DefaultTaken, ADefaultPoolThatNobodyNamesIsFine) {
  EXPECT_EQ(check(test_board([](DtbBuilder& b) { pool(b, "linux,cma", false); })).size(), 0U);
}

TEST(CmdlineBypassesTree, SinceLinux56TheCommandLineWins) {
  auto setup = test_board([](DtbBuilder& b) { pool(b, "linux,cma", false); });
  set_cmdline(setup, "console=ttyS0 cma=128M");
  EXPECT_EQ(found("cmdline-bypasses-tree", setup),
            Texts{"warning: cma= disables linux,cma, the tree's default CMA pool"});
  EXPECT_EQ(first_found("cmdline-bypasses-tree", setup).effect,
            "Linux 6.12 prints bypass linux,cma node, using cmdline CMA params instead, and frees its memory; the "
            "default pool has 128 MiB where cma= says, or where there is room");
  setup.kernel = {7, 2};
  EXPECT_TRUE(first_found("cmdline-bypasses-tree", setup).effect.starts_with("Linux 7.2 skips the node"));
}

TEST(CmdlineBypassesTree, BeforeTheTreeWinsAndTheCommandLineDoesNothing) {
  auto setup = test_board([](DtbBuilder& b) { pool(b, "linux,cma", false); });
  set_cmdline(setup, "cma=128M");
  setup.kernel = {5, 4};
  EXPECT_EQ(found("cmdline-bypasses-tree", setup), Texts{"warning: cma= is ignored beside linux,cma"});
}

TEST(CmdlineBypassesTree, ADeviceThatNamesThePoolLosesIt) {
  auto setup = test_board(user, [](DtbBuilder& b) { pool(b, "linux,cma", false); });
  set_cmdline(setup, "cma=0");
  EXPECT_EQ(found("cmdline-bypasses-tree", setup),
            Texts{"error: cma= disables linux,cma, the tree's default CMA pool"});
  EXPECT_TRUE(first_found("cmdline-bypasses-tree", setup).effect.contains("no default pool at all, and /display gets"));
}

TEST(CmdlineBypassesTree, WithoutADefaultPoolInTheTreeThereIsNothingToBypass) {
  auto setup = test_board(
      [](DtbBuilder& b) { region(b, "isp@60000000", 0x60000000, 0x4000000, {"shared-dma-pool", "reusable"}); });
  set_cmdline(setup, "cma=128M");
  EXPECT_EQ(found("cmdline-bypasses-tree", setup), Texts{});
}

}  // namespace
}  // namespace rampart

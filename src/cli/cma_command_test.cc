#include "cli/cma_command.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "base/memory_tree.h"
#include "host/root.h"

namespace rampart {
namespace {

struct Ran {
  Exit status;
  std::string out;
  std::string err;
};

/// Runs on a tree that is written down, whatever `--root` says.
Ran run_on(const MemoryTree& tree, const std::vector<std::string>& arguments) {
  StringSink out;
  StringSink err;
  Context context{.out = out,
                  .err = err,
                  .open_root = [&](const std::string&) -> Result<std::unique_ptr<FileTree>> {
                    return std::make_unique<MemoryTree>(tree);
                  },
                  .wait = [](double) { return false; }};
  const Exit status = run_cma(context, arguments);
  return {status, out.text(), err.text()};
}

/// 64 pages at 0x50000000, the first six held.
MemoryTree one_pool(const std::string& name = "vpu@50000000") {
  MemoryTree tree;
  tree.add("/proc/meminfo", "MemTotal: 500000 kB\nCmaTotal: 256 kB\n");
  tree.add("/proc/sys/kernel/osrelease", "6.12.117\n");
  const std::string area = "/sys/kernel/debug/cma/" + name;
  tree.add(area + "/base_pfn", "327680\n");
  tree.add(area + "/count", "64\n");
  tree.add(area + "/order_per_bit", "0\n");
  tree.add(area + "/used", "6\n");
  tree.add(area + "/maxchunk", "58\n");
  tree.add(area + "/bitmap", "63 0\n");
  tree.add_directory("/sys/kernel/mm/cma");
  return tree;
}

TEST(CmaCommand, EverySubcommandHasHelpWithItsSynopsisAndTwoExamples) {
  for (const std::string name : {"list", "bitmap", "alloc", "free", "holders"}) {
    const Ran ran = run_on({}, {name, "--help"});
    EXPECT_EQ(ran.status, Exit::Clean);
    EXPECT_TRUE(ran.out.starts_with("rampart cma " + name + ": ")) << ran.out;
    EXPECT_NE(ran.out.find("Usage: rampart cma " + name + ' '), std::string::npos);
    const std::string examples = ran.out.substr(ran.out.find("Examples:"));
    EXPECT_EQ(std::ranges::count(examples, '\n'), 5) << examples;
  }
}

TEST(CmaCommand, WithoutASubcommandThereIsUsage) {
  const Ran ran = run_on({}, {});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_TRUE(ran.err.starts_with("rampart cma: the pools of contiguous memory")) << ran.err;
}

TEST(CmaCommand, AnUnknownSubcommandIsUsageAndSaysWhichThereAre) {
  const Ran ran = run_on({}, {"lits"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_TRUE(ran.err.starts_with("rampart: cma: lits: no such subcommand (expected one of list, bitmap, ")) << ran.err;
}

TEST(CmaCommand, ARequestThatWouldFailIsAFinding) {
  const Ran good = run_on(one_pool(), {"bitmap", "128K"});
  EXPECT_EQ(good.status, Exit::Clean) << good.err;
  EXPECT_NE(good.out.find("128 KiB at 128 KiB alignment: would succeed at 0x50020000\n"), std::string::npos)
      << good.out;
  const Ran bad = run_on(one_pool(), {"bitmap", "132K", "vpu@50000000"});
  EXPECT_EQ(bad.status, Exit::Findings);
  EXPECT_NE(bad.out.find("132 KiB at 256 KiB alignment: would fail (-12, longest free run 232 KiB)\n"),
            std::string::npos)
      << bad.out;
  EXPECT_EQ(run_on(one_pool(), {"bitmap", "132K", "--align", "4K"}).status, Exit::Clean);
}

TEST(CmaCommand, TheCapOfTheAlignmentIsThatOfTheConfiguration) {
  const Ran ran = run_on(one_pool(), {"bitmap", "132K", "--config", "CMA_ALIGNMENT=4"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(ran.out.find("132 KiB at 64 KiB alignment: would succeed at 0x50010000\n"), std::string::npos) << ran.out;
}

TEST(CmaCommand, AWordThatIsNoPoolAndNoSizeIsRefusedWithThePoolsThereAre) {
  EXPECT_EQ(run_on(one_pool(), {"bitmap", "vpu"}).err,
            "rampart: cma bitmap: vpu: no pool of that name and no size (expected vpu@50000000, or a size such as "
            "16M)\n");
  EXPECT_EQ(run_on(one_pool(), {"bitmap", "vpu@50000000", "vpu@50000000"}).err,
            "rampart: cma bitmap: vpu@50000000 and vpu@50000000: two pools (expected one)\n");
}

TEST(CmaCommand, AKernelWithoutCmaHasNoPoolWhichIsNoError) {
  const MemoryTree tree{{{"/proc/meminfo", "MemTotal: 500000 kB\n"}}};
  const Ran list = run_on(tree, {"list"});
  EXPECT_EQ(list.status, Exit::Clean);
  EXPECT_EQ(list.out, "no CMA pool\nnote: /proc/meminfo: no CmaTotal: this kernel has no CMA (needs CONFIG_CMA)\n");
  const Ran bitmap = run_on(tree, {"bitmap"});
  EXPECT_EQ(bitmap.status, Exit::Failed);
  EXPECT_EQ(bitmap.err, "rampart: /proc/meminfo: no CmaTotal: this kernel has no CMA: needs CONFIG_CMA\n");
}

TEST(CmaCommand, ATreeWithoutMeminfoIsNoSystem) {
  const Ran ran = run_on({}, {"list"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err,
            "rampart: /proc/meminfo: not readable (expected a running Linux, or a copy of its /proc under --root)\n");
}

TEST(CmaCommand, ABitmapThatMayNotBeReadIsAnErrorWithTheRemedy) {
  MemoryTree tree = one_pool();
  tree.add("/sys/kernel/mm/cma/vpu@50000000/alloc_pages_success", "4\n");
  tree.forbid("/sys/kernel/debug");
  const Ran ran = run_on(tree, {"bitmap"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: /sys/kernel/debug/cma: permission denied: run as root\n");
  EXPECT_EQ(run_on(tree, {"alloc", "4M"}).err, ran.err);
  EXPECT_EQ(run_on(tree, {"free"}).err, ran.err);
}

TEST(CmaCommand, TestAllocationsWithoutASizeOrWithAFaultyOptionAreRefused) {
  EXPECT_EQ(run_on(one_pool(), {"alloc", "vpu@50000000"}).err,
            "rampart: cma alloc: no size (expected one such as 16M)\n");
  EXPECT_EQ(run_on(one_pool(), {"alloc", "4K", "--count", "0"}).err,
            "rampart: cma alloc: 0: no --count, a whole number from 1 to 1048576 (expected rampart cma alloc [POOL] "
            "SIZE... [--count N] [--hold SECONDS|forever] [--keep] [--json])\n");
  EXPECT_EQ(run_on(one_pool(), {"alloc", "4K", "--hold", "long"}).err,
            "rampart: --hold long: not understood (expected a number of seconds up to 1000000, or forever)\n");
  EXPECT_EQ(run_on(one_pool(), {"alloc", "0"}).status, Exit::Failed);
}

TEST(CmaCommand, TwoFormsAtOnceAreRefused) {
  EXPECT_EQ(run_on(one_pool(), {"bitmap", "--json", "--svg"}).err,
            "rampart: cma bitmap: more than one form (expected one of --json, --svg)\n");
  EXPECT_EQ(run_on(one_pool(), {"holders", "--json", "--csv"}).err,
            "rampart: cma holders: more than one form (expected one of --json, --csv)\n");
}

TEST(CmaCommand, ABoardSaysWhoseThePoolsAre) {
  const std::string board = std::string{RAMPART_TEST_DATA} + "/boards/private-pool.dts";
  StringSink out;
  StringSink err;
  const MemoryTree tree = one_pool("vpu@90000000");
  Context context{.out = out,
                  .err = err,
                  .open_root = [&](const std::string& root) -> Result<std::unique_ptr<FileTree>> {
                    if (root == "device") return std::make_unique<MemoryTree>(tree);
                    return open_tree(root);
                  },
                  .wait = [](double) { return false; }};
  const std::vector<std::string> arguments = {"list", "--root", "device", "--board", board, "--json"};
  EXPECT_EQ(run_cma(context, arguments), Exit::Clean) << err.text();
  EXPECT_NE(out.text().find("\"/video-codec@a100000\""), std::string::npos) << out.text();
}

}  // namespace
}  // namespace rampart

#include "cli/heap_command.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "host/root.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

struct Ran {
  Exit status;
  std::string out;
  std::string err;
};

Ran run(const std::vector<std::string>& arguments, double* waited = nullptr) {
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [&](double seconds) {
                    if (waited != nullptr) *waited = seconds;
                    return false;
                  }};
  const Exit status = run_heap(context, arguments);
  return {status, out.text(), err.text()};
}

TEST(HeapCommand, EverySubcommandHasHelpWithTwoExamples) {
  for (const char* const member : {"list", "alloc", "bench", "scaffold"}) {
    const Ran ran = run({member, "--help"});
    EXPECT_EQ(ran.status, Exit::Clean);
    EXPECT_TRUE(ran.out.starts_with(std::string{"rampart heap "} + member + ": ")) << ran.out;
    EXPECT_NE(ran.out.find("\nExamples:\n  rampart heap "), std::string::npos);
  }
}

TEST(HeapCommand, AnUnknownSubcommandIsUsageAndSaysWhichThereAre) {
  const Ran ran = run({"allocate"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: heap: allocate: no such subcommand (expected one of list, alloc, bench, scaffold)\n");
}

TEST(HeapAlloc, FillsVerifiesAndHoldsWhatItTook) {
  double waited = 0;
  const Ran ran =
      run({"alloc", "5000", "--heap", "stand-in", "--count", "3", "--fill", "0xdeadbeef", "--verify", "--hold", "2.5"},
          &waited);
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.out, "stand-in: 3 of 3 buffers of 4.9 KiB, 24 KiB in all\nevery byte is as it was written\n");
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(waited, 2.5);
}

TEST(HeapAlloc, WithoutFillItVerifiesThatTheMemoryIsZero) {
  EXPECT_EQ(run({"alloc", "64K", "--heap", "stand-in", "--verify"}).out,
            "stand-in: 1 of 1 buffer of 64 KiB, 64 KiB in all\nevery byte is zero\n");
}

TEST(HeapAlloc, WhatCannotBeHadIsAnErrorBesideTheAnswer) {
  const Ran ran = run({"alloc", "16777215T", "--heap", "stand-in"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_TRUE(ran.out.starts_with("stand-in: 0 of 1 buffer of ")) << ran.out;
  EXPECT_NE(ran.err.find(" refused (ENOMEM): "), std::string::npos) << ran.err;
}

TEST(HeapAlloc, WrongArgumentsAreNamed) {
  EXPECT_EQ(run({"alloc", "12Q"}).status, Exit::Failed);
  EXPECT_EQ(run({"alloc", "4K", "--fill", "xyz"}).err,
            "rampart: --fill: xyz: no pattern (expected 1 to 64 bytes in hexadecimal: a5, 0xdeadbeef)\n");
  EXPECT_NE(run({"alloc", "4K", "--count", "0"}).err.find("a whole number from 1 to 1000000"), std::string::npos);
  EXPECT_NE(run({"alloc", "4K", "--heap", "no-such-heap"})
                .err.find("/dev/dma_heap/no-such-heap: cannot open the heap (ENOENT)"),
            std::string::npos);
}

TEST(HeapBench, TheStandInIsNoHeapToMeasure) {
  EXPECT_EQ(run({"bench", "--heap", "stand-in"}).err,
            "rampart: --heap: stand-in: no heap of the kernel (expected one of `heap list`)\n");
  EXPECT_EQ(run({"bench", "--size", "0"}).err, "rampart: --size: 0: no buffer (expected at least a byte)\n");
}

TEST(HeapScaffold, WritesThreeFilesIntoADirectory) {
  const TestDirectory folder;
  const std::string place = folder.path() + "/a/b";
  const Ran ran = run({"scaffold", "npu", "--size", "64M", "-o", place});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.out, place + "/npu-heap.dtsi\n" + place + "/npu_heap.c\n" + place + "/Kbuild\n");
  std::ifstream file{place + "/Kbuild"};
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>{file}, {}}), "obj-y += npu_heap.o\n");
}

TEST(HeapScaffold, WithoutADirectoryTheFilesAreShown) {
  const Ran ran = run({"scaffold", "npu", "--pool", "npu_mem", "--driver", "cma_heap_add"});
  EXPECT_TRUE(ran.out.starts_with("==> npu-heap.dtsi <==\n")) << ran.out;
  EXPECT_NE(ran.out.find("\n==> Kbuild <==\nobj-m += npu_heap.o\n"), std::string::npos);
  EXPECT_EQ(run({"scaffold", "npu"}).err,
            "rampart: --size: no size (expected --size SIZE for a new pool, or --pool LABEL for one of the board)\n");
}

TEST(HeapList, OfADirectoryIsItsHeaps) {
  const TestDirectory folder;
  std::filesystem::create_directories(folder.path() + "/dev/dma_heap");
  std::ofstream{folder.path() + "/dev/dma_heap/system"};
  const Ran ran = run({"list", "--root", folder.path()});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_NE(ran.out.find("\nsystem  all RAM, page by page"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace rampart

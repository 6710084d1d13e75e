#include "cli/cma_trace_command.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "base/test_data.h"
#include "host/root.h"

namespace rampart {
namespace {

struct Ran {
  Exit status;
  std::string out;
  std::string err;
};

Ran run(std::vector<std::string> arguments) {
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [](double) { return false; }};
  arguments.insert(arguments.begin(), "cma");
  const Exit status = run_rampart(context, arguments);
  return {status, out.text(), err.text()};
}

std::string sample(const std::string& name) { return std::string{RAMPART_TEST_DATA} + "/samples/trace/" + name; }

/// A file that is gone at the end of the test.
class TestFile {
 public:
  explicit TestFile(std::string_view content)
      : path_{std::filesystem::temp_directory_path() / ("rampart-cma-" + std::to_string(::getpid()))} {
    std::ofstream{path_, std::ios::binary} << content;
  }
  ~TestFile() { std::filesystem::remove(path_); }
  TestFile(const TestFile&) = delete;
  TestFile& operator=(const TestFile&) = delete;
  std::string path() const { return path_; }
  std::string content() const {
    std::ifstream file{path_, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

 private:
  std::filesystem::path path_;
};

TEST(CmaTraceCommand, ATraceWithARefusedRequestIsAFinding) {
  const Ran ran = run({"trace", "report", sample("cma-trace-dmaheap-linux-6.12.txt")});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_TRUE(ran.out.starts_with("linux,cma  3 MiB allocated in 1 calls, 1 refused")) << ran.out;
  EXPECT_EQ(ran.err, "");
}

TEST(CmaTraceCommand, SubcommandsThatAreNotThereAreUsage) {
  EXPECT_EQ(run({"trace", "play"}).err,
            "rampart: cma trace: play: no such subcommand (expected one of record, report)\n");
  EXPECT_EQ(run({"trace"}).status, Exit::Failed);
  EXPECT_EQ(run({"trace", "--help"}).status, Exit::Clean);
  EXPECT_TRUE(run({"trace", "report", "--help"}).out.starts_with("rampart cma trace report: "));
  EXPECT_TRUE(run({"trace", "record", "--help"}).out.starts_with("rampart cma trace record: "));
}

TEST(CmaTraceCommand, AMalformedTraceIsRefusedWithItsPlace) {
  const TestFile file{"x-1 [000] ..... 1.000000: cma_release: name=a pfn=0x1 page=0\n"};
  const Ran ran = run({"trace", "report", file.path()});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: " + file.path() + ":1:39: no field count (expected count=)\n");
}

TEST(CmaSimulateCommand, ReplaysOnePoolOfATrace) {
  const Ran ran = run({"simulate", sample("cma-trace-dmaheap-linux-6.12.txt"), "--size", "64M"});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_TRUE(ran.out.starts_with("linux,cma, pool of 64 MiB: 2 of 2 requests served, 0 refused\n")) << ran.out;
  EXPECT_EQ(run({"simulate", sample("cma-trace-dmaheap-linux-6.12.txt"), "--size", "16M"}).status, Exit::Findings);
  EXPECT_EQ(run({"simulate", sample("cma-trace-dmaheap-linux-6.12.txt"), "--size", "16M", "--served"}).status,
            Exit::Clean);
}

TEST(CmaSimulateCommand, ATraceOfSeveralPoolsWantsOneNamed) {
  const std::string trace = sample("cma-trace-linux-6.12.txt");
  EXPECT_EQ(run({"simulate", trace, "--size", "64M"}).err,
            "rampart: " + trace + ": several pools (expected --pool with one of linux,cma vpu@50000000)\n");
  EXPECT_EQ(run({"simulate", trace, "--size", "64M", "--pool", "gpu"}).err,
            "rampart: " + trace + ": no pool gpu (expected --pool with one of linux,cma vpu@50000000)\n");
  EXPECT_EQ(run({"simulate", trace, "--size", "64M", "--pool", "vpu@50000000"}).status, Exit::Clean);
}

TEST(CmaSimulateCommand, WritesTheBitmapAfterEachStepOfAWrittenTrace) {
  const TestFile script{"alloc 12K\nalloc 8K id=a align=16K\nfree 4K\nfree id=a\n"};
  const std::string bitmaps = script.path() + ".bitmaps";
  const std::string svg = script.path() + ".svg";
  const Ran ran = run({"simulate", script.path(), "--size", "128K", "--bitmaps", bitmaps, "--svg", svg});
  std::ifstream file{bitmaps};
  const std::string content{std::istreambuf_iterator<char>{file}, {}};
  EXPECT_TRUE(std::filesystem::exists(svg));
  std::filesystem::remove(bitmaps);
  std::filesystem::remove(svg);
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(content, "7\n55\n54\n6\n");
}

TEST(CmaSimulateCommand, WhatCannotBeSimulatedIsUsage) {
  const std::string trace = sample("cma-trace-dmaheap-linux-6.12.txt");
  EXPECT_EQ(run({"simulate", trace}).err, "rampart: cma simulate: no size of the pool (expected --size 64M)\n");
  EXPECT_EQ(run({"simulate", trace, "--size", "5000"}).err,
            "rampart: cma simulate: --size or --base is not in whole pages (expected a multiple of --page-size)\n");
  EXPECT_EQ(run({"simulate", trace, "--size", "64M", "--page-size", "5K"}).err,
            "rampart: cma simulate: --page-size is no power of two (expected 4K, 16K or 64K)\n");
  EXPECT_EQ(run({"simulate", trace, "--size", "1T"}).err,
            "rampart: area of 268435456 pages (expected 1 to 16777216 bits, each of 1 pages)\n");
  EXPECT_EQ(run({"simulate", sample("cma-event-formats-linux-6.1.txt"), "--size", "64M"}).status, Exit::Failed);
}

}  // namespace
}  // namespace rampart

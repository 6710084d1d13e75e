#include "cli/command.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/test_run.h"

namespace rampart {
namespace {

Ran run(const std::vector<std::string>& arguments) {
  return captured([&](Context& context) { return run_rampart(context, arguments); });
}

std::string data(const std::string& path) { return std::string{RAMPART_TEST_DATA} + '/' + path; }

TEST(Command, EveryCommandHasHelpWithItsSynopsisAndTwoExamples) {
  for (const Command& command : commands()) {
    const Ran ran = run({std::string{command.name}, "--help"});
    EXPECT_EQ(ran.status, Exit::Clean) << command.name;
    EXPECT_TRUE(ran.out.starts_with("rampart " + std::string{command.name} + ": ")) << ran.out;
    EXPECT_NE(ran.out.find("Usage: rampart " + std::string{command.name} + ' '), std::string::npos);
    const std::string examples = ran.out.substr(ran.out.find("Examples:"));
    EXPECT_EQ(std::ranges::count(examples, '\n'), 5) << examples;
    EXPECT_EQ(ran.err, "");
  }
}

TEST(Command, AnUnknownCommandIsUsageAndSaysWhichThereAre) {
  const Ran ran = run({"mapp"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(
      ran.err,
      "rampart: mapp: no such command (expected one of status, map, check, predict, verify, explain, plan, reserve, "
      "cma, heap, zram, mpy, snapshot, diff)\n");
  EXPECT_EQ(ran.out, "");
}

TEST(Command, AnUnknownOptionIsRefusedByItsName) {
  const Ran ran = run({"map", "--colour"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_NE(ran.err.find("--colour"), std::string::npos) << ran.err;
  EXPECT_NE(ran.err.find("(expected rampart map "), std::string::npos) << ran.err;
}

TEST(Command, AMissingFileIsNamedAsItWasWritten) {
  const Ran ran = run({"map", "no/such/board.dtb"});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: no/such/board.dtb: no such file\n");
}

TEST(Command, TwoFormsAtOnceAreRefused) {
  EXPECT_EQ(run({"map", "--json", "--svg", data("samples/dmesg/qemu-plain-6.1.txt")}).err,
            "rampart: map: more than one form (expected one of --json, --svg, --html)\n");
}

TEST(Command, ATreeAndALogOfOneBoardBecomeOneMapWhateverTheirOrder) {
  const std::string log = data("samples/dmesg/qualcomm-qcs6490-reserved.txt");
  const std::string board = data("../../data/boards/qcs6490-rb3gen2.dts");
  const Ran ran = run({"map", log, board});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_EQ(run({"map", board, log}).out, ran.out);
  // Placed by the kernel, kind and user known from the tree.
  EXPECT_NE(ran.out.find("0xff000000   0xffbfffff   12 MiB  CMA     adsp-heap"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("6 GiB RAM = 100 MiB no-map + 268 MiB CMA + 5.6 GiB free to Linux\n"), std::string::npos);
}

TEST(Command, DiffOfOneInputWithItselfIsCleanAndOfTwoLayoutsIsAFinding) {
  const std::string one = data("samples/dmesg/qemu-plain-6.12.txt");
  const std::string other = data("samples/dmesg/qemu-cma64at-6.12.txt");
  EXPECT_EQ(run({"diff", one, one}).status, Exit::Clean);
  EXPECT_EQ(run({"diff", one, one}).out, "no difference\n");
  EXPECT_EQ(run({"diff", one, other}).status, Exit::Findings);
}

TEST(Command, AFileThatIsNothingWeKnowSaysWhatItCouldHaveBeen) {
  const std::string path = testing::TempDir() + "shopping.txt";
  std::filesystem::copy_file(data("samples/maix/boot-configs-default.txt"), path,
                             std::filesystem::copy_options::overwrite_existing);
  const Ran ran = run({"map", path});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_NE(ran.err.find("nothing in it is understood (expected a device tree"), std::string::npos) << ran.err;
}

TEST(Command, ASnapshotAnswersAsTheTreeThatItWasMadeOf) {
  const std::string root = testing::TempDir() + "root";
  std::filesystem::create_directories(root + "/proc");
  std::filesystem::copy_file(data("samples/proc/meminfo-swapping-linux-6.12.txt"), root + "/proc/meminfo",
                             std::filesystem::copy_options::overwrite_existing);
  std::filesystem::copy_file(data("samples/proc/iomem-root-linux-6.12.txt"), root + "/proc/iomem",
                             std::filesystem::copy_options::overwrite_existing);
  const std::string archive = testing::TempDir() + "snapshot.tar.gz";
  const Ran made = run({"snapshot", "--root", root, "-o", archive});
  ASSERT_EQ(made.status, Exit::Clean) << made.err;
  for (const auto& command : {std::vector<std::string>{"status", "--json"},
                              {"status"},
                              {"status", "--account"},
                              {"status", "--format", "maix"},
                              {"map", "--json"},
                              {"map"}}) {
    auto of_root = command;
    of_root.insert(of_root.end(), {"--root", root});
    auto of_archive = command;
    of_archive.insert(of_archive.end(), {"--root", archive});
    const Ran expected = run(of_root);
    EXPECT_EQ(expected.status, Exit::Clean) << expected.err;
    EXPECT_EQ(run(of_archive).out, expected.out);
  }
}

TEST(Command, SnapshotWithoutAFileSaysThatItWantsOne) {
  EXPECT_EQ(run({"snapshot"}).err, "rampart: snapshot: no file to write (expected -o FILE.tar.gz)\n");
}

TEST(Command, StatusOfATreeWithoutMeminfoCannotBeDone) {
  const std::string root = testing::TempDir() + "empty";
  std::filesystem::create_directories(root);
  const Ran ran = run({"status", "--root", root});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_TRUE(ran.err.starts_with("rampart: /proc/meminfo: ")) << ran.err;
}

}  // namespace
}  // namespace rampart

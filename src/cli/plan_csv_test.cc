#include "cli/plan_csv.h"

#include <cstdlib>
#include <ctime>
#include <gtest/gtest.h>
#include <string>

#include "cli/test_run.h"
#include "host/test_directory.h"
#include "sources/placement_csv.h"

namespace rampart {
namespace {

constexpr std::string_view four_blocks = "id,lower,upper,size\na,0,2,1\nb,1,4,1\nc,3,5,2\nd,4,6,1\n";

/// Runs on a file with that content.
Ran plan(std::string_view content, PlanCsvOptions options) {
  const TestDirectory directory;
  options.file = directory.write("in.csv", content);
  Ran ran = captured([&](Context& context) { return run_plan_csv(context, options); });
  for (std::string* const text : {&ran.out, &ran.err}) {
    for (auto at = text->find(directory.path()); at != std::string::npos; at = text->find(directory.path())) {
      text->erase(at, directory.path().size() + 1);
    }
  }
  return ran;
}

TEST(PlanCsv, AnInstanceIsSolvedAndSimpleAllocatorsAreShownBesideIt) {
  const Ran ran = plan(four_blocks, {});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.out,
            "in.csv: 4 blocks, height 3, lower bound 3: no placement is lower\n"
            "\n"
            "ALLOCATOR                HEIGHT  x BOUND\n"
            "this placement                3    1.000\n"
            "largest first                 3    1.000\n"
            "first fit in time order       4    1.333\n");
  EXPECT_EQ(ran.err, "");
}

TEST(PlanCsv, ACapacityThatIsMetIsClean) {
  const Ran ran = plan(four_blocks, {.file = {}, .capacity = "1K", .time_limit = {}, .output = {}, .now = {}});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_NE(ran.out.find("\nfits capacity 1024, 1021 to spare\n"), std::string::npos) << ran.out;
}

TEST(PlanCsv, ACapacityThatCannotBeMetIsAFindingWithWhatMakesThePeak) {
  const Ran ran = plan(four_blocks, {.file = {}, .capacity = "2", .time_limit = {}, .output = {}, .now = {}});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_NE(ran.out.find("\ncannot fit capacity 2: 1 more is needed whatever the placement\n"), std::string::npos)
      << ran.out;
  EXPECT_TRUE(ran.out.ends_with("\n2 blocks are alive together and take 3: b c\n")) << ran.out;
}

TEST(PlanCsv, TheRowsAreWrittenWithTheirOffsets) {
  const TestDirectory directory;
  const PlanCsvOptions options{.file = directory.write("in.csv", four_blocks),
                               .capacity = {},
                               .time_limit = {},
                               .output = directory / "out.csv",
                               .now = {}};
  EXPECT_EQ(captured([&](Context& context) { return run_plan_csv(context, options); }).status, Exit::Clean);
  EXPECT_EQ(content_of(directory / "out.csv"),
            "id,lower,upper,size,offset\na,0,2,1,0\nb,1,4,1,2\nc,3,5,2,0\nd,4,6,1,2\n");
}

TEST(PlanCsv, AtTheDeadlineTheBestSoFarIsTheAnswer) {
  double time = 0;
  PlanCsvOptions options;
  options.time_limit = "0.5";
  options.now = [&] { return time += 1; };
  EXPECT_EQ(plan(four_blocks, options).status, Exit::Clean);
}

TEST(PlanCsv, FaultyOptionsAndFilesAreRefused) {
  PlanCsvOptions options;
  options.time_limit = "soon";
  EXPECT_EQ(plan(four_blocks, options).err,
            "rampart: --seconds soon: not understood (expected a number of seconds above 0, up to 1000000)\n");
  options.time_limit = {};
  options.capacity = "lots";
  EXPECT_EQ(plan(four_blocks, options).status, Exit::Failed);
  EXPECT_EQ(plan("id,lower,upper,size\na,0,2,0\n", {}).err, "rampart: in.csv:2:7: size 0 (expected at least 1)\n");
  options = {};
  options.output = "/nowhere/out.csv";
  EXPECT_EQ(plan(four_blocks, options).status, Exit::Failed);
}

/// The instances of a checkout of the reference, which are not part of this repository: solved at their capacity within
/// the half second of a processor that the reference solver takes. (An instrumented build gets ten times as long.)
TEST(PlanCsv, ReferenceInstancesAreSolvedInHalfASecond) {
  const char* const reference = std::getenv("RAMPART_REFERENCE");
  if (reference == nullptr) GTEST_SKIP() << "RAMPART_REFERENCE does not name the folder that holds dsa/";
  for (const std::string name : {"C", "K"}) {
    const std::string file = std::string{reference} + "/dsa/" + name + ".1048576.csv";
    const PlanCsvOptions options{
        .file = file, .capacity = "1M", .time_limit = "5", .output = {}, .json = true, .now = [] {
          return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
        }};
    const double begin = options.now();
    const Ran ran = captured([&](Context& context) { return run_plan_csv(context, options); });
    EXPECT_EQ(ran.status, Exit::Clean) << ran.err << ran.out.substr(0, 400);
    RecordProperty("seconds_" + name, std::to_string(options.now() - begin));
  }
}

}  // namespace
}  // namespace rampart

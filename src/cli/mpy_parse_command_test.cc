#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/mpy_command.h"
#include "cli/test_run.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

class MpyParse : public testing::Test {
 protected:
  std::string file(std::string_view content) { return directory_.write("paste.txt", content); }
  static Ran run(const std::vector<std::string>& arguments) {
    return captured([&](Context& context) { return run_mpy_parse(context, arguments); });
  }

  TestDirectory directory_;
};

TEST_F(MpyParse, NumbersThatAddUpAreNoFinding) {
  const Ran ran = run({file("GC: total: 64000, used: 2304, free: 61696\n")});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.out,
            "HEAP     BYTES      SIZE  MEANING\n"
            "total   64,000  62.5 KiB  the whole heap; it does not grow\n"
            "  used   2,304   2.3 KiB  3% of total, with garbage not collected\n"
            "  free  61,696  60.3 KiB\n"
            "block       16      16 B  the heap's unit; assumed: no map shows it\n");
}

TEST_F(MpyParse, NumbersThatDoNotAddUpAreOne) {
  const Ran ran = run({"--json", file("GC: total: 64000, used: 2304, free: 61600\n")});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_TRUE(ran.out.starts_with("{\n  \"schema\": \"rampart.mpy-parse/1\",\n")) << ran.out;
  EXPECT_TRUE(ran.out.contains("\"rule\": \"mpy-sum\"")) << ran.out;
}

TEST_F(MpyParse, AWarningIsNoFailure) {
  EXPECT_EQ(run({file("GC: total: 64000, used: 62400, free: 1600\n")}).status, Exit::Clean);
}

TEST_F(MpyParse, ACutPasteIsAnErrorWithItsPlace) {
  const std::string path = file(">>> micropython.mem_info()\nGC: total: 640");
  const Ran ran = run({path});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: " + path + ":2:15: no number of \"used:\" (expected \", used: <number>\")\n");
  EXPECT_EQ(ran.out, "");
}

TEST_F(MpyParse, ATextWithoutMicroPythonIsAnError) {
  const std::string path = file("root:x:0:0\n");
  const Ran ran = run({path});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: " + path +
                         ": nothing of MicroPython in it (expected what micropython.mem_info() printed, or a "
                         "banner)\n");
}

TEST_F(MpyParse, WithoutATextThereIsNothingToRead) {
  const Ran ran = run({});
  EXPECT_EQ(ran.status, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: mpy parse: no text to read (expected FILE, or a pipe)\n");
}

TEST_F(MpyParse, OneFormOnly) {
  EXPECT_EQ(run({"--json", "--svg", "x"}).err,
            "rampart: mpy parse: more than one form (expected one of --json, --svg)\n");
}

TEST_F(MpyParse, TheAnswerMayGoToAFile) {
  const std::string into = directory_ / "answer.json";
  const Ran ran = run({"--json", "-o", into, file("GC: total: 64000, used: 2304, free: 61696\n")});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_EQ(ran.out, "");
  EXPECT_TRUE(content_of(into).starts_with("{\n  \"schema\": \"rampart.mpy-parse/1\",\n"));
}

TEST_F(MpyParse, APictureIsSvg) {
  EXPECT_TRUE(run({"--svg", file("GC: total: 64000, used: 2304, free: 61696\n")}).out.contains("<svg"));
}

}  // namespace
}  // namespace rampart

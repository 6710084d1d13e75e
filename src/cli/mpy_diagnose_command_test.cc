#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "cli/command.h"
#include "host/root.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

struct Ran {
  Exit exit{};
  std::string out;
  std::string err;
};

Ran diagnose(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"mpy", "diagnose"});
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [](double) { return false; }};
  const Exit exit = run_rampart(context, arguments);
  return {exit, out.text(), err.text()};
}

std::string sample(const std::string& name) { return std::string{RAMPART_TEST_DATA} + "/samples/" + name; }

const std::string documented_case = sample("micropython/esp32s3-n16r8-1.23-issue15630.txt");

TEST(MpyDiagnoseCommand, ACauseThatIsAnErrorIsAFinding) {
  const Ran ran = diagnose({documented_case, "--board", "N16R8"});
  EXPECT_EQ(ran.exit, Exit::Findings);
  EXPECT_TRUE(ran.out.contains("ESP32_GENERIC_S3-SPIRAM_OCT-20260406-v1.28.0.bin")) << ran.out;
}

TEST(MpyDiagnoseCommand, AHealthyBoardIsNone) {
  EXPECT_EQ(diagnose({sample("micropython/pros3-8mb-1.20-371-growing-heap.txt")}).exit, Exit::Clean);
}

TEST(MpyDiagnoseCommand, ALogIsReadBesideThePaste) {
  const Ran ran = diagnose(
      {documented_case, "--log", sample("espidf/psram-id-error-quad-firmware-on-octal-s3.txt"), "--board", "N16R8"});
  EXPECT_EQ(ran.exit, Exit::Findings);
  EXPECT_TRUE(ran.out.contains("it drives quad PSRAM, the module's is octal")) << ran.out;
}

TEST(MpyDiagnoseCommand, ANameThatTellsNothingIsRefused) {
  const Ran ran = diagnose({documented_case, "--board", "DevKit"});
  EXPECT_EQ(ran.exit, Exit::Failed);
  EXPECT_EQ(ran.err,
            "rampart: --board DevKit: its name does not tell its memory (expected a module's or a chip's name with its "
            "code, such as N16R8, ESP32-S3-WROOM-1-N8R2, ESP32-WROVER-E-N8R8, or a board that is known, such as "
            "ProS3)\n");
}

TEST(MpyDiagnoseCommand, ATextOfSomethingElseIsRefused) {
  const TestDirectory directory;
  const std::string path = directory.write("poem.txt", "roses are red\n");
  const Ran ran = diagnose({path});
  EXPECT_EQ(ran.exit, Exit::Failed);
  EXPECT_EQ(ran.err,
            "rampart: " + path +
                ": nothing in it is understood (expected what micropython.mem_info() printed, or the boot log of "
                "a microcontroller)\n");
}

TEST(MpyDiagnoseCommand, WithoutATextThereIsNothingToDiagnose) {
  const Ran ran = diagnose({});
  EXPECT_EQ(ran.exit, Exit::Failed);
  EXPECT_EQ(ran.err, "rampart: mpy diagnose: no text to read (expected FILE, --log, --port, or a pipe)\n");
}

TEST(MpyDiagnoseCommand, ACutPasteIsRefusedWhereItIsCut) {
  const TestDirectory directory;
  const std::string path = directory.write("cut.txt", "GC: total: 640");
  const Ran ran = diagnose({path});
  EXPECT_EQ(ran.exit, Exit::Failed);
  EXPECT_TRUE(ran.err.starts_with("rampart: " + path + ":1:")) << ran.err;
}

}  // namespace
}  // namespace rampart

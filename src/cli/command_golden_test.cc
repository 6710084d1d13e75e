#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

#include "cli/command.h"
#include "host/root.h"

namespace rampart {
namespace {

/// A board of tests/data/boards, a command line, and the file of tests/data/golden/command that it prints.
/// RAMPART_UPDATE_GOLDEN=1 writes the files anew: review the diff.
struct Golden {
  std::string board;
  std::vector<std::string> command;
  std::string file;
};

std::string test_file(const std::string& path) { return std::string{RAMPART_TEST_DATA} + '/' + path; }

std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

/// Stands in tests/data while it lives, so that answers name the samples that they were made of as every machine does.
class InTestData {
 public:
  InTestData() : before_{std::filesystem::current_path()} { std::filesystem::current_path(RAMPART_TEST_DATA); }
  ~InTestData() { std::filesystem::current_path(before_); }
  InTestData(const InTestData&) = delete;
  InTestData& operator=(const InTestData&) = delete;

 private:
  std::filesystem::path before_;
};

class GoldenCommand : public testing::TestWithParam<Golden> {};

TEST_P(GoldenCommand, PrintsWhatItsFileHolds) {
  const InTestData here;
  std::vector<std::string> arguments = GetParam().command;
  if (!GetParam().board.empty()) arguments.insert(arguments.end(), {"--root", test_file("boards/" + GetParam().board)});
  StringSink out;
  StringSink err;
  Context context{.out = out, .err = err, .open_root = open_tree, .wait = [](double) { return false; }};
  const auto& command = GetParam().command;
  const bool finds = command.front() == "diff" || (command.front() == "zram" && command[1] == "disable");  // no room
  EXPECT_EQ(run_rampart(context, arguments), finds ? Exit::Findings : Exit::Clean);
  EXPECT_EQ(err.text(), "");
  const std::string path = test_file("golden/command/" + GetParam().file);
  if (std::getenv("RAMPART_UPDATE_GOLDEN") != nullptr) {
    std::ofstream{path, std::ios::binary} << out.text();
  }
  EXPECT_TRUE(out.text() == content_of(path)) << "RAMPART_UPDATE_GOLDEN=1 writes " << path << " anew";
}

/// What boards printed: of one with its boot log, of one without a map of its heap, of a host and of a K210.
std::vector<Golden> microcontroller_cases() {
  const std::string s3 = "samples/microcontrollers/esp32s3-n16r8/";
  const std::vector<std::pair<std::string, std::vector<std::string>>> boards = {
      {"esp32s3-n16r8", {s3 + "boot.log", s3 + "paste.txt"}},
      {"pros3-8mb", {"samples/micropython/pros3-8mb-1.20-371-growing-heap.txt"}},
      {"three-heap-areas", {"samples/micropython/unix-1.28.0-three-heap-areas.txt"}},
      {"k210", {"samples/micropython/k210-maixpy1-boot-0.5.0-141.txt"}},
      {"esp32-boot-log", {"samples/espidf/esp32-quad-idf3.3.2.txt"}}};
  std::vector<Golden> cases;
  for (const auto& [name, files] : boards) {
    for (const auto& [form, suffix] : {std::pair{"", "txt"}, {"--json", "json"}, {"--svg", "svg"}}) {
      std::vector<std::string> command = {"map"};
      if (*form != '\0') command.emplace_back(form);
      command.insert(command.end(), files.begin(), files.end());
      cases.push_back({"", command, name + ".map." + suffix});
    }
  }
  cases.push_back({"", {"diff", s3 + "paste-at-start.txt", s3 + "paste.txt"}, "esp32s3-n16r8.diff.txt"});
  return cases;
}

std::vector<Golden> all() {
  const std::vector<std::pair<std::vector<std::string>, std::string>> commands = {
      {{"status"}, "status.txt"},
      {{"status", "--json", "--account"}, "status.json"},
      {{"status", "--account"}, "account.txt"},
      {{"status", "--format", "maix"}, "maix.json"},
      {{"map"}, "map.txt"},
      {{"map", "--json"}, "map.json"},
  };
  std::vector<Golden> cases;
  for (const std::string board : {"machine-a-6.12", "maixcam2-4g"}) {
    for (const auto& [command, file] : commands) {
      std::string name = board;
      cases.push_back({board, command, name.append(".").append(file)});
    }
  }
  // The pools of a kernel that was booted.
  for (const auto& [command, file] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"cma", "list", "--want", "8M"}, "cma-list.txt"},
           {{"cma", "list", "--json"}, "cma-list.json"},
           {{"cma", "bitmap"}, "cma-bitmap.txt"},
           {{"cma", "bitmap", "linux,cma", "4M", "--json"}, "cma-bitmap.json"},
           {{"cma", "bitmap", "--svg"}, "cma-bitmap.svg"},
           {{"cma", "holders"}, "cma-holders.txt"},
           {{"cma", "holders", "--json"}, "cma-holders.json"},
           {{"cma", "holders", "--csv"}, "cma-holders.csv"}}) {
    cases.push_back({"machine-a-6.12", command, "machine-a-6.12." + file});
  }
  cases.push_back({"maixcam2-4g", {"cma", "list"}, "maixcam2-4g.cma-list.txt"});
  const std::vector<std::string> enable = {"zram",    "enable", "--size",    "50%",    "--algorithm", "lz4",
                                           "--limit", "25%",    "--persist", "--init", "systemd"};
  cases.push_back({"maixcam2-4g", enable, "maixcam2-4g.zram-enable.txt"});
  cases.push_back({"maixcam2-4g", enable, "maixcam2-4g.zram-enable.json"});
  cases.back().command.push_back("--json");
  for (const std::string part : {"status", "disable", "advise"}) {
    cases.push_back({"machine-a-6.12", {"zram", part}, "machine-a-6.12.zram-" + part + ".txt"});
    cases.push_back({"machine-a-6.12", {"zram", part, "--json"}, "machine-a-6.12.zram-" + part + ".json"});
  }
  // No board, but two texts of one machine under two kernels.
  cases.push_back({"",
                   {"diff", "samples/proc/iomem-root-linux-6.1.txt", "samples/proc/iomem-root-linux-6.12.txt"},
                   "iomem-of-two-kernels.diff.txt"});
  const auto microcontrollers = microcontroller_cases();
  cases.insert(cases.end(), microcontrollers.begin(), microcontrollers.end());
  return cases;
}

std::string name_of(const testing::TestParamInfo<Golden>& info) {
  std::string name = info.param.file;
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Boards, GoldenCommand, testing::ValuesIn(all()), name_of);

}  // namespace
}  // namespace rampart

#include "cli/plan_command.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/test_run.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

Ran plan(const std::vector<std::string>& arguments) {
  return captured([&](Context& context) { return run_plan(context, arguments); });
}

const std::string video =
    "[board]\n"
    "arch = \"arm64\"\n"
    "kernel = \"6.12\"\n"
    "ram = [\"0x40000000:1G\"]\n"
    "[[pool]]\n"
    "name = \"video\"\n"
    "kind = \"no-map\"\n"
    "[[device]]\n"
    "name = \"camera\"\n"
    "pool = \"video\"\n"
    "[[device]]\n"
    "name = \"decoder\"\n"
    "pool = \"video\"\n"
    "[[buffer]]\n"
    "name = \"frames\"\n"
    "device = \"camera\"\n"
    "size = \"20M\"\n"
    "[[buffer]]\n"
    "name = \"pictures\"\n"
    "device = \"decoder\"\n"
    "size = \"20M\"\n"
    "[[never]]\n"
    "together = [\"camera\", \"decoder\"]\n";

std::string content(const std::string& file) {
  std::ifstream in{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(PlanCommand, CameraAndDecoderThatNeverRunTogetherGetOneCarveOutOfTwentyMebibytes) {
  const TestDirectory directory;
  const Ran ran = plan({directory.write("video.toml", video), "--json"});
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(ran.status, Exit::Clean);
  const auto answer = nlohmann::json::parse(ran.out);
  EXPECT_EQ(answer["schema"], "rampart.plan/1");
  ASSERT_EQ(answer["pools"].size(), 1U);
  EXPECT_EQ(answer["pools"][0]["size"], 20U << 20);
  EXPECT_EQ(answer["pools"][0]["place"]["base"], "0x7ec00000");
  EXPECT_EQ(answer["findings"].size(), 0U);
}

TEST(PlanCommand, FilesAreWrittenBesideTheAnswer) {
  const TestDirectory directory;
  const std::string workload = directory.write("video.toml", video);
  const std::string folder = std::filesystem::path{workload}.parent_path().string();
  const Ran ran = plan({workload, "--dts", folder + "/p.dts", "--header", folder + "/p.h", "--svg", folder + "/p.svg"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err;
  EXPECT_NE(content(folder + "/p.dts").find("plan_video: video@7ec00000 {"), std::string::npos);
  EXPECT_NE(content(folder + "/p.h").find("inline constexpr Place frames[] = {{0x0, 0x1400000}};"), std::string::npos);
  EXPECT_TRUE(content(folder + "/p.svg").starts_with("<svg "));
}

TEST(PlanCommand, WhatCannotFitIsExitStatusOneAndWritesNoConfiguration) {
  const TestDirectory directory;
  const std::string workload =
      directory.write("video.toml", video + "[[model]]\nname = \"llm\"\ndevice = \"camera\"\nsize = \"1.5G\"\n");
  const std::string dts = std::filesystem::path{workload}.parent_path().string() + "/p.dts";
  const Ran ran = plan({workload, "--dts", dts});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_NE(ran.out.find("It cannot fit.\n\nconflict: llm alone\n"), std::string::npos) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(dts));
}

TEST(PlanCommand, ATreeIsFoundBesideTheWorkload) {
  const TestDirectory directory;
  directory.write("board.dts",
                  "/dts-v1/;\n/ {\n#address-cells = <1>;\n#size-cells = <1>;\n"
                  "cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = \"cpu\"; compatible = "
                  "\"arm,cortex-a53\"; reg = <0>; }; };\n"
                  "memory@80000000 { device_type = \"memory\"; reg = <0x80000000 0x10000000>; };\n"
                  "camera@1000 { compatible = \"camera\"; };\n};\n");
  std::string text = video;
  text.replace(0, text.find("kernel"), "[board]\ntree = \"board.dts\"\n");
  text.erase(text.find("ram = "), text.find("[[pool]]") - text.find("ram = "));
  text.insert(text.find("pool = \"video\""), "node = \"/camera@1000\"\n");
  const Ran ran = plan({directory.write("video.toml", text), "--json"});
  EXPECT_EQ(ran.status, Exit::Clean) << ran.err << ran.out;
  const auto answer = nlohmann::json::parse(ran.out);
  EXPECT_EQ(answer["pools"][0]["place"]["base"], "0x8ec00000");
  const std::string dts = answer["configuration"]["dts"];
  EXPECT_NE(dts.find("#address-cells = <1>;"), std::string::npos);
  EXPECT_NE(dts.find("&{/camera@1000} {\n\tmemory-region = <&plan_video>;\n};\n"), std::string::npos) << dts;
}

TEST(PlanCommand, AnOverlayThatHasNothingToSetIsOneAllTheSame) {
  const TestDirectory directory;
  std::string pages = video;
  for (std::size_t at = pages.find("pool = \"video\""); at != std::string::npos; at = pages.find("pool = \"video\"")) {
    pages.replace(at, std::string{"pool = \"video\""}.size(), "pool = \"system\"");
  }
  const std::string file = directory.write("w.toml", pages);
  EXPECT_EQ(plan({file, "--dts", directory / "w.dtso"}).status, Exit::Clean) << plan({file}).err;
  EXPECT_EQ(content_of(directory / "w.dtso"),
            "/* Nothing of the plan is set in the device tree. */\n/dts-v1/;\n/plugin/;\n\n/ {\n};\n");
}

TEST(PlanCommand, OfABoardWithoutVendorFilesNoneIsSpokenOf) {
  const TestDirectory directory;
  std::string cmm = video;
  cmm.replace(cmm.find("no-map"), 6, "cmm");
  const Ran ran = plan({directory.write("w.toml", cmm)});
  EXPECT_NE(ran.out.find("    # what Linux may use\n"), std::string::npos) << ran.out;
}

TEST(PlanCommand, WhatIsWrongHasItsPlace) {
  const TestDirectory directory;
  const std::string file = directory.write("w.toml", "[[linux]]\nname = \"a\"\nsize = \"x\"\n");
  EXPECT_EQ(plan({file}).err,
            "rampart: " + file + ":3:8: size is no number (expected bytes, or a text such as \"64M\")\n");
  const std::string unknown = directory.write("u.toml", "[board]\ndevice = \"toaster\"\n" + video.substr(8));
  EXPECT_TRUE(plan({unknown}).err.starts_with("rampart: " + unknown +
                                              ":1:1: device toaster is not known (expected one of maixcam, "))
      << plan({unknown}).err;
  const std::string arch = directory.write("s.toml", "[board]\narch = \"sparc\"\n" + video.substr(23));
  EXPECT_EQ(plan({arch}).err,
            "rampart: " + arch + ":1:1: arch sparc is not known (expected arm64, arm, riscv64 or x86-64)\n");
  const std::string bare =
      directory.write("b.toml", "[board]\narch = \"arm64\"\n" + video.substr(video.find("[[pool]]")));
  EXPECT_TRUE(plan({bare}).err.starts_with("rampart: " + bare + ":1:1: nothing tells how much RAM there is (expected "))
      << plan({bare}).err;
  EXPECT_EQ(plan({arch, "--seconds", "nan"}).status, Exit::Failed);
  EXPECT_EQ(plan({"a.csv", "--svg", "b"}).err,
            "rampart: plan: a .csv has no board (expected --capacity, -o, --seconds, --json)\n");
  EXPECT_EQ(plan({"a.toml", "--capacity", "1M"}).err,
            "rampart: plan: --capacity and -o are for a .csv (expected --dts, --header, --svg)\n");
}

}  // namespace
}  // namespace rampart

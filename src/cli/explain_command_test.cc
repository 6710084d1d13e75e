#include "cli/explain_command.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/test_run.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

Ran explain(const std::vector<std::string>& arguments, const std::string& locale = "") {
  return captured([&](Context& context) {
    context.locale = locale;
    return run_explain(context, arguments);
  });
}

std::string write(const TestDirectory& folder, std::string_view name, std::string_view text) {
  const std::string path = folder / name;
  std::ofstream{path, std::ios::binary} << text;
  return path;
}

constexpr std::string_view full_pool =
    "[    0.000000] Linux version 6.1.99\r\n"
    "[    0.000000] cma: Reserved 256 MiB at 0x000000002ec00000\r\n"
    "[    9.744131] cma: cma_alloc: reserved: alloc failed, req-size: 4096 pages, ret: -12\r\n"
    "[    9.744132] cma: number of available pages: 3072@1024=> 3072 free of 65536 total pages\r\n";

constexpr std::string_view healthy =
    "[    0.000000] Linux version 6.1.99\n"
    "[    0.000000] cma: Reserved 256 MiB at 0x000000002ec00000\n"
    "[    1.000000] usb 1-1: new device\n";

TEST(ExplainCommand, ACauseIsToldAndIsExitStatusOne) {
  const TestDirectory folder;
  const Ran ran = explain({write(folder, "dmesg", full_pool)});
  EXPECT_EQ(ran.status, Exit::Findings);
  EXPECT_TRUE(ran.out.starts_with("1  reserved is used up by those who hold it  ")) << ran.out;
  EXPECT_TRUE(ran.out.contains("       3  cma: cma_alloc: reserved: alloc failed, req-size: 4096 pages, ret: -12\n"));
  EXPECT_EQ(ran.err, "");
}

TEST(ExplainCommand, AHealthyLogHasNoError) {
  const TestDirectory folder;
  const Ran ran = explain({write(folder, "dmesg", healthy)});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_TRUE(
      ran.out.starts_with("no cause of trouble is found in what was understood\n"
                          "understood: Linux 6.1.99; CMA reserved 256 MiB at 0x2ec00000\n"))
      << ran.out;
}

TEST(ExplainCommand, WhatIsNoLogIsNotExplained) {
  const TestDirectory folder;
  const Ran ran = explain({write(folder, "noise", std::string(1000, '\xff') + "\nlorem ipsum\n")});
  EXPECT_EQ(ran.status, Exit::Clean);
  EXPECT_TRUE(ran.out.contains("noise: 2 lines, 0 facts\n")) << ran.out;
}

TEST(ExplainCommand, TheLastBootIsTakenOrTheOneAskedFor) {
  const TestDirectory folder;
  const std::string log = write(folder, "dmesg", std::string{full_pool} + std::string{healthy});
  EXPECT_EQ(explain({log}).status, Exit::Clean);
  EXPECT_TRUE(explain({log}).out.contains("of boot 2 of 2 (--boot N for another)"));
  EXPECT_EQ(explain({log, "--boot", "1"}).status, Exit::Findings);
  const Ran third = explain({log, "--boot", "3"});
  EXPECT_EQ(third.status, Exit::Failed);
  EXPECT_EQ(third.err, "rampart: " + log + ": no boot 3 in it (expected 1 to 2)\n");
}

TEST(ExplainCommand, SpeaksTheLanguageOfTheLocaleUnlessAskedForAnother) {
  const TestDirectory folder;
  const std::string log = write(folder, "dmesg", full_pool);
  EXPECT_TRUE(explain({log}, "zh_CN.UTF-8").out.starts_with("1  reserved 已被当前使用者用尽"));
  EXPECT_TRUE(explain({log, "--lang", "en"}, "zh_CN.UTF-8").out.starts_with("1  reserved is used up"));
  EXPECT_TRUE(explain({log, "--lang", "zh"}).out.starts_with("1  reserved 已被当前使用者用尽"));
}

TEST(ExplainCommand, ABoardAndAConfigurationAreToldByTheirContent) {
  const TestDirectory folder;
  const std::string log = write(folder, "dmesg",
                                "[    0.000000] Linux version 6.1.99\n"
                                "[    0.000000] Reserved memory: incorrect alignment of CMA region\n");
  const std::string board =
      write(folder, "board.dts",
            "/dts-v1/;\n/ {\n#address-cells = <2>;\n#size-cells = <2>;\n"
            "memory@40000000 { device_type = \"memory\"; reg = <0 0x40000000 0 0x40000000>; };\n"
            "reserved-memory {\n#address-cells = <2>;\n#size-cells = <2>;\nranges;\n"
            "vpu@50000000 { compatible = \"shared-dma-pool\"; reusable; reg = <0 0x50000000 0 0x180000>; };\n"
            "};\n};\n");
  const std::string config =
      write(folder, "config",
            "# Linux/arm64 6.1.99 Kernel Configuration\nCONFIG_ARM64=y\nCONFIG_CMA=y\n"
            "CONFIG_DMA_CMA=y\nCONFIG_ARM64_64K_PAGES=y\nCONFIG_HUGETLBFS=y\nCONFIG_HUGETLB_PAGE=y\n"
            "CONFIG_ARCH_FORCE_MAX_ORDER=14\n");
  const auto facts = [&](const std::vector<std::string>& arguments) {
    const Ran ran = explain(arguments);
    EXPECT_EQ(ran.err, "");
    return nlohmann::json::parse(ran.out)["findings"][0]["facts"];
  };
  EXPECT_EQ(facts({"--json", log, board})["pool_name"], "vpu@50000000");
  EXPECT_EQ(facts({"--json", log, "--board", board})["required_alignment_bytes"], 2 << 20);
  EXPECT_EQ(facts({"--json", log, board, config})["required_alignment_bytes"], 512 << 20);
  EXPECT_EQ(explain({board, board}).status, Exit::Failed);
}

TEST(ExplainCommand, WhatCannotBeReadIsExitStatusTwo) {
  const TestDirectory folder;
  const Ran absent = explain({folder / "none"});
  EXPECT_EQ(absent.status, Exit::Failed);
  EXPECT_EQ(absent.err, "rampart: " + (folder / "none") + ": no such file\n");
  const Ran cut = explain({write(folder, "dmesg", healthy), write(folder, "board.dtb", "\xd0\x0d\xfe\xed")});
  EXPECT_EQ(cut.status, Exit::Failed);
  EXPECT_TRUE(cut.err.contains("board.dtb")) << cut.err;
  EXPECT_EQ(explain({"--lang", "fr"}).status, Exit::Failed);
}

TEST(ExplainCommand, ARuleHasAPageInBothLanguages) {
  EXPECT_TRUE(explain({"--rule", "pool-fragmented"}).out.starts_with("error[pool-fragmented]: a pool has enough"));
  EXPECT_TRUE(explain({"--rule", "pool-fragmented", "--lang", "zh"}).out.contains("处理："));
  const Ran unknown = explain({"--rule", "nonsense"});
  EXPECT_EQ(unknown.status, Exit::Failed);
  EXPECT_TRUE(unknown.err.starts_with("rampart: --rule nonsense: no such rule (expected one of ")) << unknown.err;
}

}  // namespace
}  // namespace rampart

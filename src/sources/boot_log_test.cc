#include "sources/boot_log.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>

#include "base/test_data.h"
#include "sources/test_told.h"

namespace rampart {
namespace {

/// All events of a text, one line each.
std::string told(const BootLog& log) {
  std::string text;
  for (const LogEvent& event : log.events) {
    text += fmt::format("{}:{}", event.boot, event.line);
    if (event.microseconds) text += fmt::format(" [{}]", *event.microseconds);
    text += ' ' + told(event) + '\n';
  }
  return text;
}

/// The only event of a message; something else than an event's text if there is none or there are several.
std::string told(std::string_view message) {
  const BootLog log = parse_boot_log(message, "dmesg");
  return log.events.size() == 1 ? told(log.events.front()) : fmt::format("{} events", log.events.size());
}

using Expectation = std::pair<std::string_view, std::string_view>;

TEST(BootLog, PoolsAndRegionsMadeInTheWordsOfEachKernel) {
  constexpr Expectation expected[] = {
      {"cma: CMA: reserved 16 MiB at ae000000", "cma-reserved first=0xae000000 size=16777216"},
      {"cma: CMA: reserved 16 MiB at 0x2e000000 for adsp", "cma-reserved name=\"adsp\" first=0x2e000000 size=16777216"},
      {"cma: Reserved 64 MiB at 0x000000005b400000", "cma-reserved first=0x5b400000 size=67108864"},
      {"cma: Reserved 64 MiB at 0x000000005b400000 on node -1",
       "cma-reserved first=0x5b400000 size=67108864 number=-1"},
      {"cma: Reserved 3072 MiB in 2 ranges", "cma-reserved size=3221225472"},
      {"cma: Reserved 49152 KiB at 0x0c400000", "cma-reserved first=0xc400000 size=50331648"},
      {"hugetlb_cma: reserved 1024 MiB on node 0", "hugetlb-cma-reserved size=1073741824 number=0"},
      {"Reserved memory: created CMA memory pool at 0x000000005e000000, size 32 MiB",
       "cma-pool-created first=0x5e000000 size=33554432"},
      {"Reserved memory: created DMA memory pool at 0x55000000, size 0 MiB",
       "dma-pool-created first=0x55000000 size=0"},
      {"Reserved memory: created restricted DMA pool at 0x0000000050000000, size 4 MiB",
       "dma-pool-created first=0x50000000 size=4194304"},
      {"Reserved memory: created mmz_nid_0_part_0 eswin reserve memory at 0x0000000400000000, size 4096 MiB",
       "vendor-pool-created name=\"mmz_nid_0_part_0\" first=0x400000000 size=4294967296"},
      {"Ion: Ion memory setup at 0x000000008b300000 size 75 MiB",
       "vendor-pool-created name=\"ion\" first=0x8b300000 size=78643200"},
      {"OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool",
       "node-initialized name=\"linux,cma\" other=\"shared-dma-pool\""},
      {"Reserved memory: initialized node ipu2_cma@96000000, compatible id shared-dma-pool",
       "node-initialized name=\"ipu2_cma@96000000\" other=\"shared-dma-pool\""},
      {"OF: reserved mem: 0x0000000054000000..0x00000000540fffff (1024 KiB) nomap non-reusable dsp@54000000",
       "region-line name=\"dsp@54000000\" first=0x54000000 last=0x540fffff size=1048576 nomap non-reusable"},
      {"OF: reserved mem: 0x000000005e000000..0x000000005fffffff (32768 KiB) map reusable linux,cma",
       "region-line name=\"linux,cma\" first=0x5e000000 last=0x5fffffff size=33554432 map reusable"},
      {"Reserved memory: reserved region for node 'm4@0x86000000': base 0x86000000, size 4 MiB",
       "region-for-node name=\"m4@0x86000000\" first=0x86000000 size=4194304"},
      {"crashkernel reserved: 0x00000000c0000000 - 0x00000000d0000000 (256 MB)",
       "crash-reserved first=0xc0000000 last=0xcfffffff size=268435456"},
      {"crashkernel low memory reserved: 0x0000000072000000 - 0x000000007a000000 (128 MB)",
       "crash-reserved name=\"low\" first=0x72000000 last=0x79ffffff size=134217728"},
      {"Reserving 256MB of memory at 512MB for crashkernel (System RAM: 8191MB)",
       "crash-reserved first=0x20000000 size=268435456"},
      {"software IO TLB: mapped [mem 0x000000007ed00000-0x000000007ee00000] (1MB)",
       "swiotlb-mapped first=0x7ed00000 last=0x7edfffff"},
      {"software IO TLB [mem 0x7b000000-0x7effffff] (64MB) mapped at [000000007a6a2b4e-00000000ba3bd4a2]",
       "swiotlb-mapped first=0x7b000000 last=0x7effffff"},
      {"DMA: preallocated 128 KiB GFP_KERNEL pool for atomic allocations",
       "atomic-pool name=\"GFP_KERNEL\" size=131072"},
      {"DMA: preallocated 256 KiB pool for atomic coherent allocations", "atomic-pool size=262144"},
  };
  for (const auto& [message, event] : expected) EXPECT_EQ(told(message), event) << message;
}

TEST(BootLog, PoolsAndRegionsRefusedInTheWordsOfEachKernel) {
  constexpr Expectation expected[] = {
      {"Reserved memory: bypass linux,cma node, using cmdline CMA params instead", "node-bypassed name=\"linux,cma\""},
      {"Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.", "default-skipped"},
      {"OF: reserved mem: Reserved memory: node 'vpu3' has 4 <base size> entries, only the first is used",
       "entries-ignored name=\"vpu3\" number=4"},
      {"OF: reserved mem: fdt_scan_reserved_mem_reg_nodes() ignores 3 regions in node 'vpu3@7c100000'",
       "entries-ignored name=\"vpu3@7c100000\" number=3"},
      {"OF: reserved mem: node linux,cma compatible matching fail", "node-failed name=\"linux,cma\""},
      {"OF: reserved mem: failed to allocate memory for node 'linux,cma': size 1024 MiB",
       "node-not-allocated name=\"linux,cma\" size=1073741824"},
      {"failed to allocate memory for node 'dsp0'", "node-not-allocated name=\"dsp0\""},
      {"OF: fdt: Reserved memory: failed to reserve memory for node 'hwrom@0': base 0x0000000000000000, size 16 MiB",
       "node-not-reserved name=\"hwrom@0\" first=0x0 size=16777216"},
      {"OF: reserved mem: Reserved memory: failed to reserve memory for node 'a': base 0x49000000, size 0 MiB",
       "node-not-reserved name=\"a\" first=0x49000000 size=0"},
      {"OF: reserved mem: invalid alloc-ranges property in 'vpu6', skipping node.",
       "node-malformed name=\"vpu6\" other=\"alloc-ranges\""},
      {"OF: fdt: Reserved memory: invalid reg property in 'rproc0', skipping node.",
       "node-malformed name=\"rproc0\" other=\"reg\""},
      {"OF: reserved mem: invalid size property in 'buf2' node.", "node-malformed name=\"buf2\" other=\"size\""},
      {"OF: fdt: Reserved memory: unsupported node format, ignoring", "tree-not-used"},
      {"OF: reserved mem: Reserved memory: No reserved-memory node in the DT", "tree-without-node"},
      {"OF: reserved mem: not enough space for all defined regions.", "too-many-regions"},
      {"OF: reserved mem: too many defined dynamic regions, skip 'dyn64'", "too-many-regions name=\"dyn64\""},
      {"OF: reserved mem: Failed to allocate memory for reserved_mem array with err: -12",
       "table-not-allocated number=-12"},
      {"Reserved memory: regions without no-map are not yet supported", "needs-no-map"},
      {"cma: Failed to reserve 2048 MiB", "cma-failed size=2147483648"},
      {"cma: Failed to reserve 64 MiB on node -1", "cma-failed size=67108864 number=-1"},
      {"cma: Size (0x0000000004000000) of region at 0x0000000090000000 exceeds limit (0x0000000060000000)",
       "cma-past-limit first=0x90000000 size=67108864 limit=0x60000000"},
      {"cma: Region at 0x41880000 must be aligned to 0x400000 bytes",
       "cma-base-misaligned first=0x41880000 size=4194304"},
      {"cma: Region at 0x6f000000 defined on low/high memory boundary (0x70000000)",
       "cma-over-boundary first=0x6f000000 limit=0x70000000"},
      {"Reserved memory: incorrect alignment of CMA region", "cma-node-misaligned"},
      {"Reserved memory: unable to setup CMA region", "cma-not-set-up"},
      {"cma: Not enough slots for CMA reserved regions!", "cma-no-slots"},
      {"cma: CMA area linux,cma could not be activated", "cma-not-activated name=\"linux,cma\""},
      {"hugetlb_cma: cma area should be at least 1024 MiB", "hugetlb-cma-refused size=1073741824"},
      {"hugetlb_cma: cma area must be a multiple of 1024 MiB", "hugetlb-cma-refused size=1073741824"},
      {"crashkernel reservation failed - No suitable area found.", "crash-not-reserved"},
      {"cannot allocate crashkernel (size:0x10000000)", "crash-not-reserved"},
      {"software IO TLB: Cannot allocate buffer", "swiotlb-failed"},
  };
  for (const auto& [message, event] : expected) EXPECT_EQ(told(message), event) << message;
}

TEST(BootLog, TheMachineAndItsRam) {
  constexpr Expectation expected[] = {
      {"Linux version 6.12.117 (root@vm) (gcc 12) #1 SMP", "kernel-version name=\"6.12.117\""},
      {"Linux version 4.19.0-xilinx", "kernel-version name=\"4.19.0-xilinx\""},
      {"Machine model: Raspberry Pi 3 Model B+", "machine-model name=\"Raspberry Pi 3 Model B+\""},
      {"OF: fdt: Machine model: linux,dummy-virt", "machine-model name=\"linux,dummy-virt\""},
      {"Machine: sun8i", "machine-model name=\"sun8i\""},
      {"Kernel command line: console=ttyAMA0 cma=64M", "command-line name=\"console=ttyAMA0 cma=64M\""},
      {"Unknown kernel command line parameters \"hugetlb_cma=1G cma=0\", will be passed to user space.",
       "unknown-parameters name=\"hugetlb_cma=1G cma=0\""},
      {"BIOS-e820: [mem 0x0000000000000000-0x000000000009fbff] usable",
       "firmware-range name=\"usable\" first=0x0 last=0x9fbff"},
      {"BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)",
       "firmware-range name=\"usable\" first=0x0 last=0x9fbff"},
      {"user: [mem 0x0000000014000000-0x0000000015ffffff] persistent (type 12)",
       "user-range name=\"persistent (type 12)\" first=0x14000000 last=0x15ffffff"},
      {"  node   0: [mem 0x0000000040000000-0x0000000053ffffff]",
       "node-range first=0x40000000 last=0x53ffffff number=0"},
      {"  DMA32    [mem 0x0000000040000000-0x00000000ffffffff]",
       "zone-range name=\"DMA32\" first=0x40000000 last=0xffffffff"},
      {"  HighMem  [mem 0x0000000070000000-0x000000007fffffff]",
       "zone-range name=\"HighMem\" first=0x70000000 last=0x7fffffff"},
      {"OF: fdt: Ignoring memory range 0x40000000 - 0x40200000", "ram-ignored first=0x40000000 last=0x401fffff"},
      {"Truncating RAM at 0x00000000-0x7fffffff to -0x6fffffff", "ram-ignored first=0x0 last=0x7fffffff"},
      {"Memory limited to 256MB", "memory-limited size=268435456"},
  };
  for (const auto& [message, event] : expected) EXPECT_EQ(told(message), event) << message;
}

TEST(BootLog, TheMemoryLineWithAllItsParts) {
  EXPECT_EQ(
      told("Memory: 471296K/521216K available (6912K kernel code, 761K rwdata, 2344K rodata, 472K init, 8190K bss, "
           "25344K reserved, 24576K cma-reserved, 0K highmem)"),
      "memory-line size=533725184 available=482607104 code=7077888 rwdata=779264 rodata=2400256 init=483328 "
      "bss=8386560 reserved=25952256 cma=25165824 highmem=0");
}

TEST(BootLog, AMemoryLineThatWasCutKeepsWhatIsLeft) {
  EXPECT_EQ(told("Memory: 89592K/262144K available (2404K kernel code, 34"),
            "memory-line size=268435456 available=91742208 code=2461696");
  EXPECT_EQ(told("Memory: 89592K/2621"), "0 events");
}

TEST(BootLog, TheMemoryLinesOfOldArmKernels) {
  EXPECT_EQ(told("Memory: 512MB 512MB = 1024MB total"), "memory-banks name=\"512MB 512MB\" size=1073741824");
  EXPECT_EQ(told("Memory: 809936k/809936k available, 238640k reserved, 270336K highmem"),
            "memory-line size=829374464 available=829374464 reserved=244367360 highmem=276824064");
}

TEST(BootLog, AllocationsThatFailedInTheWordsOfEachKernel) {
  constexpr Expectation expected[] = {
      {"cma: cma_alloc: alloc failed, req-size: 193 pages, ret: -12", "cma-alloc-failed pages=193 number=-12"},
      {"cma: cma_alloc: reserved: alloc failed, req-size: 256 pages, ret: -12",
       "cma-alloc-failed name=\"reserved\" pages=256 number=-12"},
      {"cma: __cma_alloc: linux,cma: alloc failed, req-size: 7680 pages, ret: -12",
       "cma-alloc-failed name=\"linux,cma\" pages=7680 number=-12"},
      {"cma: __cma_alloc_frozen: linux,cma: alloc failed, req-size: 172 pages, ret: -16",
       "cma-alloc-failed name=\"linux,cma\" pages=172 number=-16"},
      {"cma: number of available pages: 96@160+3704@4488=> 3800 free of 8192 total pages",
       "cma-free-runs pages=3800 number=8192 96@0:160 3704@0:4488"},
      {"cma: number of available pages: => 0 free of 8192 total pages", "cma-free-runs pages=0 number=8192"},
      {"number of available pages: 3+9+118=>130 pages, total: 3072 pages",
       "cma-free-runs pages=130 number=3072 3 9 118"},
      {"alloc_contig_range: [47300, 47846) PFNs busy", "pages-busy first=0x47300 last=0x47845"},
      {"alloc_contig_range test_pages_isolated(431a0, 431c0) failed", "pages-busy first=0x431a0 last=0x431bf"},
      {"imx7-csi 21c8000.csi: dma_alloc_coherent of size 14745600 failed",
       "driver-alloc-failed other=\"21c8000.csi\" size=14745600"},
      {"simaai-memory simaai,dms1-manager: dma_alloc_coherent alloc of 50331648 bytes failed",
       "driver-alloc-failed other=\"simaai,dms1-manager\" size=50331648"},
  };
  for (const auto& [message, event] : expected) EXPECT_EQ(told(message), event) << message;
}

TEST(BootLog, AListOfFreeRunsOnFourLinesIsOneEvent) {
  const BootLog log = parse_boot_log(
      "[ 9.100000] cma: __cma_alloc_frozen: vpu: alloc failed, req-size: 172 pages, ret: -16\n"
      "[ 9.100001] cma: number of available pages: \n"
      "[ 9.100002] cma: range 0: +12@20+6908@1284\n"
      "[ 9.100003] cma: range 1: 5@0\n"
      "[ 9.100004] cma: \n"
      "[ 9.100005] => 6925 free of 8192 total pages\n"
      "[ 9.200000] cma: number of available pages: 1@0=> 1 free of 8 total pages\n",
      "dmesg");
  EXPECT_EQ(told(log),
            "0:1 [9100000] cma-alloc-failed name=\"vpu\" pages=172 number=-16\n"
            "0:2 [9100001] cma-free-runs pages=6925 number=8192 12@0:20 6908@0:1284 5@1:0\n"
            "0:7 [9200000] cma-free-runs pages=1 number=8 1@0:0\n");
}

TEST(BootLog, APoolTakesTheNameOfTheNodeOnTheNextLine) {
  const BootLog log = parse_boot_log(
      "Reserved memory: created CMA memory pool at 0x000000005e000000, size 32 MiB\n"
      "OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool\n"
      "Reserved memory: created CMA memory pool at 0x0f400000, size 12 MiB\n"
      "cma: Reserved 49152 KiB at 0x0c400000\n",
      "dmesg");
  EXPECT_EQ(told(log),
            "0:1 cma-pool-created name=\"linux,cma\" first=0x5e000000 size=33554432\n"
            "0:2 node-initialized name=\"linux,cma\" other=\"shared-dma-pool\"\n"
            "0:3 cma-pool-created first=0xf400000 size=12582912\n"
            "0:4 cma-reserved first=0xc400000 size=50331648\n");
}

TEST(BootLog, AnOverlapIsOneEventOfTwoLinesAndItsEndsAreExclusive) {
  constexpr std::string_view text =
      "[    0.000000] OF: reserved mem: OVERLAP DETECTED!\n"
      "memory@86000000 (0x0000000086000000--0x000000008ec00000) overlaps with memory@8b700000 "
      "(0x000000008b700000--0x000000008b710000)\n"
      "OF: reserved mem: OVERLAP DETECTED!\n"
      "cma: Reserved 16 MiB at 0x5e400000\n";
  EXPECT_EQ(told(parse_boot_log(text, "dmesg")),
            "0:2 nodes-overlap name=\"memory@86000000\" other=\"memory@8b700000\" first=0x86000000 last=0x8ebfffff "
            "other_first=0x8b700000 other_last=0x8b70ffff\n"
            "0:3 nodes-overlap\n"
            "0:4 cma-reserved first=0x5e400000 size=16777216\n");
}

TEST(BootLog, AWrappedCommandLineIsJoined) {
  const BootLog log = parse_boot_log(
      "Kernel command line: loglevel=7 \\\n"
      "Kernel command line: my_arg=\"The \\\n"
      "Kernel command line: end\" cma=64M\n",
      "dmesg");
  EXPECT_EQ(told(log), "0:1 command-line name=\"loglevel=7 my_arg=\"The end\" cma=64M\"\n");
}

TEST(BootLog, WhatALogPutsBeforeAMessageIsNotLookedAt) {
  constexpr std::string_view message = "Reserved memory: created CMA memory pool at 0x5e000000, size 32 MiB";
  constexpr std::string_view event = "cma-pool-created first=0x5e000000 size=33554432";
  for (const std::string_view before :
       {"", "  ", "[    0.000000] ", "[ 0.000000] ", "[    0.000000][    T0] ", "[0.000000]", "<6>[    0.000000] ",
        "<6>", "kern  :info  : [    0.000000] ", "[Fri Nov 20 18:14:16 2026] ", "Nov 20 18:14:16 board kernel: ",
        "Nov 20 18:14:16 board kernel: [    0.000000] ", "2026-11-20T18:14:16+0000 board kernel: ",
        "Fri 2026-11-20 18:14:16 UTC board kernel: ", "[    0.000000] board kernel: ", "6,101,0,-;",
        "[2026-11-20 18:14:16] [    0.000000] ", "[    0.000000]  [0:      swapper:    0] ", "U-Boot said this"}) {
    EXPECT_EQ(told(std::string{before} + std::string{message}), event) << before;
  }
}

TEST(BootLog, WordsThatOtherProgramsUseTooCountOnlyAtTheStartOfAMessage) {
  EXPECT_EQ(told("[    1.000000] usb 1-1: a node 0: [mem 0x40000000-0x5fffffff]"), "0 events");
  EXPECT_EQ(told("board kernel: Linux version 6.1.0 (x)"), "kernel-version name=\"6.1.0\"");
  EXPECT_EQ(told("neofetch says Linux version 6.1.0"), "0 events");
}

TEST(BootLog, EscapeSequencesAndStrayBytesAreTakenOut) {
  const std::string expected = "cma-reserved first=0x5e400000 size=16777216";
  using namespace std::string_view_literals;
  for (const std::string_view line :
       {"\x1b[0;32mcma: Reserved 16 MiB at 0x5e400000\x1b[0m"sv, "cma: Res\0erved 16 MiB at 0x5e400000"sv,
        "cma: Reserved 16\x07 MiB at 0x5e400000\r\r\n"sv, "cma: Reser\xffved 16 MiB\xc3 at 0x5e400000"sv,
        "\x1b"
        "c\x1b[?7l\x1b[2Jcma: Reserved 16 MiB at 0x5e400000"sv}) {
    EXPECT_EQ(told(line), expected) << line;
  }
  EXPECT_EQ(told("Machine model: B\xc3\xa4r\xff"sv), "machine-model name=\"B\xc3\xa4r\"");
}

TEST(BootLog, ATornLineHoldsTwoMessages) {
  const BootLog log = parse_boot_log(
      "[    0.000000] OF: reserved mem: 0x0000000054[    0.000012] cma: Reserved 16 MiB at 0x000000005e400000\n",
      "dmesg");
  EXPECT_EQ(told(log), "0:1 [12] cma-reserved first=0x5e400000 size=16777216\n");
}

TEST(BootLog, AnAddressThatWasCutIsNoAddress) {
  EXPECT_EQ(told("[    0.000000] cma: Reserved 16 MiB at 0x00005"), "0 events");
}

TEST(BootLog, ABootBeginsWithItsVersion) {
  const BootLog log = parse_boot_log(
      "[    0.000000] Linux version 6.1.1 (x)\n"
      "[    0.000000] cma: Reserved 16 MiB at 0x5e400000\n"
      "[   22.000000] random: ready\n"
      "U-Boot 2024.01\n"
      "[    0.000000] Linux version 6.1.2 (x)\n"
      "[    0.000000] cma: Reserved 32 MiB at 0x5c400000\n",
      "dmesg");
  EXPECT_EQ(log.boots, 2U);
  EXPECT_EQ(told(log.last_boot()),
            "1:5 [0] kernel-version name=\"6.1.2\"\n"
            "1:6 [0] cma-reserved first=0x5c400000 size=33554432\n");
  EXPECT_EQ(log.last_boot().last_boot().events, log.last_boot().events);
}

TEST(BootLog, ABootBeginsWhereTheClockFallsBack) {
  const BootLog log = parse_boot_log(
      "[   90.000000] cma: cma_alloc: alloc failed, req-size: 1 pages, ret: -12\n"
      "[   89.900000] cma: cma_alloc: alloc failed, req-size: 2 pages, ret: -12\n"
      "[    0.000000] cma: Reserved 16 MiB at 0x5e400000\n"
      "[    0.000000] Linux version 6.1.1 (x)\n",
      "dmesg");
  EXPECT_EQ(log.boots, 2U);
  EXPECT_EQ(log.last_boot().events.size(), 2U);
}

TEST(BootLog, AVersionThatSomebodyPrintedIsNoBoot) {
  const BootLog log = parse_boot_log(
      "[    0.000000] Linux version 6.1.1 (x)\n"
      "# cat /proc/version\n"
      "Linux version 6.1.1 (x)\n",
      "dmesg");
  EXPECT_EQ(log.boots, 1U);
}

TEST(BootLog, ALogWithoutTimeStampsIsCutAtItsVersions) {
  const BootLog log = parse_boot_log("Linux version 3.4.39 (x)\nMachine: sun8i\nLinux version 3.4.39 (x)\n", "dmesg");
  EXPECT_EQ(log.boots, 2U);
}

TEST(BootLog, AnEventKeepsItsMessage) {
  const BootLog log = parse_boot_log("Nov 20 18:14:16 bmc kernel: cma: Reserved 16 MiB at 0x5e400000 \r\n", "dmesg");
  ASSERT_EQ(log.events.size(), 1U);
  EXPECT_EQ(log.events[0].text, "Nov 20 18:14:16 bmc kernel: cma: Reserved 16 MiB at 0x5e400000");
  EXPECT_EQ(log.line_count, 1U);
}

TEST(BootLog, EventsPastTheLimitAreOnlyCounted) {
  std::string text;
  for (std::size_t i = 0; i < BootLog::max_events + 3; ++i) text += "cma: Failed to reserve 1 MiB\n";
  const BootLog log = parse_boot_log(text, "dmesg");
  EXPECT_EQ(log.events.size(), BootLog::max_events);
  EXPECT_EQ(log.dropped, 3U);
}

TEST(BootLog, AReaderOfAnEndlessLogHandsOverWhatIsComplete) {
  BootLogReader reader{"dmesg"};
  reader.read_line("Reserved memory: created CMA memory pool at 0x5e000000, size 32 MiB");
  EXPECT_TRUE(reader.take_events().empty());
  reader.read_line("OF: reserved mem: initialized node linux,cma, compatible id shared-dma-pool");
  const auto events = reader.take_events();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(told(events[0]), "cma-pool-created name=\"linux,cma\" first=0x5e000000 size=33554432");
  EXPECT_EQ(std::move(reader).finish().events.size(), 1U);
}

TEST(BootLog, EveryFactHasAName) {
  for (int fact = 0; fact <= static_cast<int>(LogFact::ChipReset); ++fact) {
    EXPECT_NE(to_string(static_cast<LogFact>(fact)), "") << fact;
  }
}

TEST(BootLog, EverySampleTellsWhatWasAgreedOn) {
  const std::filesystem::path samples = std::filesystem::path{RAMPART_TEST_DATA} / "samples";
  const std::pair<std::string, std::string> folders[] = {{"dmesg", "golden/boot_log/"},
                                                         {"espidf", "golden/boot_log/espidf/"}};
  for (const auto& [folder, golden] : folders) {
    for (const auto& entry : std::filesystem::directory_iterator{samples / folder}) {
      const std::string name = entry.path().filename().string();
      const BootLog log = parse_boot_log(test_data("samples/" + folder + '/' + name), name);
      EXPECT_FALSE(log.events.empty()) << name;
      expect_golden(golden + name, told(log));
    }
  }
}

}  // namespace
}  // namespace rampart

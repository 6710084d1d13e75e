#include "host/redact.h"

#include <gtest/gtest.h>
#include <libfdt.h>
#include <string>
#include <vector>

#include "host/redact_command_line.h"
#include "host/redact_device_tree.h"
#include "host/redact_log.h"

namespace rampart {
namespace {

TEST(RedactCommandLine, ValuesOfMemoryAndBootParametersStayAndAllOthersGo) {
  EXPECT_EQ(redact_command_line("console=ttyS0,115200 root=/dev/mmcblk0p2 rw quiet cma=256M@0x50000000 "
                                "androidboot.serialno=A1B2 wifi.key=secret mem=1G\n"),
            "console=ttyS0,115200 root=/dev/mmcblk0p2 rw quiet cma=256M@0x50000000 "
            "androidboot.serialno=REDACTED wifi.key=REDACTED mem=1G\n");
}

TEST(RedactCommandLine, DashAndUnderscoreAreTheSameAsForTheKernel) {
  EXPECT_EQ(redact_command_line("cma-pernuma=1M numa-cma=0:2M"), "cma-pernuma=1M numa-cma=0:2M");
}

TEST(RedactCommandLine, BlanksInQuotesBelongToTheValue) {
  EXPECT_EQ(redact_command_line("key=\"a b=c\"  cma=1M"), "key=REDACTED  cma=1M");
  EXPECT_EQ(redact_command_line("\"key=a b\" \"cma=1M 2\""), "\"key=REDACTED\" \"cma=1M 2\"");
  EXPECT_EQ(redact_command_line("key=\"never closed cma=1M"), "key=REDACTED");
  EXPECT_EQ(redact_command_line("\"key=a\"b c\" d\" mem=1G"), "\"key=REDACTED\" c\" d\" mem=1G");
}

TEST(RedactCommandLine, WhatGoesToInitIsHiddenWordByWord) {
  EXPECT_EQ(redact_command_line("mem=1G -- single cma=1M"), "mem=1G -- REDACTED cma=REDACTED");
}

TEST(RedactCommandLine, InsideABinaryTheLengthStays) {
  const std::string line{"key=abc \"k=a b\" longer=0123456789 e= cma=1M -- x\0", 49};
  EXPECT_EQ(redact_command_line(line, Hiding::SameLength),
            (std::string{"key=RED \"k=RED\" longer=REDACTEDRE e= cma=1M -- R\0", 49}));
}

TEST(RedactLog, TheKernelsCommandLineIsRedactedWhereItIsPrinted) {
  EXPECT_EQ(redact_log("[    0.000000] Kernel command line: console=ttyAMA0 key=secret cma=64M\r\n"
                       "<5>[    0.000000] Command line: key=secret\n"
                       "[    0.0] Unknown kernel command line parameters \"key=secret cma=0\", will be passed on.\n"),
            "[    0.000000] Kernel command line: console=ttyAMA0 key=REDACTED cma=64M\r\n"
            "<5>[    0.000000] Command line: key=REDACTED\n"
            "[    0.0] Unknown kernel command line parameters \"key=REDACTED cma=0\", will be passed on.\n");
}

TEST(RedactLog, WhatInitWasStartedWithIsHidden) {
  EXPECT_EQ(redact_log("[    1.0] Run /init as init process\n[    1.0]   with arguments:\n[    1.0]     /init\n"
                       "[    1.0]   with environment:\n[    1.0]     key=secret\n[    1.1] cma: done\n"),
            "[    1.0] Run /init as init process\n[    1.0]   with arguments:\n[    1.0]     REDACTED\n"
            "[    1.0]   with environment:\n[    1.0]     key=REDACTED\n[    1.1] cma: done\n");
}

TEST(RedactLog, NamesOfProcessesAreHiddenWhereTheKernelPrintsThem) {
  EXPECT_EQ(redact_log("[   12.5] CPU: 1 PID: 77 Comm: my app Not tainted 6.1.0 #1\n"
                       "[   12.5] my app: page allocation failure: order:9, mode:0xcc0\n"
                       "[   12.5] my app invoked oom-killer: gfp_mask=0xcc0, order=0\n"
                       "[   12.5] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
                       "[   12.5] [     77]     0    77      456      120    45056        0             0 my app\n"
                       "[   12.5] oom-kill:constraint=CONSTRAINT_NONE,global_oom,task=my app,pid=77,uid=0\n"
                       "[   12.5] Out of memory: Killed process 77 (my app) total-vm:1824kB\n"),
            "[   12.5] CPU: 1 PID: 77 Comm: REDACTED Not tainted 6.1.0 #1\n"
            "[   12.5] REDACTED: page allocation failure: order:9, mode:0xcc0\n"
            "[   12.5] REDACTED invoked oom-killer: gfp_mask=0xcc0, order=0\n"
            "[   12.5] [  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name\n"
            "[   12.5] [     77]     0    77      456      120    45056        0             0 REDACTED\n"
            "[   12.5] oom-kill:constraint=CONSTRAINT_NONE,global_oom,task=REDACTED,pid=77,uid=0\n"
            "[   12.5] Out of memory: Killed process 77 (REDACTED) total-vm:1824kB\n");
}

TEST(RedactLog, ClientsOfAnIonHeapAreProcessesByNumber) {
  EXPECT_EQ(redact_log("       heap name           client              pid             size\n"
                       "----------------\n"
                       "    cma_reserved           my app              612         46137344\n"
                       "    cma_reserved  heap total size       1610612736\n"
                       "          client              pid             size\n"
                       "          insmod              604          5242880\n"
                       " camera-preview-             5127          3686400 orphaned\n"
                       "  total orphaned          3686400\n"),
            "       heap name           client              pid             size\n"
            "----------------\n"
            "    cma_reserved           process-612              612         46137344\n"
            "    cma_reserved  heap total size       1610612736\n"
            "          client              pid             size\n"
            "          process-604              604          5242880\n"
            " process-5127             5127          3686400 orphaned\n"
            "  total orphaned          3686400\n");
}

TEST(RedactLog, AddressesOfHardwareAndSerialNumbersAreHidden) {
  EXPECT_EQ(redact_log("eth0: MAC 01:23:45:67:89:aB up\nno mac 01:23:45:67:89:ab:cd\nusb 1-1: SerialNumber: X99, ok\n"
                       "Serial\t\t: 100000001234\nserial8250: ttyS0\n12:34"),
            "eth0: MAC 00:00:00:00:00:00 up\nno mac 01:23:45:67:89:ab:cd\nusb 1-1: SerialNumber: REDACTED, ok\n"
            "Serial\t\t: REDACTED\nserial8250: ttyS0\n12:34");
}

TEST(RedactLog, ATracedTaskLosesItsName) {
  EXPECT_EQ(redact_log("     my app-1-77      [001] .....   1.5: cma_alloc_start: name=x\n"),
            "     process-77      [001] .....   1.5: cma_alloc_start: name=x\n");
}

TEST(RedactLog, TextsOfMemoryStayByteForByte) {
  for (const auto* const text :
       {"00000000-0000ffff : System RAM\n  00000000-00000fff : Kernel code\n", "MemTotal: 8 kB\n\n\nx", "", "\n",
        "[    0.000000] OF: reserved mem: initialized node vpu@50000000, compatible id shared-dma-pool\n",
        "[   1.5] cma: number of available pages: 5@7946+11@7981=> 221231 free of 229376 total pages\n"}) {
    EXPECT_EQ(redact_log(text), text);
  }
}

/// A device tree with /chosen/bootargs, a serial number and an address of hardware.
std::string example_blob() {
  std::string blob(4096, '\0');
  char* const data = blob.data();
  int failed = fdt_create(data, 4096) | fdt_finish_reservemap(data) | fdt_begin_node(data, "");
  failed |= fdt_property_string(data, "model", "board") | fdt_property_string(data, "serial-number", "12345");
  failed |= fdt_begin_node(data, "chosen") | fdt_property_string(data, "bootargs", "cma=1M key=secret");
  failed |= fdt_property_u64(data, "kaslr-seed", 0x1234567890) | fdt_end_node(data);
  failed |= fdt_begin_node(data, "ethernet") | fdt_property(data, "local-mac-address", "\1\2\3\4\5\6", 6);
  failed |= fdt_end_node(data) | fdt_end_node(data) | fdt_finish(data);
  EXPECT_EQ(failed, 0);
  blob.resize(fdt_totalsize(data));
  return blob;
}

std::string property(const std::string& blob, const char* node, const char* name) {
  int size = 0;
  const void* const value = fdt_getprop(blob.data(), fdt_path_offset(blob.data(), node), name, &size);
  return value == nullptr ? "none" : std::string{static_cast<const char*>(value), static_cast<std::size_t>(size)};
}

TEST(RedactDeviceTree, TheBlobStaysValidAndOfItsLength) {
  std::string blob = example_blob();
  const std::size_t size = blob.size();
  ASSERT_TRUE(redact_blob(blob));
  EXPECT_EQ(blob.size(), size);
  EXPECT_EQ(fdt_check_full(blob.data(), blob.size()), 0);
  EXPECT_EQ(property(blob, "/", "model"), (std::string{"board\0", 6}));
  EXPECT_EQ(property(blob, "/", "serial-number"), (std::string{"REDAC\0", 6}));
  EXPECT_EQ(property(blob, "/chosen", "bootargs"), (std::string{"cma=1M key=REDACT\0", 18}));
  EXPECT_EQ(property(blob, "/chosen", "kaslr-seed"), std::string(8, '\0'));
  EXPECT_EQ(property(blob, "/ethernet", "local-mac-address"), std::string(6, '\0'));
}

TEST(RedactDeviceTree, WhatIsNoBlobStays) {
  std::string cut = example_blob().substr(0, 100);
  const std::string before = cut;
  EXPECT_FALSE(redact_blob(cut));
  EXPECT_EQ(cut, before);
}

TEST(RedactDeviceTree, APropertyWhoseLengthWrapsEndsTheWalk) {
  std::string blob = example_blob();
  const std::size_t first_property = fdt_off_dt_struct(blob.data()) + 8;  // after the root's token and its empty name
  blob.replace(first_property + 4, 4, "\xff\xff\xff\xfc");
  const std::string before = blob;
  EXPECT_FALSE(redact_blob(blob));
  EXPECT_EQ(blob, before);
}

TEST(Redact, OfProcessesOnlyNumbersAndMemoryStay) {
  Recording recording;
  recording["/proc/77/comm"].content = "my app\n";
  recording["/proc/77/cmdline"].content = "my app --password secret";
  recording["/proc/77/exe"].target = "/usr/bin/my app";
  recording["/proc/77/fd/3"].target = "/home/me/diary";
  recording["/proc/77/fd/4"].target = "/dmabuf:isp out";
  recording["/proc/77/fdinfo/4"].content = "size:\t4096\n";
  recording["/proc/77/fdinfo"].names = std::vector<std::string>{"3", "4"};
  recording["/proc/77/maps"].content = "10000-20000 r-xp 00000000 b3:02 131 /usr/bin/my app\n";
  recording["/proc/self"].target = "77";
  const Recording redacted = redact(recording);
  EXPECT_EQ(redacted.size(), 7u);
  EXPECT_EQ(redacted.at("/proc/77/maps").content->value(), "");
  EXPECT_EQ(redacted.at("/proc/77/comm").content->value(), "process-77\n");
  EXPECT_EQ(redacted.at("/proc/77/fd/3").target->value(), "REDACTED");
  EXPECT_EQ(redacted.at("/proc/77/fd/4").target->value(), "/dmabuf:isp out");
  EXPECT_EQ(redacted.at("/proc/77/fdinfo/4").content->value(), "size:\t4096\n");
  EXPECT_EQ(redacted.at("/proc/self").target->value(), "77");
}

TEST(Redact, TheCommandLineIsHiddenInEveryPlaceThatHoldsIt) {
  Recording recording;
  recording["/proc/cmdline"].content = "cma=1M key=secret\n";
  recording["/proc/device-tree/chosen/bootargs"].content = std::string{"cma=1M key=secret\0", 18};
  recording["/sys/firmware/fdt"].content = example_blob();
  recording["/dev/kmsg"].content = "<5>[    0.000000] Kernel command line: cma=1M key=secret\n";
  recording["/boot/firmware/cmdline.txt"].content = "key=secret";
  recording["/boot/extlinux/extlinux.conf"].content = "label a\n  append cma=1M key=secret\n";
  for (const auto& [path, answers] : redact(recording)) {
    EXPECT_EQ(answers.content->value().find("secret"), std::string::npos) << path;
    EXPECT_NE(answers.content->value().find("key=REDACT"), std::string::npos) << path;
  }
}

TEST(Redact, NumbersOfThisUnitAreHidden) {
  Recording recording;
  recording["/proc/device-tree/serial-number"].content = std::string{"A1B2C3\0", 7};
  recording["/sys/block/mmcblk0/device/serial"].content = "0xdeadbeef\n";
  recording["/sys/class/net/eth0/address"].content = "01:23:45:67:89:ab\n";
  recording["/proc/device-tree/aliases/serial0"].content = std::string{"/soc/serial@0\0", 14};
  const Recording redacted = redact(recording);
  EXPECT_EQ(redacted.at("/proc/device-tree/serial-number").content->value(), (std::string{"REDACT\0", 7}));
  EXPECT_EQ(redacted.at("/sys/block/mmcblk0/device/serial").content->value(), "REDACTED\n");
  EXPECT_EQ(redacted.at("/sys/class/net/eth0/address").content->value(), "REDACTED\n");
  EXPECT_EQ(redacted.at("/proc/device-tree/aliases/serial0").content->value(), (std::string{"/soc/serial@0\0", 14}));
}

TEST(Redact, IonClientsGetNewNamesInListingsAndPathsAlike) {
  Recording recording;
  const std::string clients = "/sys/kernel/debug/ion/clients";
  recording[clients].names = std::vector<std::string>{"camera-0", "my app-0"};
  recording[clients + "/my app-0"].content = "total 4096\n";
  recording[clients + "/camera-0"].content =
      std::unexpected(Error{Errc::NotFound, {clients + "/camera-0", 0, 0}, "no such file"});
  const Recording redacted = redact(recording);
  EXPECT_EQ(redacted.at(clients).names->value(), (std::vector<std::string>{"client-1", "client-2"}));
  EXPECT_EQ(redacted.at(clients + "/client-2").content->value(), "total 4096\n");
  EXPECT_EQ(redacted.at(clients + "/client-1").content->error().where.file, clients + "/client-1");
  EXPECT_EQ(redacted.size(), 3u);
}

TEST(Redact, AnErrorStaysAnError) {
  Recording recording;
  recording["/proc/iomem"].content =
      std::unexpected(Error{Errc::NoPermission, {"/proc/iomem", 0, 0}, "permission denied"});
  EXPECT_EQ(redact(recording).at("/proc/iomem").content->error().code, Errc::NoPermission);
}

}  // namespace
}  // namespace rampart

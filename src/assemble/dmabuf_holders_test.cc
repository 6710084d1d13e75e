#include "assemble/dmabuf_holders.h"

#include <gtest/gtest.h>

#include "base/memory_tree.h"
#include "base/test_data.h"

namespace rampart {
namespace {

constexpr std::string_view bufinfo_path = "/sys/kernel/debug/dma_buf/bufinfo";
constexpr std::string_view bufinfo_header =
    "\nDma-buf Objects:\nsize    \tflags   \tmode    \tcount   \texp_name\tino     \tname\n";

/// A device with these rows in its bufinfo.
MemoryTree with_bufinfo(const std::string& rows) {
  MemoryTree tree;
  tree.add(std::string{bufinfo_path}, std::string{bufinfo_header} + rows);
  return tree;
}

void add_process(MemoryTree& tree, const std::string& pid, const std::string& comm) {
  tree.add("/proc/" + pid + "/comm", comm + "\n");
  tree.add_link("/proc/" + pid + "/fd/0", "/dev/null");
}

void add_descriptor(MemoryTree& tree, const std::string& pid, const std::string& fd, const std::string& fdinfo,
                    const std::string& link = "/dmabuf:") {
  tree.add_link("/proc/" + pid + "/fd/" + fd, link);
  tree.add("/proc/" + pid + "/fdinfo/" + fd, fdinfo);
}

std::string fdinfo(const std::string& ino, const std::string& size, const std::string& exporter) {
  return "pos:\t0\nflags:\t02000002\nmnt_id:\t9\nino:\t" + ino + "\nsize:\t" + size + "\ncount:\t1\nexp_name:\t" +
         exporter + "\n";
}

TEST(DmabufHolders, ABufferOfTwoProcessesCountsOnce) {
  MemoryTree tree = with_bufinfo(
      "04194304\t00000002\t00080007\t00000003\tlinux,cma\t00000002\tisp out\n"
      "00004096\t00000002\t00080007\t00000001\tsystem\t00000003\t<none>\n"
      "00016384\t00000002\t00080007\t00000001\tdrm\t00000004\t<none>\n");
  add_process(tree, "100", "camera-app");
  add_descriptor(tree, "100", "7", fdinfo("2", "4194304", "linux,cma"));
  add_descriptor(tree, "100", "8", fdinfo("2", "4194304", "linux,cma"));  // the same, duplicated
  add_descriptor(tree, "100", "9", fdinfo("3", "4096", "system"));
  add_process(tree, "99", "weston");
  add_descriptor(tree, "99", "20", fdinfo("2", "4194304", "linux,cma"));
  add_process(tree, "1", "init");

  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_TRUE(held.notes.empty());
  EXPECT_EQ(held.count, 3);
  EXPECT_EQ(held.total, Bytes{4194304 + 4096 + 16384});
  EXPECT_EQ(held.holders, (std::vector<DmabufHolder>{{100, "camera-app", {{2, 2}, {3, 1}}, {4194304 + 4096}, mib(4)},
                                                     {99, "weston", {{2, 1}}, mib(4), mib(4)}}));
  EXPECT_EQ(held.buffers, (std::vector<DmabufBuffer>{{2, mib(4), "linux,cma", "isp out", {99, 100}, 3},
                                                     {3, kib(4), "system", "", {100}, 1},
                                                     {4, kib(16), "drm", "", {}, 1}}));
  EXPECT_EQ(held.kernel_only, std::vector<std::uint64_t>{4});
  EXPECT_EQ(held.kernel_only_size, kib(16));
}

TEST(DmabufHolders, ABufferThatIsOnlyMappedHasItsHolder) {
  MemoryTree tree = with_bufinfo("00008192\t00000002\t00080007\t00000001\tsystem\t00000005\t<none>\n");
  add_process(tree, "50", "player");
  tree.add("/proc/50/maps", "7f0000000000-7f0000001000 rw-s 00000000 00:0b 5 /dmabuf:\n");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(
      held.holders,
      (std::vector<DmabufHolder>{{50, "player", {{5, 0, 1, kib(4)}}, kib(8), {}}}));  // its size, not the mapped one
  EXPECT_EQ(held.kernel_only, std::vector<std::uint64_t>{});
}

TEST(DmabufHolders, EveryMappingIsCountedWhereAllAreAskedFor) {
  MemoryTree tree = with_bufinfo("00008192\t00000002\t00080007\t00000003\tsystem\t00000005\tring\n");
  add_process(tree, "50", "player");
  add_descriptor(tree, "50", "4", fdinfo("5", "8192", "system"));
  tree.add("/proc/50/maps",
           "7f0000000000-7f0000002000 rw-s 00000000 00:0b 5 /dmabuf:ring\n"
           "7f0000010000-7f0000011000 rw-s 00000000 00:0b 5 /dmabuf:ring\n");
  EXPECT_EQ(read_dmabuf_holders(tree).holders[0].references, (std::vector<DmabufReference>{{5, 1, 0, {}}}));
  EXPECT_EQ(read_dmabuf_holders(tree, DmabufMappings::All).holders[0].references,
            (std::vector<DmabufReference>{{5, 1, 2, kib(12)}}));
}

TEST(DmabufHolders, ABufferHasTheDevicesThatAreAttachedToIt) {
  MemoryTree tree = with_bufinfo(
      "00008192\t00000002\t00080007\t00000002\tsystem\t00000005\t<none>\n"
      "\tAttached Devices:\n\ta100000.video-codec\nTotal 1 devices attached\n\n");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.buffers[0].devices, std::vector<std::string>{"a100000.video-codec"});
  EXPECT_EQ(held.buffers[0].file_count, 2);
}

TEST(DmabufHolders, NoProcessIsLookedIntoIfThereAreNoBuffers) {
  MemoryTree tree = with_bufinfo("\nTotal 0 objects, 0 bytes\n");
  add_process(tree, "50", "player");
  add_descriptor(tree, "50", "3", fdinfo("9", "4096", "system"));
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(tree.reads(), 1);
  EXPECT_EQ(held.count, 0);
  EXPECT_EQ(held.total, Bytes{0});
  EXPECT_EQ(held.kernel_only, std::vector<std::uint64_t>{});
  EXPECT_TRUE(held.holders.empty());
}

TEST(DmabufHolders, AKernelWithoutDmabufIsKnownByItsDebugfs) {
  MemoryTree tree{{{"/sys/kernel/debug/gpio", ""}}};
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_FALSE(held.supported);
  EXPECT_EQ(held.count, std::nullopt);
  EXPECT_TRUE(held.notes.empty());
}

TEST(DmabufHolders, WithoutRootSysfsListsTheBuffersAndOneNoteCountsTheForbiddenProcesses) {
  MemoryTree tree;
  tree.forbid("/sys/kernel/debug");
  tree.add("/sys/kernel/dmabuf/buffers/1/exporter_name", "system\n");
  tree.add("/sys/kernel/dmabuf/buffers/1/size", "1048576\n");
  tree.add("/sys/kernel/dmabuf/buffers/2/exporter_name", "linux,cma\n");
  tree.add("/sys/kernel/dmabuf/buffers/2/size", "3145728\n");
  for (const std::string pid : {"10", "11"}) {
    add_process(tree, pid, "daemon");
    tree.forbid("/proc/" + pid + "/fd");
  }
  add_process(tree, "12", "mine");
  add_descriptor(tree, "12", "4", fdinfo("1", "1048576", "system") + "name:\tcamera-ring\n");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.total, mib(4));
  EXPECT_EQ(held.buffers[0].name, "camera-ring");
  EXPECT_EQ(held.kernel_only, std::nullopt);  // a daemon may be the holder
  EXPECT_EQ(held.notes,
            (std::vector<Note>{{"/proc/PID/fd", "the descriptors of 2 processes may not be read", "run as root"}}));
}

TEST(DmabufHolders, WithoutAnyListOnlyWhatDescriptorsShowIsKnown) {
  MemoryTree tree;
  tree.forbid("/sys/kernel/debug");
  add_process(tree, "12", "mine");
  add_descriptor(tree, "12", "4", fdinfo("1", "4096", "system"));
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.count, std::nullopt);
  EXPECT_EQ(held.total, std::nullopt);
  EXPECT_EQ(held.kernel_only, std::nullopt);
  EXPECT_EQ(held.holders, (std::vector<DmabufHolder>{{12, "mine", {{1, 1}}, kib(4), {}}}));
  EXPECT_EQ(held.notes, (std::vector<Note>{{std::string{bufinfo_path}, "permission denied", "run as root"}}));
}

TEST(DmabufHolders, AVendorsSumIsBetterThanNothing) {
  MemoryTree tree{{{"/proc/rk_dmabuf/size", "Total: 96 KiB\n"}}};
  tree.forbid("/sys/kernel/debug");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.total, kib(96));
  EXPECT_EQ(held.count, std::nullopt);
}

TEST(DmabufHolders, AProcessThatEndsMeanwhileIsLeftOutSilently) {
  MemoryTree tree = with_bufinfo("00004096\t00000002\t00080007\t00000001\tsystem\t00000003\t<none>\n");
  tree.add("/proc/60/comm", "gone\n");         // no fd directory any more
  tree.add_link("/proc/61/fd/5", "/dmabuf:");  // no fdinfo any more
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_TRUE(held.notes.empty());
  EXPECT_TRUE(held.holders.empty());
  EXPECT_EQ(held.kernel_only, std::vector<std::uint64_t>{3});
}

TEST(DmabufHolders, OldDescriptorsWithoutAnInodeAreJoinedWhereOnlyOneBufferFits) {
  MemoryTree tree = with_bufinfo(
      "00004096\t00000002\t00000007\t00000001\tdrm\t00000003\t<none>\n"
      "00008192\t00000002\t00000007\t00000001\tdrm\t00000004\t<none>\n"
      "00008192\t00000002\t00000007\t00000001\tdrm\t00000005\t<none>\n");
  add_process(tree, "70", "x");
  add_descriptor(tree, "70", "5", "pos:\t0\nsize:\t4096\ncount:\t1\nexp_name:\tdrm\n", "anon_inode:dmabuf");
  add_descriptor(tree, "70", "6", "pos:\t0\nsize:\t8192\ncount:\t1\nexp_name:\tdrm\n", "anon_inode:dmabuf");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.holders, (std::vector<DmabufHolder>{{70, "x", {{3, 1}}, kib(4), {}, 1}}));
  EXPECT_EQ(held.kernel_only, std::nullopt);  // one of the two others is held
}

TEST(DmabufHolders, BuffersOfKernelsThatPrintNoInodeCountAllTheSame) {
  MemoryTree tree;
  tree.add(std::string{bufinfo_path}, test_data("samples/dmabuf/bufinfo-4.12-armada-etnaviv.txt"));
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.count, 1);
  EXPECT_EQ(held.total, Bytes{3686400});
  EXPECT_TRUE(held.buffers.empty());
  EXPECT_EQ(held.kernel_only, std::nullopt);
}

TEST(DmabufHolders, ABufinfoOfAnUnknownFormIsANote) {
  MemoryTree tree;
  tree.add(std::string{bufinfo_path}, "a new form\n");
  const DmabufHolders held = read_dmabuf_holders(tree);
  EXPECT_EQ(held.count, std::nullopt);
  ASSERT_EQ(held.notes.size(), 1);
  EXPECT_EQ(to_string(held.notes[0]),
            "/sys/kernel/debug/dma_buf/bufinfo:1:1: no buffer (expected size, flags, mode, count, exporter and inode)");
}

TEST(DmabufHolders, TheSamplesOfOneKernelAgreeWithEachOther) {
  for (const std::string version : {"6.1", "6.12"}) {
    MemoryTree tree;
    tree.add(std::string{bufinfo_path}, test_data("samples/dmabuf/bufinfo-linux-" + version + ".txt"));
    add_process(tree, "33", "probe");
    for (const auto& [name, text] : test_data_parts("samples/dmabuf/fdinfo-linux-" + version + ".txt")) {
      const std::size_t link = text.find("readlink");
      const std::string target = text.substr(text.find("-> ", link) + 3);
      add_descriptor(tree, "33", name.substr(name.rfind('/') + 1), text.substr(0, link),
                     target.substr(0, target.size() - 1));
    }
    const DmabufHolders held = read_dmabuf_holders(tree);
    EXPECT_EQ(held.holders,
              (std::vector<DmabufHolder>{{33, "probe", {{1, 1}, {2, 1}, {3, 1}, {4, 1}}, {6303744}, {}}}));
    EXPECT_EQ(held.total, Bytes{6303744});
    EXPECT_EQ(held.kernel_only_size, Bytes{0});
  }
}

}  // namespace
}  // namespace rampart

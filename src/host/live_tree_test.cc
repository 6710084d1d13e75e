#include "host/live_tree.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "host/test_directory.h"

namespace rampart {
namespace {

TEST(LiveTree, ReadsAFileOfProcWhichClaimsToHaveNoSize) {
  LiveTree tree;
  const auto content = tree.read("/proc/meminfo");
  ASSERT_TRUE(content);
  EXPECT_TRUE(content->starts_with("MemTotal:")) << *content;
  EXPECT_TRUE(content->ends_with("kB\n"));
}

TEST(LiveTree, ReadsAFileThatIsLargerThanAnyBufferItBeganWith) {
  const TestDirectory directory;
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += std::to_string(i) + '\n';
  LiveTree tree;
  EXPECT_EQ(tree.read(directory.write("large", text)), text);
}

TEST(LiveTree, ASecondReadOfAKeptFileSeesWhatIsNewInIt) {
  LiveTree tree;
  std::string first;
  std::string second;
  ASSERT_TRUE(tree.read("/proc/uptime", first));
  EXPECT_EQ(tree.kept(), 1u);
  do {
    ASSERT_TRUE(tree.read("/proc/uptime", second));
  } while (first == second);
  EXPECT_EQ(tree.kept(), 1u);
}

TEST(LiveTree, KeepsNoMoreDescriptorsThanItsLimit) {
  LiveTree tree;
  std::size_t read = 0;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/sys/kernel"}) {
    if (entry.is_regular_file() && tree.read(entry.path().string())) ++read;
  }
  if (read <= LiveTree::max_kept) GTEST_SKIP() << "only " << read << " files of /proc/sys/kernel can be read here";
  EXPECT_EQ(tree.kept(), LiveTree::max_kept);
}

TEST(LiveTree, WhatLivesAndDiesWithAProcessOrChangesByBeingOpenIsNotKept) {
  EXPECT_TRUE(may_be_kept("/proc/meminfo"));
  EXPECT_TRUE(may_be_kept("/proc/pressure/memory"));
  EXPECT_TRUE(may_be_kept("/sys/block/zram0/mm_stat"));
  for (const auto* const path :
       {"/proc/1/comm", "/proc/self/fdinfo/4", "/proc/thread-self/comm", "/proc/device-tree/model", "/sys/firmware/fdt",
        "/sys/kernel/debug/cma/cma-reserved/bitmap", "/sys/kernel/tracing/trace", "/etc/hostname",
        "/proc/../proc/1/comm", "/proc//1/comm", "/proc/./1/comm", "/proc/"}) {
    EXPECT_FALSE(may_be_kept(path)) << path;
  }
}

/// A new control group, a file of /sys that can be made and removed at will; empty where that is not allowed.
std::string make_control_group() {
  for (const std::string above : {"/sys/fs/cgroup", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified"}) {
    const std::string group = above + "/rampart-test-" + std::to_string(::getpid());
    if (::mkdir(group.c_str(), 0755) != 0) continue;
    if (std::filesystem::exists(group + "/cgroup.procs")) return group;
    ::rmdir(group.c_str());
  }
  return {};
}

TEST(LiveTree, AKeptFileThatDiedIsOpenedAnew) {
  const std::string group = make_control_group();
  if (group.empty()) GTEST_SKIP() << "no control group can be made here";
  const std::string file = group + "/cgroup.procs";
  LiveTree tree;
  const auto before = tree.read(file);
  const std::size_t kept = tree.kept();
  ::rmdir(group.c_str());
  const auto without = tree.read(file);
  ::mkdir(group.c_str(), 0755);
  const auto after = tree.read(file);
  ::rmdir(group.c_str());
  EXPECT_TRUE(before);
  EXPECT_EQ(kept, 1u);
  EXPECT_TRUE(after);
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, Errc::NotFound);
}

TEST(LiveTree, AFileThatIsNotThereIsNotFound) {
  LiveTree tree;
  std::string content = "what was there before";
  const auto done = tree.read("/proc/no-such-file", content);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::NotFound);
  EXPECT_EQ(to_string(done.error()), "/proc/no-such-file: no such file");
  EXPECT_EQ(tree.read("/proc/meminfo/below-a-file").error().code, Errc::NotFound);
  EXPECT_EQ(tree.list("/proc/no-such-directory").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read_link("/proc/no-such-link").error().code, Errc::NotFound);
}

TEST(LiveTree, APathThatIsNotAbsoluteIsNotFound) {
  LiveTree tree;
  EXPECT_EQ(tree.read("proc/meminfo").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read(std::string_view{"/proc/meminfo\0.txt", 18}).error().code, Errc::NotFound);
  EXPECT_EQ(tree.read('/' + std::string(5000, 'a')).error().what, "cannot read: file name too long");
}

TEST(LiveTree, WhatIsNotARegularFileIsRefusedAndNeverWaitedFor) {
  const TestDirectory directory;
  const std::string fifo = directory / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  LiveTree tree;
  EXPECT_EQ(to_string(tree.read(fifo).error()), fifo + ": not a regular file");
  EXPECT_EQ(to_string(tree.read("/dev/zero").error()), "/dev/zero: not a regular file");
  EXPECT_EQ(to_string(tree.read("/proc").error()), "/proc: is a directory (expected a file)");
}

TEST(LiveTree, AFilePastTheLimitIsRefusedAndOneAtItIsRead) {
  const TestDirectory directory;
  const std::string file = directory.write("large", "");
  LiveTree tree;
  std::filesystem::resize_file(file, FileTree::max_file_size);
  std::string content;
  ASSERT_TRUE(tree.read(file, content));
  EXPECT_EQ(content.size(), FileTree::max_file_size);
  std::filesystem::resize_file(file, FileTree::max_file_size + 1);
  const auto done = tree.read(file, content);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::TooLarge);
  EXPECT_EQ(done.error().what, "too large (expected at most 64 MiB)");
  EXPECT_EQ(content, "");
}

TEST(LiveTree, WhatMayNotBeReadIsNoPermission) {
  const TestDirectory directory;
  const std::string file = directory.write("secret/file", "content");
  std::filesystem::permissions(directory / "secret", std::filesystem::perms{0700});
  EXPECT_TRUE(holds_for_nobody([&] {
    LiveTree tree;
    const auto content = tree.read(file);
    const auto names = tree.list(directory / "secret");
    return ::geteuid() != 0 && !content && !names && content.error().code == Errc::NoPermission &&
           content.error().what == "permission denied" && names.error().code == Errc::NoPermission;
  })) << "as user 65534";
}

TEST(LiveTree, ListsADirectorySortedAndWithoutItsDots) {
  const TestDirectory directory;
  for (const auto* const name : {"b", "a", "B", ".hidden", "a b"}) directory.write(name, "");
  LiveTree tree;
  EXPECT_EQ(tree.list(directory.path()), (std::vector<std::string>{".hidden", "B", "a", "a b", "b"}));
  EXPECT_EQ(tree.list(directory / "a").error().code, Errc::NotFound);
}

TEST(LiveTree, TellsWhereALinkLeadsAndNotThatOfAFile) {
  const TestDirectory directory;
  directory.link("link", "../nowhere at all");
  LiveTree tree;
  EXPECT_EQ(tree.read_link(directory / "link"), "../nowhere at all");
  EXPECT_EQ(tree.read_link("/proc/self"), std::to_string(::getpid()));
  EXPECT_EQ(tree.read_link("/proc/meminfo").error().what, "not a symbolic link");
}

TEST(LiveTree, GivesTheKernelLogAsTextOrSaysWhyNot) {
  LiveTree tree;
  const auto log = tree.read("/dev/kmsg");
  if (!log) {
    EXPECT_EQ(log.error().where.file, "/dev/kmsg");
    GTEST_SKIP() << to_string(log.error());
  }
  EXPECT_TRUE(log->empty() || log->starts_with('<')) << log->substr(0, 80);
}

TEST(LiveTree, AProcessThatEndsBetweenListingAndReadingIsNotFound) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  const std::string file = "/proc/" + std::to_string(child) + "/fdinfo/0";
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  LiveTree tree;
  EXPECT_EQ(tree.read(file).error().code, Errc::NotFound);
  EXPECT_EQ(tree.list("/proc/" + std::to_string(child) + "/fdinfo").error().code, Errc::NotFound);
}

}  // namespace
}  // namespace rampart

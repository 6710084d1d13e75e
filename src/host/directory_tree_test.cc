#include "host/directory_tree.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

#include "host/test_directory.h"

namespace rampart {
namespace {

/// Every test runs with the kernel's resolver and with ours: they answer alike.
class DirectoryTreeTest : public testing::TestWithParam<Resolver> {
 protected:
  /// Opens the directory `root` of the test's own, beside which there is a file that must not be reached.
  DirectoryTree open() {
    directory_.write("outside", "secret");
    std::filesystem::create_directories(directory_ / "root");
    return std::move(*DirectoryTree::open(directory_ / "root", GetParam()));
  }
  TestDirectory directory_;
};

INSTANTIATE_TEST_SUITE_P(Resolvers, DirectoryTreeTest, testing::Values(Resolver::Kernel, Resolver::Walk),
                         [](const auto& test) { return test.param == Resolver::Kernel ? "Kernel" : "Walk"; });

TEST_P(DirectoryTreeTest, PathsBeginAtItsRoot) {
  directory_.write("root/proc/meminfo", "MemTotal: 8 kB\n");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/proc/meminfo"), "MemTotal: 8 kB\n");
  EXPECT_EQ(tree.list("/"), std::vector<std::string>{"proc"});
  EXPECT_EQ(tree.list("/proc/"), std::vector<std::string>{"meminfo"});
  EXPECT_EQ(to_string(tree.read("/proc/vmstat").error()), "/proc/vmstat: no such file");
}

TEST_P(DirectoryTreeTest, DotDotStopsAtTheRoot) {
  directory_.write("root/inside", "found");
  directory_.link("root/a/up", "../../../../inside");
  directory_.link("root/a/out", "../../outside");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/../../inside"), "found");
  EXPECT_EQ(tree.read("/a/../inside"), "found");
  EXPECT_EQ(tree.read("/a/up"), "found");
  EXPECT_EQ(tree.read("/../outside").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("/a/out").error().code, Errc::NotFound);
}

TEST_P(DirectoryTreeTest, AnAbsoluteLinkLeadsToTheRootOfTheTree) {
  directory_.write("root/sys/firmware/devicetree/base/model", "board");
  directory_.link("root/proc/device-tree", "/sys/firmware/devicetree/base");
  directory_.link("root/escape", directory_ / "outside");
  directory_.link("root/passwd", "/etc/passwd");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/proc/device-tree/model"), "board");
  EXPECT_EQ(tree.list("/proc/device-tree"), std::vector<std::string>{"model"});
  EXPECT_EQ(tree.read("/escape").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("/passwd").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read_link("/passwd"), "/etc/passwd");
  EXPECT_EQ(tree.read_link("/proc/device-tree"), "/sys/firmware/devicetree/base");
  EXPECT_EQ(tree.read_link("/sys").error().what, "not a symbolic link");
}

TEST_P(DirectoryTreeTest, LinksThatGoInCirclesEnd) {
  directory_.link("root/a", "b");
  directory_.link("root/b", "a");
  directory_.link("root/down", "down/down");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/a").error().what, "cannot read: too many levels of symbolic links");
  EXPECT_EQ(tree.read("/down").error().what, "cannot read: too many levels of symbolic links");
}

TEST_P(DirectoryTreeTest, AFileInPlaceOfADirectoryIsNotFound) {
  directory_.write("root/proc", "a file");
  directory_.link("root/link", "proc");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/proc/meminfo").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("/link/meminfo").error().code, Errc::NotFound);
  EXPECT_EQ(tree.list("/proc").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("/").error().what, "is a directory (expected a file)");
}

TEST_P(DirectoryTreeTest, AFileThatWasReplacedOrRemovedIsReadAsItIsNow) {
  const std::string file = directory_.write("root/proc/meminfo", "old");
  DirectoryTree tree = open();
  EXPECT_EQ(tree.read("/proc/meminfo"), "old");
  std::filesystem::rename(directory_.write("root/new", "new"), file);
  EXPECT_EQ(tree.read("/proc/meminfo"), "new");
  std::filesystem::remove(file);
  EXPECT_EQ(tree.read("/proc/meminfo").error().code, Errc::NotFound);
}

TEST_P(DirectoryTreeTest, WhatMayNotBeReadIsNoPermission) {
  const std::string file = directory_.write("root/proc/iomem", "");
  directory_.write("root/closed/file", "");
  std::filesystem::permissions(file, std::filesystem::perms{});
  std::filesystem::permissions(directory_ / "root/closed", std::filesystem::perms{});
  EXPECT_TRUE(holds_for_nobody([&] {
    DirectoryTree tree = open();
    return tree.read("/proc/iomem").error().code == Errc::NoPermission &&
           tree.read("/closed/file").error().code == Errc::NoPermission &&
           tree.list("/closed").error().code == Errc::NoPermission;
  })) << "as user 65534";
  std::filesystem::permissions(directory_ / "root/closed", std::filesystem::perms{0700});
}

TEST(DirectoryTree, ARootThatIsNoDirectoryIsAnError) {
  const TestDirectory directory;
  EXPECT_EQ(DirectoryTree::open(directory / "none").error().code, Errc::NotFound);
  EXPECT_EQ(DirectoryTree::open(directory.write("file", "")).error().code, Errc::NotFound);
}

}  // namespace
}  // namespace rampart

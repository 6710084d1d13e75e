#include "assemble/observe.h"

#include <gtest/gtest.h>
#include <string>

#include "base/memory_tree.h"

namespace rampart {
namespace {

/// The files of a MaixCAM2, as far as they tell which variant it is.
MemoryTree maixcam2(std::string_view mem_total_kb, std::string_view cmm_kb) {
  MemoryTree tree;
  tree.add("/boot/board", "id=maixcam2\n");
  tree.add("/proc/meminfo", "MemTotal: " + std::string{mem_total_kb} + " kB\n");
  if (!cmm_kb.empty())
    tree.add("/proc/ax_proc/mem_cmm_info", "---CMM_USE_INFO:\n total size=" + std::string{cmm_kb} +
                                               "KB(0MB),used=0KB(0MB + 0KB),remain=" + std::string{cmm_kb} +
                                               "KB(0MB + 0KB),partition_number=1,block_number=0\n");
  return tree;
}

std::string recognised(MemoryTree tree) {
  auto observer = Observer::open(tree, {});
  if (!observer) return to_string(observer.error());
  const Recognition& recognition = observer->sample().recognition;
  return recognition.device ? recognition.device->id : recognition.why;
}

TEST(Observe, TheVariantOfABoardIsToldByItsRamAndItsPoolTogether) {
  EXPECT_EQ(recognised(maixcam2("2012428", "2097152")), "maixcam2-4g");
  EXPECT_EQ(recognised(maixcam2("459776", "524288")), "maixcam2-1g");
}

TEST(Observe, LinuxsShareAloneTellsAVariantOnlyIfItIsTooLargeForTheOther) {
  EXPECT_EQ(recognised(maixcam2("2012428", "")), "maixcam2-4g");
  EXPECT_EQ(recognised(maixcam2("459776", "")),
            "/boot/board id \"maixcam2\" is of maixcam2-1g or maixcam2-4g, and the installed RAM is not known");
}

TEST(Observe, ADeviceFileOfTheUsersIsUsedAndAFaultyOneRefused) {
  MemoryTree tree;
  tree.add("/boot/board", "id=acme\n");
  const std::string file =
      "name = \"Acme One\"\nchip = \"A1\"\narch = \"arm64\"\nsources = [\"its label\"]\n[match]\nboard_id = "
      "[\"acme\"]\n";
  auto observer = Observer::open(tree, {.device_files = {{"acme-one.toml", file}}});
  ASSERT_TRUE(observer);
  ASSERT_TRUE(observer->sample().recognition.device);
  EXPECT_EQ(observer->sample().recognition.device->name, "Acme One");
  observer = Observer::open(tree, {.device_files = {{"acme-one.toml", "name = 1\n"}}});
  ASSERT_FALSE(observer);
  EXPECT_EQ(to_string(observer.error()), "acme-one.toml:1:8: no text (expected some in quotes)");
}

}  // namespace
}  // namespace rampart

#include "host/recording_tree.h"

#include <gtest/gtest.h>
#include <string>

#include "host/directory_tree.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

TEST(RecordingTree, TheFirstAnswerIsGivenAgainWhateverBecomesOfTheFile) {
  const TestDirectory directory;
  directory.write("proc/meminfo", "first");
  DirectoryTree source = std::move(*DirectoryTree::open(directory.path()));
  RecordingTree tree{source};
  EXPECT_EQ(tree.read("/proc/meminfo"), "first");
  EXPECT_EQ(tree.read("/proc/vmstat").error().code, Errc::NotFound);
  EXPECT_EQ(tree.list("/proc"), std::vector<std::string>{"meminfo"});
  directory.write("proc/meminfo", "second");
  directory.write("proc/vmstat", "new");
  EXPECT_EQ(tree.read("/proc/meminfo"), "first");
  EXPECT_EQ(tree.read("/proc/vmstat").error().code, Errc::NotFound);
  EXPECT_EQ(tree.list("/proc"), std::vector<std::string>{"meminfo"});
}

TEST(RecordingTree, KeepsEveryAnswerUnderItsPathAndItsQuestion) {
  const TestDirectory directory;
  directory.write("file", "content");
  directory.link("link", "file");
  DirectoryTree source = std::move(*DirectoryTree::open(directory.path()));
  RecordingTree tree{source};
  (void)tree.read("/file");
  (void)tree.read("/link");
  (void)tree.read_link("/link");
  (void)tree.list("/file");
  const Recording& recording = tree.recording();
  ASSERT_EQ(recording.size(), 2u);
  const RecordedPath& file = recording.at("/file");
  EXPECT_EQ(file.content->value(), "content");
  EXPECT_EQ(file.names->error().code, Errc::NotFound);
  EXPECT_FALSE(file.target);
  const RecordedPath& link = recording.at("/link");
  EXPECT_EQ(link.content->value(), "content");
  EXPECT_EQ(link.target->value(), "file");
  EXPECT_FALSE(link.names);
}

}  // namespace
}  // namespace rampart

#include "host/changed_file.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

namespace fs = std::filesystem;

std::size_t files_of(const std::string& directory) {
  const auto entries = fs::directory_iterator{directory};
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(ChangedFile, TheOldContentIsKeptBesideTheNew) {
  const TestDirectory directory;
  const auto file = read_file_to_change(directory.write("board.dts", "old"));
  const auto changed = change_file(file.value(), "new");
  ASSERT_TRUE(changed);
  EXPECT_EQ(content_of(directory / "board.dts"), "new");
  EXPECT_EQ(changed->backup, directory / "board.dts.orig");
  EXPECT_EQ(content_of(changed->backup), "old");
  EXPECT_EQ(files_of(directory.path()), 2U);
}

TEST(ChangedFile, AnEarlierBackupIsNotOverwritten) {
  const TestDirectory directory;
  directory.write("grub.orig", "of the distribution");
  const auto file = read_file_to_change(directory.write("grub", "old"));
  EXPECT_EQ(change_file(file.value(), "new").value().backup, directory / "grub.orig.1");
  EXPECT_EQ(content_of(directory / "grub.orig"), "of the distribution");
}

TEST(ChangedFile, AFileThatSomeoneChangedMeanwhileIsLeftAsItIs) {
  const TestDirectory directory;
  const auto file = read_file_to_change(directory.write("grub", "old"));
  directory.write("grub", "of someone");
  const auto changed = change_file(file.value(), "new");
  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().what, "was changed by someone while the change was made up (expected it as it was read)");
  EXPECT_EQ(content_of(directory / "grub"), "of someone");
  EXPECT_EQ(files_of(directory.path()), 1U);
}

TEST(ChangedFile, AFileThatWentMeanwhileIsNotMadeAgain) {
  const TestDirectory directory;
  const auto file = read_file_to_change(directory.write("grub", "old"));
  fs::remove(directory / "grub");
  EXPECT_EQ(change_file(file.value(), "new").error().code, Errc::NotFound);
  EXPECT_EQ(files_of(directory.path()), 0U);
}

TEST(ChangedFile, ALinkStaysALinkAndTheBackupIsBesideItsTarget) {
  const TestDirectory directory;
  directory.write("there/target", "old");
  directory.link("link", "there/target");
  const auto file = read_file_to_change(directory / "link");
  const auto changed = change_file(file.value(), "new");
  ASSERT_TRUE(changed);
  EXPECT_TRUE(fs::is_symlink(directory / "link"));
  EXPECT_EQ(content_of(directory / "there/target"), "new");
  EXPECT_EQ(content_of(directory / "there/target.orig"), "old");
}

TEST(ChangedFile, ModeIsKeptByFileAndBackup) {
  const TestDirectory directory;
  fs::permissions(directory.write("file", "old"), fs::perms{0640});
  const auto changed = change_file(read_file_to_change(directory / "file").value(), "new");
  ASSERT_TRUE(changed);
  for (const std::string& path : {directory / "file", changed->backup}) {
    struct stat status{};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & mode_t{0777}, mode_t{0640});
  }
}

TEST(ChangedFile, ADirectoryThatMayNotBeWrittenLeavesEverythingAsItIs) {
  const TestDirectory directory;
  directory.write("file", "old");
  EXPECT_TRUE(holds_for_nobody([&] {
    const auto changed = change_file(read_file_to_change(directory / "file").value(), "new");
    return !changed && changed.error().code == Errc::NoPermission;
  }));
  EXPECT_EQ(content_of(directory / "file"), "old");
  EXPECT_EQ(files_of(directory.path()), 1U);
}

TEST(ChangedFile, ANewFileIsNotWrittenOverAnother) {
  const TestDirectory directory;
  ASSERT_TRUE(create_file(directory / "out.dtso", "text"));
  EXPECT_EQ(content_of(directory / "out.dtso"), "text");
  EXPECT_EQ(create_file(directory / "out.dtso", "other").error().what, "is there already (expected a new file)");
}

TEST(ChangedFile, WhatWasChangedCanBePutBack) {
  const TestDirectory directory;
  const auto file = read_file_to_change(directory.write("file", "old")).value();
  const auto changed = change_file(file, "new").value();
  ASSERT_TRUE(restore_file(file, changed));
  EXPECT_EQ(content_of(directory / "file"), "old");
  EXPECT_EQ(files_of(directory.path()), 1U);
}

}  // namespace
}  // namespace rampart

#include "host/write_file.h"

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "host/test_directory.h"

namespace rampart {
namespace {

mode_t mode_of(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & mode_t{0777} : 0;
}

std::size_t files_in(const std::string& directory) {
  const auto entries = std::filesystem::directory_iterator{directory};
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

TEST(WriteFile, ANewFileHasTheWholeContentAndNothingLiesBesideIt) {
  const TestDirectory directory;
  std::string content(1 << 20, 'x');
  content[5] = '\0';
  ASSERT_TRUE(write_file_atomically(directory / "file", content));
  EXPECT_EQ(content_of(directory / "file"), content);
  EXPECT_EQ(files_in(directory.path()), 1u);
}

TEST(WriteFile, AReplacedFileKeepsItsPermissions) {
  const TestDirectory directory;
  std::filesystem::permissions(directory.write("file", "old"), std::filesystem::perms{0640});
  ASSERT_TRUE(write_file_atomically(directory / "file", "new"));
  EXPECT_EQ(content_of(directory / "file"), "new");
  EXPECT_EQ(mode_of(directory / "file"), 0640u);
}

TEST(WriteFile, ALinkStaysAndItsTargetIsReplaced) {
  const TestDirectory directory;
  directory.write("there/target", "old");
  directory.link("link", "there/target");
  ASSERT_TRUE(write_file_atomically(directory / "link", "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(directory / "link"));
  EXPECT_EQ(content_of(directory / "there/target"), "new");
  EXPECT_EQ(files_in(directory / "there"), 1u);
}

TEST(WriteFile, ANameWithoutADirectoryIsWrittenHere) {
  const TestDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  const bool done = write_file_atomically("file", "content").has_value();
  std::filesystem::current_path(before);
  EXPECT_TRUE(done);
  EXPECT_EQ(content_of(directory / "file"), "content");
}

TEST(WriteFile, AFullDiskLeavesTheOldFileAndNoOther) {
  const TestDirectory directory;
  const std::string old = directory.write("file", "old");
  // No file of this child may grow past 1000 bytes: to the program it is as good as a full disk.
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto done = write_file_atomically(old, std::string(5000, 'x'));
    ::_exit(!done && done.error().code == Errc::Io && done.error().what == "cannot write: file too large" ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content_of(old), "old");
  EXPECT_EQ(files_in(directory.path()), 1u);
}

TEST(WriteFile, ADeviceWithoutSpaceIsToldByTheSystemsReason) {
  EXPECT_EQ(to_string(write_file_atomically("/dev/full", "x").error()),
            "/dev/full: cannot write: no space left on device");
}

TEST(WriteFile, ACharacterDeviceAndAPipeAreWrittenDirectly) {
  EXPECT_TRUE(write_file_atomically("/dev/null", "content"));
  int ends[2] = {-1, -1};
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  EXPECT_TRUE(write_file_atomically("/proc/self/fd/" + std::to_string(ends[1]), "content"));
  std::string received(7, '\0');
  EXPECT_EQ(::read(ends[0], received.data(), received.size()), 7);
  EXPECT_EQ(received, "content");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(WriteFile, AFifoThatNobodyReadsIsAnErrorAndNotWaitedFor) {
  const TestDirectory directory;
  const std::string fifo = directory / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(write_file_atomically(fifo, "x").error().what, "cannot write: no such device or address");
}

TEST(WriteFile, ADirectoryIsRefused) {
  const TestDirectory directory;
  const auto done = write_file_atomically(directory.path(), "x");
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::Unsupported);
  EXPECT_EQ(done.error().what, "is a directory (expected a file to write)");
}

TEST(WriteFile, ADirectoryThatMayNotBeWrittenIsNoPermission) {
  const TestDirectory directory;
  directory.write("file", "old");
  EXPECT_TRUE(holds_for_nobody([&] {
    const auto done = write_file_atomically(directory / "file", "new");
    return !done && done.error().code == Errc::NoPermission;
  })) << "as user 65534";
  EXPECT_EQ(content_of(directory / "file"), "old");
  EXPECT_EQ(to_string(write_file_atomically(directory / "none/file", "x").error()),
            (directory / "none/file") + ": no such directory");
}

TEST(WriteFile, StandardOutputIsContinuedWhereItIsEvenInAFile) {
  const TestDirectory directory;
  const std::string file = directory / "output";
  const pid_t child = ::fork();
  if (child == 0) {
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT, 0600);
    const bool ready = ::dup2(descriptor, STDOUT_FILENO) == STDOUT_FILENO && ::write(STDOUT_FILENO, "one ", 4) == 4;
    ::_exit(ready && write_file_atomically("/dev/stdout", "two") ? 0 : 1);
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(content_of(file), "one two");
}

}  // namespace
}  // namespace rampart

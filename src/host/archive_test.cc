#include "host/archive.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <sys/stat.h>
#include <vector>

#include "host/test_directory.h"

namespace rampart {
namespace {

Recording example() {
  Recording recording;
  recording["/proc/meminfo"].content = "MemTotal: 8 kB\n";
  recording["/proc/iomem"].content =
      std::unexpected(Error{Errc::NoPermission, {"/proc/iomem", 0, 0}, "permission denied"});
  recording["/sys/block"].names = std::vector<std::string>{"zram0"};
  recording["/sys/class/zram"].target = "../block/zram0";
  return recording;
}

/// What a program prints on its standard output.
std::string output_of(const std::string& command) {
  const TestDirectory directory;
  EXPECT_EQ(std::system((command + " > " + (directory / "output")).c_str()), 0) << command;
  return content_of(directory / "output");
}

TEST(Archive, TheManifestComesFirstAndNamesEveryFileAndEveryFailure) {
  const TestDirectory directory;
  const std::string file = directory / "snapshot.tar.gz";
  ASSERT_TRUE(write_snapshot(example(), {.redacted = true, .extras = {{"rampart", "0.1.0"}}}, file));
  EXPECT_EQ(output_of("tar -tzf " + file), "rampart-manifest.json\nproc/meminfo\nsys/block/\nsys/class/zram\n");
  EXPECT_EQ(output_of("tar -xOzf " + file + " proc/meminfo"), "MemTotal: 8 kB\n");
  EXPECT_EQ(output_of("tar -xOzf " + file + " rampart-manifest.json"), R"({
 "schema": "rampart.snapshot/1",
 "redacted": true,
 "rampart": "0.1.0",
 "files": [
  {
   "path": "/proc/meminfo",
   "size": 15
  }
 ],
 "directories": [
  {
   "path": "/sys/block",
   "names": [
    "zram0"
   ]
  }
 ],
 "links": [
  {
   "path": "/sys/class/zram",
   "target": "../block/zram0"
  }
 ],
 "unreadable": [
  {
   "path": "/proc/iomem",
   "question": "read",
   "code": "no-permission",
   "what": "permission denied"
  }
 ]
}
)");
}

TEST(Archive, TheSameRecordingGivesTheSameBytesAndNoTraceOfThisMachine) {
  const std::string bytes = pack_snapshot(example(), {}).value();
  EXPECT_EQ(bytes, pack_snapshot(example(), {}).value());
  EXPECT_EQ(bytes.substr(0, 10), (std::string{"\x1f\x8b\x08\0\0\0\0\0\0\x03", 10}));
  const TestDirectory directory;
  const std::string listing = output_of("tar --utc -tvzf " + directory.write("x", bytes));
  EXPECT_TRUE(listing.starts_with("-rw-r--r-- 0/0")) << listing;
  EXPECT_TRUE(listing.find("1970-01-01 00:00 proc/meminfo") != std::string::npos) << listing;
}

TEST(Archive, ASnapshotIsReadableByItsOwnerOnly) {
  const TestDirectory directory;
  ASSERT_TRUE(write_snapshot(example(), {}, directory / "snapshot"));
  struct stat status{};
  ASSERT_EQ(::stat((directory / "snapshot").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST(Archive, MoreThanTheLimitsIsNotWritten) {
  const auto many = pack_snapshot(example(), {}, {.members = 2});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, Errc::TooLarge);
  EXPECT_EQ(many.error().what, "too much for a snapshot (expected at most 256 MiB in 2 files)");
  EXPECT_EQ(pack_snapshot(example(), {}, {.total = 1000}).error().code, Errc::TooLarge);
  EXPECT_EQ(pack_snapshot(example(), {}, {.manifest = 10}).error().code, Errc::TooLarge);
}

TEST(Archive, AnUnwritableTargetIsAnErrorThatNamesIt) {
  const auto done = write_snapshot(example(), {}, "/no-such-directory/snapshot.tar.gz");
  ASSERT_FALSE(done);
  EXPECT_EQ(to_string(done.error()), "/no-such-directory/snapshot.tar.gz: no such directory");
}

}  // namespace
}  // namespace rampart

#include "host/archive_tree.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <string>
#include <unistd.h>
#include <vector>

#include "host/live_tree.h"
#include "host/root.h"
#include "host/snapshot_manifest.h"
#include "host/test_directory.h"

namespace rampart {
namespace {

Error error_at(const std::string& path, Errc code, const std::string& what) { return {code, {path, 0, 0}, what}; }

/// A recording with every kind of answer.
Recording example() {
  Recording recording;
  recording["/"].names = std::vector<std::string>{"proc", "sys"};
  recording["/proc/meminfo"].content = "MemTotal: 8 kB\n";
  recording["/proc/iomem"].content = std::unexpected(error_at("/proc/iomem", Errc::NoPermission, "permission denied"));
  recording["/proc/device-tree"].target = "/sys/firmware/devicetree/base";
  recording["/proc/device-tree/model"].content = std::string{"board\0", 6};
  recording["/sys/kernel/debug"].names =
      std::unexpected(error_at("/sys/kernel/debug", Errc::NoPermission, "permission denied"));
  recording["/sys/block"].names = std::vector<std::string>{"mmcblk0", "zram0"};
  recording["/sys/block/zram0/disksize"].content = std::string{};
  recording["/sys/class/empty"].names = std::vector<std::string>{};
  recording["/sys/none"].target = std::unexpected(error_at("/sys/none", Errc::NotFound, "no such file"));
  return recording;
}

ArchiveTree reopened(const Recording& recording) {
  const auto bytes = pack_snapshot(recording, {});
  EXPECT_TRUE(bytes) << bytes.error().what;
  auto tree = ArchiveTree::from_bytes(*bytes, "snapshot.tar.gz");
  EXPECT_TRUE(tree) << to_string(tree.error());
  return std::move(*tree);
}

template <typename Answer>
void expect_same(const Result<Answer>& recorded, const Result<Answer>& read, const std::string& path) {
  ASSERT_EQ(recorded.has_value(), read.has_value()) << path;
  if (recorded) {
    EXPECT_EQ(*recorded, *read) << path;
  } else {
    EXPECT_EQ(recorded.error().code, read.error().code) << path;
    EXPECT_EQ(recorded.error().where, read.error().where) << path;
    EXPECT_EQ(recorded.error().what, read.error().what) << path;
  }
}

void expect_all_answers(const Recording& recording) {
  ArchiveTree tree = reopened(recording);
  for (const auto& [path, answers] : recording) {
    if (answers.content) expect_same(*answers.content, tree.read(path), path);
    if (answers.names) expect_same(*answers.names, tree.list(path), path);
    if (answers.target) expect_same(*answers.target, tree.read_link(path), path);
  }
}

TEST(ArchiveTree, AnswersAsTheTreeThatWasRecorded) { expect_all_answers(example()); }

TEST(ArchiveTree, AnswersAsTheLiveSystemDid) {
  LiveTree live;
  RecordingTree recorder{live};
  for (const auto* const path : {"/proc/meminfo", "/proc/iomem", "/proc/none", "/proc", "/dev/zero", "/dev/kmsg"}) {
    (void)recorder.read(path);
    (void)recorder.list(path);
    (void)recorder.read_link(path);
  }
  (void)recorder.read_link("/proc/self");
  expect_all_answers(recorder.recording());
}

TEST(ArchiveTree, NamesOfAnyBytesComeBack) {
  Recording recording;
  recording["/odd/%41 \xff\xc3\n\"\\"].content = "a";
  recording["/odd/../up"].content = "b";
  recording["/rampart-manifest.json"].content = "c";
  recording["/long/" + std::string(300, 'n')].content = "d";
  recording["/odd"].names = std::vector<std::string>{"\x01", "%41 \xff\xc3\n\"\\"};
  recording["/link"].target = "to \xff%2F";
  recording["/fails"].content = std::unexpected(error_at("/fails", Errc::Io, "cannot read: 100% \xff"));
  expect_all_answers(recording);
}

TEST(ArchiveTree, AFileAndOneBelowItAreBothKept) {
  Recording recording;
  recording["/a"].content = "file";
  recording["/a"].target = "b";
  recording["/a/b"].content = "below";
  expect_all_answers(recording);
}

std::string any_name() {
  return *rc::gen::suchThat(rc::gen::container<std::string>(rc::gen::elementOf(std::string{"ab.%- \xff"})),
                            [](const std::string& name) { return !name.empty() && name != "."; });
}

std::string any_path() {
  std::string path;
  for (int depth = *rc::gen::inRange(1, 4); depth > 0; --depth) path += '/' + any_name();
  return path;
}

RC_GTEST_PROP(ArchiveTreeProperty, WhateverWasRecordedReadsBackByteForByte, ()) {
  Recording recording;
  for (int count = *rc::gen::inRange(0, 8); count > 0; --count) {
    const std::string path = any_path();
    RecordedPath& answers = recording[path];
    const Error error = error_at(path, *rc::gen::element(Errc::NotFound, Errc::NoPermission, Errc::Io), any_name());
    if (*rc::gen::arbitrary<bool>()) answers.content = *rc::gen::arbitrary<std::string>();
    if (*rc::gen::arbitrary<bool>()) answers.target = any_path();
    if (*rc::gen::arbitrary<bool>()) answers.names = std::vector<std::string>{any_name()};
    if (*rc::gen::inRange(0, 4) == 0) answers.content = std::unexpected(error);
    if (*rc::gen::inRange(0, 4) == 0) answers.names = std::unexpected(error);
    if (*rc::gen::inRange(0, 4) == 0) answers.target = std::unexpected(error);
  }
  expect_all_answers(recording);
}

TEST(ArchiveTree, WhatWasNeverAskedIsNotFoundOrToldByTheMembers) {
  ArchiveTree tree = reopened(example());
  EXPECT_EQ(to_string(tree.read("/proc/vmstat").error()), "/proc/vmstat: no such file");
  EXPECT_EQ(tree.list("/sys/block/zram0"), std::vector<std::string>{"disksize"});
  EXPECT_EQ(tree.list("/proc"), (std::vector<std::string>{"device-tree", "iomem", "meminfo"}));
  EXPECT_EQ(tree.list("/proc/meminfo").error().code, Errc::NotFound);
  EXPECT_EQ(tree.read("/proc").error().what, "is a directory (expected a file)");
  EXPECT_EQ(tree.read_link("/proc/meminfo").error().what, "not a symbolic link");
  EXPECT_EQ(tree.read("proc/meminfo").error().code, Errc::NotFound);
}

/// What GNU tar makes of a directory: `make` fills it, `arguments` name what goes in.
class HandMadeArchive {
 public:
  TestDirectory directory;

  ArchiveTree open(const std::string& arguments) {
    const std::string file = directory / "hand.tar.gz";
    const std::string command = "tar -C " + (directory / "root") + " -czf " + file + ' ' + arguments;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    auto tree = ArchiveTree::open(file);
    EXPECT_TRUE(tree) << to_string(tree.error());
    return std::move(*tree);
  }
};

TEST(ArchiveTree, ReadsAnArchiveMadeByHandInEveryTarFormat) {
  for (const auto* const format : {"gnu", "ustar", "pax", "v7", "oldgnu"}) {
    HandMadeArchive made;
    made.directory.write("root/proc/meminfo", "MemTotal: 8 kB\n");
    made.directory.write("root/sys/devices/zram0/disksize", "64\n");
    made.directory.link("root/sys/class/zram0", "../devices/zram0");
    made.directory.link("root/sys/absolute", "/sys/class");
    made.directory.link("root/sys/circle", "circle");
    std::filesystem::create_directories(made.directory / "root/empty");
    ArchiveTree tree = made.open(std::string{"--format="} + format + " .");
    EXPECT_EQ(tree.read("/proc/meminfo"), "MemTotal: 8 kB\n") << format;
    EXPECT_EQ(tree.read("/sys/class/zram0/disksize"), "64\n");
    EXPECT_EQ(tree.read("/sys/absolute/zram0/../zram0/disksize"), "64\n");
    EXPECT_EQ(tree.list("/"), (std::vector<std::string>{"empty", "proc", "sys"}));
    EXPECT_EQ(tree.list("/sys/class/zram0"), std::vector<std::string>{"disksize"});
    EXPECT_EQ(tree.list("/empty"), std::vector<std::string>{});
    EXPECT_EQ(tree.read_link("/sys/class/zram0"), "../devices/zram0");
    EXPECT_EQ(tree.read_link("/sys/absolute/zram0"), "../devices/zram0");
    EXPECT_EQ(tree.read("/sys/circle").error().what, "cannot read: too many levels of symbolic links");
    EXPECT_EQ(tree.read("/proc/vmstat").error().code, Errc::NotFound);
  }
}

TEST(ArchiveTree, HardLinksAndDevicesOfAnArchiveAreLeftOut) {
  HandMadeArchive made;
  made.directory.write("root/a", "content");
  std::filesystem::create_hard_link(made.directory / "root/a", made.directory / "root/b");
  ArchiveTree tree = made.open("a b /dev/null");
  EXPECT_EQ(tree.read("/a"), "content");
  EXPECT_EQ(tree.list("/"), std::vector<std::string>{"a"});
}

TEST(ArchiveTree, AMemberThatLeadsOutOfTheArchiveIsRefused) {
  const TestDirectory directory;
  const std::string file = directory / "evil.tar.gz";
  directory.write("file", "");
  const std::string command = "tar -C " + directory.path() + " -czPf " + file + " --transform 's,^,proc/../../,' file";
  ASSERT_EQ(std::system(command.c_str()), 0);
  const auto tree = ArchiveTree::open(file);
  ASSERT_FALSE(tree);
  EXPECT_EQ(to_string(tree.error()), file + ": member `proc/../../file` leads out of it");
}

TEST(ArchiveTree, ASnapshotCutAtAnyLengthIsRefused) {
  const std::string bytes = pack_snapshot(example(), {}).value();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto tree = ArchiveTree::from_bytes(std::string_view{bytes}.substr(0, size), "cut.tar.gz");
    ASSERT_FALSE(tree) << "the first " << size << " of " << bytes.size() << " bytes";
    EXPECT_EQ(tree.error().code, Errc::Malformed);
    EXPECT_EQ(tree.error().where.file, "cut.tar.gz");
  }
}

TEST(ArchiveTree, ASnapshotWithAnyByteChangedIsRefusedOrReadsTheSame) {
  const std::string bytes = pack_snapshot(example(), {}).value();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x55);
    auto tree = ArchiveTree::from_bytes(changed, "changed.tar.gz");
    if (!tree) continue;
    EXPECT_EQ(tree->read("/proc/meminfo"), "MemTotal: 8 kB\n") << "byte " << i;
  }
}

TEST(ArchiveTree, WhatIsNoArchiveIsRefusedInAFewWords) {
  const auto what = [](std::string_view bytes) { return to_string(ArchiveTree::from_bytes(bytes, "x").error()); };
  EXPECT_EQ(what(""), "x: empty (expected a .gz file)");
  EXPECT_EQ(what("MemTotal: 8 kB\n"), "x: not gzip data (expected a .gz file)");
  EXPECT_EQ(what("\x1f\x8b"), "x: ends in the middle (expected a whole .gz file)");
  EXPECT_EQ(what("\x1f\x8b\x08 that is all nonsense"), "x: damaged gzip data");
  const TestDirectory directory;
  const std::string file = directory.write("text", "no tar");
  ASSERT_EQ(std::system(("gzip " + file).c_str()), 0);
  EXPECT_EQ(to_string(ArchiveTree::open(file + ".gz").error()),
            file + ".gz: no intact tar archive inside (expected a snapshot, a .tar.gz)");
}

TEST(ArchiveTree, WhatUnpacksToMoreThanTheLimitsIsRefused) {
  Recording recording;
  recording["/a"].content = std::string(100'000, 'a');
  recording["/b"].content = std::string(100'000, 'b');
  const std::string bytes = pack_snapshot(recording, {}).value();
  EXPECT_TRUE(ArchiveTree::from_bytes(bytes, "x", {.total = 300'000, .members = 3}));
  const auto too_large = ArchiveTree::from_bytes(bytes, "x", {.total = 150'000});
  EXPECT_EQ(to_string(too_large.error()), "x: unpacks to more than the limit");
  EXPECT_EQ(too_large.error().code, Errc::TooLarge);
  const auto too_many = ArchiveTree::from_bytes(bytes, "x", {.members = 2});
  EXPECT_EQ(to_string(too_many.error()), "x: too many members (expected at most 2)");
  EXPECT_FALSE(ArchiveTree::from_bytes(bytes, "x", {.manifest = 100}));
}

TEST(ArchiveTree, ASparseMemberOfEightGigabytesIsRefused) {
  const TestDirectory directory;
  std::filesystem::resize_file(directory.write("sparse", ""), std::uintmax_t{8} << 30);
  const std::string file = directory / "sparse.tar.gz";
  ASSERT_EQ(std::system(("tar -C " + directory.path() + " -Sczf " + file + " sparse").c_str()), 0);
  EXPECT_EQ(to_string(ArchiveTree::open(file).error()), file + ": member `sparse` is too large");
}

TEST(ArchiveTree, AManifestOfAnotherSchemaIsUnsupported) {
  HandMadeArchive made;
  made.directory.write("root/rampart-manifest.json", R"({"schema": "rampart.snapshot/9"})");
  const std::string file = made.directory / "hand.tar.gz";
  ASSERT_EQ(std::system(("tar -C " + (made.directory / "root") + " -czf " + file + " .").c_str()), 0);
  EXPECT_EQ(to_string(ArchiveTree::open(file).error()),
            file + ": snapshot of schema `rampart.snapshot/9` (expected `rampart.snapshot/1`)");
}

TEST(ArchiveTree, AManifestOfUnexpectedShapesIsReadAsFarAsItMakesSense) {
  Recording contents;
  const auto* const text = R"({"schema": "rampart.snapshot/1", "directories": [1, {"path": 2}, {"path": "/d",
    "names": ["b", 3, "a"]}], "links": {"path": "/l"}, "unreadable": [{"path": "/x", "question": "read", "code": "?"},
    {"path": "relative", "question": "read", "code": "io", "what": "w"}]})";
  ASSERT_TRUE(read_manifest(text, "file", contents));
  ASSERT_EQ(contents.size(), 1u);
  EXPECT_EQ(contents["/d"].names->value(), (std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(read_manifest("[]", "file", contents));
  EXPECT_FALSE(read_manifest("{", "file", contents));
  EXPECT_FALSE(read_manifest("{}", "file", contents));
}

TEST(OpenTree, IsLiveADirectoryOrASnapshotByWhatTheRootIs) {
  const TestDirectory directory;
  directory.write("root/proc/meminfo", "from a directory");
  Recording recording;
  recording["/proc/meminfo"].content = "from a snapshot";
  const std::string file = directory.write("snapshot.tar.gz", pack_snapshot(recording, {}).value());
  EXPECT_TRUE(open_tree("").value()->read("/proc/self/comm"));
  EXPECT_TRUE(open_tree("/").value()->read("/proc/self/comm"));
  EXPECT_EQ(open_tree(directory / "root").value()->read("/proc/meminfo"), "from a directory");
  EXPECT_EQ(open_tree(file).value()->read("/proc/meminfo"), "from a snapshot");
  EXPECT_EQ(to_string(open_tree(directory / "none").error()), (directory / "none") + ": no such file");
}

}  // namespace
}  // namespace rampart

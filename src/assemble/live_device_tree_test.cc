#include "assemble/live_device_tree.h"

#include <charconv>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>

#include "assemble/declared_map.h"
#include "base/lines.h"
#include "base/memory_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

/// The files of the sample: `== /reserved-memory/dyn/size`, then their bytes as hexadecimal lines.
MemoryTree sampled_tree() {
  std::ifstream file{RAMPART_TEST_DATA "/samples/dt/reserved-memory-live-linux-6.12.txt"};
  const std::string text{std::istreambuf_iterator<char>{file}, {}};
  std::map<std::string, std::string, std::less<>> contents;
  std::string* content = nullptr;
  for (const Line line : Lines{text}) {
    if (line.text.starts_with("== ")) {
      content = &contents["/proc/device-tree" + std::string{line.text.substr(3)}];
    } else if (content != nullptr && line.text.size() > 10) {
      std::string_view bytes = line.text.substr(10, 48);
      while (!(bytes = bytes.substr(std::min(bytes.find_first_not_of(' '), bytes.size()))).empty()) {
        unsigned value = 0;
        std::from_chars(bytes.data(), bytes.data() + 2, value, 16);
        content->push_back(static_cast<char>(value));
        bytes.remove_prefix(2);
      }
    }
  }
  return MemoryTree{contents};
}

const Note no_blob{"/sys/firmware/fdt", "not readable: /memreserve/ entries and the order of nodes are not known", ""};

TEST(LiveDeviceTree, TheSampleOfARunningSystemBecomesItsRegions) {
  MemoryTree files = sampled_tree();
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live) << to_string(live.error());
  EXPECT_EQ(live->file, "/proc/device-tree");
  EXPECT_EQ(live->notes, std::vector{no_blob});
  const DeclaredMap map = declared_map(parse_dtb(live->blob, live->file).value());
  EXPECT_TRUE(map.findings.empty());
  ASSERT_EQ(map.regions.size(), 2u);
  EXPECT_EQ(map.regions[0].name, "dsp@54000000");
  EXPECT_EQ(map.regions[0].kind, Kind::NoMap);
  EXPECT_EQ(map.regions[0].range, PhysRange::make({0x54000000}, mib(1)));
  EXPECT_EQ(to_string(map.regions[0].origin), "/proc/device-tree /reserved-memory/dsp@54000000");
  EXPECT_EQ(map.regions[1].name, "vpu@50000000");
  EXPECT_EQ(map.regions[1].kind, Kind::Cma);
  EXPECT_EQ(map.regions[1].range, PhysRange::make({0x50000000}, mib(8)));
  ASSERT_EQ(map.dynamic.size(), 2u);
  EXPECT_EQ(map.dynamic[0].name, "dyn");
  EXPECT_EQ(map.dynamic[0].size, mib(3));
  EXPECT_EQ(map.dynamic[1].name, "linux,cma");
  EXPECT_EQ(map.dynamic[1].alignment, mib(4));
  EXPECT_TRUE(map.dynamic[1].attributes.is_default);
}

TEST(LiveDeviceTree, TheBlobIsTakenAsItIsWhereItMayBeRead) {
  DtbBuilder b;
  b.reserve(0x1000, 0x2000);
  b.begin_node("");
  b.end_node();
  MemoryTree files = sampled_tree();
  const std::string blob = b.finish().value();
  files.add("/sys/firmware/fdt", blob);
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->blob, blob);
  EXPECT_EQ(live->file, "/sys/firmware/fdt");
  EXPECT_TRUE(live->notes.empty());
}

TEST(LiveDeviceTree, WithoutPrivilegeTheNoteSaysHowToGetTheRest) {
  MemoryTree files = sampled_tree();
  files.add("/sys/firmware/fdt", "");
  files.forbid("/sys/firmware/fdt");
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live);
  ASSERT_EQ(live->notes.size(), 1u);
  EXPECT_EQ(live->notes[0].remedy, "run as root");
}

TEST(LiveDeviceTree, WhatMayNotBeReadIsLeftOutAndNoted) {
  MemoryTree files = sampled_tree();
  files.forbid("/proc/device-tree/reserved-memory/dyn");
  files.forbid("/proc/device-tree/reserved-memory/dsp@54000000/no-map");
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->notes,
            (std::vector<Note>{{"/proc/device-tree/reserved-memory/dyn", "permission denied", ""},
                               {"/proc/device-tree/reserved-memory/dsp@54000000/no-map", "permission denied", ""},
                               no_blob}));
  const auto tree = parse_dtb(live->blob, live->file);
  ASSERT_TRUE(tree && tree->reserved);
  EXPECT_EQ(tree->reserved->nodes.size(), 3u);
}

TEST(LiveDeviceTree, AMachineWithoutATreeSaysSo) {
  MemoryTree files;
  const auto live = read_live_device_tree(files);
  ASSERT_FALSE(live);
  EXPECT_EQ(live.error().code, Errc::NotFound);
  EXPECT_EQ(live.error().where.file, "/proc/device-tree");
}

/// A tree in which every directory holds itself twice, as links could make one.
class EndlessTree : public FileTree {
 public:
  using FileTree::read;
  Result<void> read(std::string_view path, std::string&) override {
    return std::unexpected(Error{Errc::NotFound, {std::string{path}, 0, 0}, "no such file"});
  }
  Result<std::vector<std::string>> list(std::string_view path) override {
    if (!path.starts_with("/proc")) return std::unexpected(Error{Errc::NotFound, {std::string{path}, 0, 0}, "none"});
    return std::vector<std::string>{"a", "b"};
  }
  Result<std::string> read_link(std::string_view path) override {
    return std::unexpected(Error{Errc::NotFound, {std::string{path}, 0, 0}, "no such link"});
  }
};

TEST(LiveDeviceTree, DirectoriesThatLeadInCirclesComeToAnEnd) {
  EndlessTree files;
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->notes.size(), 9u);
  EXPECT_EQ(live->notes[0].reason, "nested deeper than a device tree: left out");
  EXPECT_EQ(live->notes[7], (Note{"/proc/device-tree", "more of it could not be read", ""}));
  EXPECT_TRUE(parse_dtb(live->blob, live->file));
}

TEST(LiveDeviceTree, AFileThatIsNoPropertyIsLeftOut) {
  MemoryTree files = sampled_tree();
  files.add("/proc/device-tree/huge", std::string(max_blob_size, 'x'));
  const auto live = read_live_device_tree(files);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->notes[0],
            (Note{"/proc/device-tree/huge", "larger than any property of a device tree: left out", ""}));
  EXPECT_TRUE(parse_dtb(live->blob, live->file));
}

}  // namespace
}  // namespace rampart

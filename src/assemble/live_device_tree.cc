#include "assemble/live_device_tree.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

#include "sources/device_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

constexpr std::string_view flat_tree = "/sys/firmware/fdt";
constexpr std::string_view unpacked_tree = "/proc/device-tree";

/// Builds a blob of a tree of directories: a node each, its properties the files in it.
class TreeWalk {
 public:
  TreeWalk(FileTree& files, std::vector<Note>& notes) : files_{files}, notes_{notes} {}

  /// Only the first call can fail for good: what is gone or forbidden below is left out.
  Result<void> add_node(const std::string& path, std::string_view name, std::size_t depth) {
    const auto names = files_.list(path);
    if (!names) return std::unexpected(names.error());
    builder_.begin_node(name);
    std::vector<std::string> children;
    for (const std::string& each : *names) {
      if (!add_property(path + '/' + each, each)) children.push_back(each);
    }
    for (const std::string& child : children) {
      const std::string below = path + '/' + child;
      if (depth == max_tree_depth || builder_.size() > max_blob_size) {
        note_once(below, "deeper or larger than a device tree may be");
        break;
      }
      if (auto added = add_node(below, child, depth + 1); !added) skip(added.error());
    }
    builder_.end_node();
    return {};
  }

  std::optional<std::string> finish() { return builder_.finish(); }

 private:
  /// False for what is no file: a node, or gone.
  bool add_property(const std::string& path, const std::string& name) {
    const auto done = files_.read(path, value_);
    if (!done && done.error().code != Errc::NoPermission) return false;
    if (!done) {
      // A directory that may not be read is forbidden to read as a file too.
      if (files_.list(path)) return false;
      skip(done.error());
      return true;
    }
    // The kernel makes `name` of the directory's name; the blob has it in the node.
    if (name != "name") builder_.property(name, value_);
    return true;
  }

  void skip(const Error& error) {
    if (error.code != Errc::NotFound) note_once(error.where.file, error.what);
  }

  /// One note stands for all: a tree has thousands of properties.
  void note_once(const std::string& path, const std::string& reason) {
    if (!std::exchange(noted_, true)) notes_.push_back({path, reason, "read the device tree as root"});
  }

  FileTree& files_;
  std::vector<Note>& notes_;
  DtbBuilder builder_;
  std::string value_;
  bool noted_ = false;
};

}  // namespace

Result<LiveBlob> read_live_device_tree(FileTree& files) {
  LiveBlob live;
  if (auto blob = files.read(flat_tree)) {
    live.blob = std::move(*blob);
    live.file = flat_tree;
    return live;
  }
  live.file = unpacked_tree;
  TreeWalk walk{files, live.notes};
  if (auto added = walk.add_node(live.file, "", 0); !added) return std::unexpected(std::move(added.error()));
  auto blob = walk.finish();
  if (!blob) {
    return std::unexpected(Error{Errc::Malformed, {live.file, 0, 0}, "no tree (expected a directory for each node)"});
  }
  live.blob = std::move(*blob);
  live.notes.push_back({std::string{flat_tree}, "not readable: /memreserve/ entries are not known", "run as root"});
  return live;
}

}  // namespace rampart

#include "assemble/live_device_tree.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include "sources/device_tree.h"
#include "sources/dtb_builder.h"

namespace rampart {
namespace {

constexpr std::string_view blob_path = "/sys/firmware/fdt";
constexpr std::string_view tree_path = "/proc/device-tree";
constexpr std::size_t max_entries = std::size_t{1} << 18;  // links may lead in circles
constexpr std::size_t max_notes = 8;                       // of a tree of thousands of properties

/// Builds a blob from a directory per node and a file per property.
class TreeCollector {
 public:
  TreeCollector(FileTree& files, std::vector<Note>& notes) : files_{files}, notes_{notes} {}
  Result<std::string> collect(std::string_view root);

 private:
  /// A node whose properties are written, and the children that are still to come.
  struct OpenDirectory {
    std::string path;
    std::vector<std::string> children;  ///< The next one last.
  };
  void open(std::string path, std::string_view name, const std::vector<std::string>& entries);
  void add_property(const std::string& path, std::string_view name);
  bool is_full();
  void skip(const std::string& path, std::string reason);

  FileTree& files_;
  std::vector<Note>& notes_;
  DtbBuilder builder_;
  std::vector<OpenDirectory> open_;
  std::string value_;
  std::size_t entries_ = 0;
  std::size_t skipped_ = 0;
  bool is_cut_ = false;
};

bool TreeCollector::is_full() {
  if (is_cut_) return true;
  is_cut_ = builder_.size() > max_blob_size / 2 || entries_ > max_entries;
  if (is_cut_) skip(std::string{tree_path}, "larger than any device tree: the rest of it is left out");
  return is_cut_;
}

void TreeCollector::skip(const std::string& path, std::string reason) {
  if (++skipped_ < max_notes) notes_.push_back({path, std::move(reason), ""});
  if (skipped_ == max_notes) notes_.push_back({std::string{tree_path}, "more of it could not be read", ""});
}

Result<std::string> TreeCollector::collect(std::string_view root) {
  const auto top = files_.list(root);
  if (!top) return std::unexpected(top.error());
  open(std::string{root}, "", *top);
  while (!open_.empty()) {
    OpenDirectory& innermost = open_.back();
    if (innermost.children.empty()) {
      builder_.end_node();
      open_.pop_back();
      continue;
    }
    const std::string name = std::move(innermost.children.back());
    innermost.children.pop_back();
    std::string path = innermost.path + '/' + name;
    if (open_.size() == max_tree_depth) {
      skip(path, "nested deeper than a device tree: left out");
      continue;
    }
    if (is_full()) continue;
    if (const auto entries = files_.list(path)) {
      open(std::move(path), name, *entries);
    } else {
      skip(path, entries.error().what);
    }
  }
  auto blob = builder_.finish();
  if (!blob) {
    return std::unexpected(Error{Errc::Malformed, {std::string{root}, 0, 0}, "cannot be written as a device tree"});
  }
  return std::move(*blob);
}

/// Begins a node and writes its properties, which in a blob precede the children.
void TreeCollector::open(std::string path, std::string_view name, const std::vector<std::string>& entries) {
  builder_.begin_node(name);
  std::vector<std::string> children;
  for (const std::string& entry : entries) {
    ++entries_;
    if (is_full()) break;
    const std::string entry_path = path + '/' + entry;
    if (files_.list(entry_path)) {
      children.push_back(entry);
    } else if (entry != "name") {  // which the kernel adds: a blob has it in the node itself
      add_property(entry_path, entry);
    }
  }
  std::ranges::reverse(children);
  open_.push_back({std::move(path), std::move(children)});
}

void TreeCollector::add_property(const std::string& path, std::string_view name) {
  if (const auto done = files_.read(path, value_); !done) {
    skip(path, done.error().what);
  } else if (value_.size() > max_blob_size / 2) {
    skip(path, "larger than any property of a device tree: left out");
  } else {
    builder_.property(name, value_);
  }
}

}  // namespace

Result<LiveBlob> read_live_device_tree(FileTree& files) {
  LiveBlob live{.blob = {}, .file = std::string{blob_path}, .notes = {}};
  const auto whole = files.read(blob_path, live.blob);
  if (whole && !live.blob.empty()) return live;

  live.file = tree_path;
  auto blob = TreeCollector{files, live.notes}.collect(tree_path);
  if (!blob) return std::unexpected(std::move(blob.error()));
  live.blob = std::move(*blob);
  const bool is_forbidden = !whole && whole.error().code == Errc::NoPermission;
  live.notes.push_back({std::string{blob_path},
                        "not readable: /memreserve/ entries and the order of nodes are not known",
                        is_forbidden ? "run as root" : ""});
  return live;
}

}  // namespace rampart

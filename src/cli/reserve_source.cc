#include "cli/reserve_source.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>
#include <utility>

#include "cli/tree_input.h"
#include "edit/dtb_edit.h"
#include "edit/dts_edit.h"

namespace rampart {
namespace {

namespace fs = std::filesystem;

fs::path whole_path(const std::string& path) {
  std::error_code failure;
  return fs::absolute(path, failure).lexically_normal();
}

bool is_same_path(const std::string& a, const std::string& b) { return whole_path(a) == whole_path(b); }

/// A file that a person edits for this board: theirs, and below the board's own directory. What include directories
/// have is for many boards.
bool may_edit_file(const std::string& path, const std::string& edited, const std::string& board) {
  if (is_same_path(path, edited)) return true;
  if (!is_same_path(edited, board)) return false;  // a .dtsi was named: that one and no other
  const std::string directory = whole_path(board).parent_path().string() + '/';
  return whole_path(path).string().starts_with(directory) && ::access(path.c_str(), W_OK) == 0;
}

Result<DeviceTree> tree_from(const CompiledDts& compiled, const std::string& board) {
  auto positions = parse_dts_positions(compiled.annotated, compiled.preprocessed, board);
  if (!positions) return std::unexpected(std::move(positions.error()));
  auto tree = parse_dtb(compiled.blob, board);
  if (tree) attach_positions(*tree, std::move(*positions));
  return tree;
}

}  // namespace

Result<ReserveSource> ReserveSource::open(const FileToChange& file, const std::string& board,
                                          std::vector<std::string> include_dirs) {
  ReserveSource source;
  source.file_ = file.path;
  source.board_ = board;
  source.include_dirs_ = std::move(include_dirs);
  if (!is_tree_source(file.path, file.content)) {
    source.blob_ = file.content;
    source.board_ = file.path;
    return source;
  }
  auto compiled = compile_dts(board, source.options(false));
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  auto files = files_of_source(board, *compiled, source.options(false));
  if (!files) return std::unexpected(std::move(files.error()));
  const auto changed =
      std::ranges::find_if(*files, [&](const SourceFile& each) { return is_same_path(each.path, file.path); });
  if (changed == files->end()) {
    return std::unexpected(
        Error{Errc::NotFound, {file.path, 0, 0}, "is not part of " + board + " (expected a file of it)"});
  }
  changed->text = file.content;
  source.files_ = std::move(*files);
  source.compiled_ = std::move(*compiled);
  source.blob_ = source.compiled_.blob;
  return source;
}

Result<DeviceTree> ReserveSource::tree() const {
  return is_source() ? tree_from(compiled_, board_) : parse_dtb(blob_, board_);
}

Result<std::string> ReserveSource::blob_with_labels() const {
  if (!is_source()) return blob_;
  auto compiled = compile_changed(board_, files_, options(true));
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  return std::move(compiled->blob);
}

Result<std::vector<SourceFile>> ReserveSource::edited(std::span<const TreeEdit> edits) const {
  if (!is_source()) {
    auto blob = edit_dtb(blob_, file_, edits);
    if (!blob) return std::unexpected(std::move(blob.error()));
    return std::vector<SourceFile>{{file_, std::move(*blob)}};
  }
  std::vector<DtsFile> files;
  for (const SourceFile& file : files_) {
    files.push_back({.path = file.path, .text = file.text, .may_edit = may_edit_file(file.path, file_, board_)});
  }
  auto changes = edit_dts(files, edits);
  if (!changes) return std::unexpected(std::move(changes.error()));
  std::vector<SourceFile> changed;
  for (DtsChange& change : *changes) changed.push_back({std::move(change.path), std::move(change.text)});
  return changed;
}

Result<DeviceTree> ReserveSource::tree_of(const std::vector<SourceFile>& changed) const {
  if (!is_source()) return parse_dtb(changed.front().text, board_);
  std::vector<SourceFile> files = files_;
  for (const SourceFile& change : changed) {
    const auto file = std::ranges::find(files, change.path, &SourceFile::path);
    if (file != files.end()) file->text = change.text;
  }
  const auto compiled = compile_changed(board_, files, options(false));
  if (!compiled) return std::unexpected(compiled.error());
  return tree_from(*compiled, board_);
}

const std::string* ReserveSource::text_of(const std::string& path) const {
  if (!is_source()) return &blob_;
  const auto file = std::ranges::find(files_, path, &SourceFile::path);
  return file == files_.end() ? nullptr : &file->text;
}

const TreeNode* node_at(const TreeNode& root, std::string_view path) {
  const TreeNode* node = &root;
  while (!path.empty()) {
    if (!path.starts_with('/')) return nullptr;
    path.remove_prefix(1);
    const std::string_view name = path.substr(0, path.find('/'));
    if (name.empty()) return path.empty() ? node : nullptr;
    const auto child = std::ranges::find(node->children, name, &TreeNode::name);
    if (child == node->children.end()) return nullptr;
    node = &*child;
    path.remove_prefix(name.size());
  }
  return node;
}

std::string path_of_label(const TreeNode& root, std::string_view label) {
  const TreeNode* const symbols = node_at(root, "/__symbols__");
  const TreeProperty* const path = symbols == nullptr ? nullptr : symbols->find(label);
  return path == nullptr ? std::string{} : path->value.substr(0, path->value.find('\0'));
}

bool has_plain_reserved_memory(const TreeNode& root) {
  const auto is_own = [](const TreeNode& node) { return !node.name.starts_with("__"); };
  const auto last = std::ranges::find_if(root.children.rbegin(), root.children.rend(), is_own);
  if (last == root.children.rend() || last->name != "reserved-memory" || last->properties.size() != 3) return false;
  return last->has("#address-cells") && last->has("#size-cells") && last->has("ranges");
}

}  // namespace rampart

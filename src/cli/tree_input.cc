#include "cli/tree_input.h"

#include <filesystem>
#include <memory>
#include <utility>

#include "host/dts_compiler.h"
#include "sources/overlay.h"

namespace rampart {

Result<std::string> read_whole(Context& context, const std::string& path) {
  if (path.empty()) return std::unexpected(Error{Errc::NotFound, {}, "a file's name is empty (expected a path)"});
  std::error_code failure;
  const std::string absolute = std::filesystem::absolute(path, failure).string();
  const auto tree = context.open_root("");
  if (!tree) return std::unexpected(tree.error());
  auto content = (*tree)->read(absolute);
  if (!content) content.error().where.file = path;
  return content;
}

bool is_overlay(const std::string& path) { return path.ends_with(".dtbo"); }

bool is_tree_source(const std::string& path, std::string_view content) {
  return path.ends_with(".dts") || path.ends_with(".dtsi") || content.starts_with("/dts-v1/");
}

void TreeInput::open_blob(std::string blob, const std::string& path) {
  blob_ = std::move(blob);
  path_ = path;
  positions_.reset();
}

Result<void> TreeInput::open_source(const std::string& path, bool symbols) {
  auto compiled = compile_dts(path, {.include_dirs = include_dirs_, .symbols = symbols});
  if (!compiled) return std::unexpected(std::move(compiled.error()));
  auto positions = parse_dts_positions(compiled->annotated, compiled->preprocessed, path);
  if (!positions) return std::unexpected(std::move(positions.error()));
  blob_ = std::move(compiled->blob);
  path_ = path;
  positions_ = std::move(*positions);
  return {};
}

Result<void> TreeInput::apply(std::string_view overlay, const std::string& path) {
  if (!blob_) {
    return std::unexpected(Error{
        Errc::Malformed, {path, 0, 0}, "an overlay without its base (expected the board's .dtb or .dts before it)"});
  }
  const NamedBlob overlays[] = {{overlay, path}};
  auto merged = apply_overlays({*blob_, path_}, overlays);
  if (!merged) return std::unexpected(std::move(merged.error()));
  blob_ = std::move(*merged);
  return {};
}

Result<DeviceTree> TreeInput::finish() {
  auto tree = parse_dtb(*blob_, path_);
  blob_.reset();
  if (tree && positions_) attach_positions(*tree, std::move(*positions_));
  positions_.reset();
  return tree;
}

Result<TreeInput> open_board_tree(Context& context, const std::string& board, const std::vector<std::string>& overlays,
                                  const std::vector<std::string>& include_dirs) {
  TreeInput input{include_dirs};
  auto content = read_whole(context, board);
  if (!content) return std::unexpected(std::move(content.error()));
  if (is_tree_source(board, *content)) {
    if (auto opened = input.open_source(board, !overlays.empty()); !opened) {
      return std::unexpected(std::move(opened.error()));
    }
  } else {
    input.open_blob(std::move(*content), board);
  }
  for (const std::string& path : overlays) {
    const auto overlay = read_whole(context, path);
    if (!overlay) return std::unexpected(overlay.error());
    if (auto applied = input.apply(*overlay, path); !applied) return std::unexpected(std::move(applied.error()));
  }
  return input;
}

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "cli/command.h"
#include "sources/device_tree.h"

namespace rampart {

/// The content of a file, as a person names it; errors keep that name. "-" is not special.
Result<std::string> read_whole(Context& context, const std::string& path);

/// True for a .dtbo.
bool is_overlay(const std::string& path);
/// True for a .dts or .dtsi, and for what begins as one whatever its name.
bool is_tree_source(const std::string& path, std::string_view content);

/// One device tree in the making: a blob or a source, and the overlays that follow it.
class TreeInput {
 public:
  explicit TreeInput(std::vector<std::string> include_dirs) : include_dirs_{std::move(include_dirs)} {}

  bool is_open() const { return blob_.has_value(); }
  void open_blob(std::string blob, const std::string& path);
  /// Compiles it; `symbols` keeps the labels that overlays name.
  Result<void> open_source(const std::string& path, bool symbols);
  /// Malformed if no tree is open.
  Result<void> apply(std::string_view overlay, const std::string& path);
  /// Reads the tree; nothing is open then.
  Result<DeviceTree> finish();
  /// The blob as it is now. A tree must be open.
  const std::string& blob() const { return *blob_; }

 private:
  std::vector<std::string> include_dirs_;
  std::optional<std::string> blob_;
  std::string path_;
  std::optional<DtsPositions> positions_;
};

/// A board with its overlays: opened, and not yet read.
Result<TreeInput> open_board_tree(Context& context, const std::string& board, const std::vector<std::string>& overlays,
                                  const std::vector<std::string>& include_dirs);

}  // namespace rampart

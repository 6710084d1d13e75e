#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "edit/dtb_image.h"

namespace rampart {

/// Keeps the nodes that an overlay or a base for overlays has about the rest of itself - `__symbols__`, `__fixups__`,
/// `__local_fixups__` - and the paths of /aliases and /chosen in step with edits. Does nothing about those that the
/// tree does not have.
class DtbReferences {
 public:
  explicit DtbReferences(DtbImage& image) : image_{image} {}

  void added(std::string_view path, std::string_view label);
  void removed(std::string_view path);
  void renamed(std::string_view path, std::string_view new_path);
  /// `offsets`: of the phandles in the value that the property has now.
  void assigned(std::string_view path, std::string_view property, std::span<const std::uint32_t> offsets);

 private:
  void forget_fixups(std::string_view path, std::string_view property);
  void set_local_fixup(std::string_view path, std::string_view property, std::span<const std::uint32_t> offsets);

  DtbImage& image_;
};

}  // namespace rampart

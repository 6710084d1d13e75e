#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

struct DtbProperty {
  std::string name;
  std::string value;
  std::optional<std::uint32_t> name_at;  ///< Offset of the name in the strings; empty: it is not there yet.
  std::string tail{};                    ///< Up to the next multiple of four. Zero bytes, unless libfdt cut the value.
};

struct DtbNode {
  std::string name;
  std::vector<DtbProperty> properties;
  std::vector<DtbNode> children;
  std::string tail{};  ///< Behind the name, as that of a property.

  DtbProperty* property(std::string_view wanted);
  DtbNode* child(std::string_view wanted);
};

/// A flattened device tree taken apart so that it can be put together again with everything that was not edited as it
/// was: version, boot CPU, reservations, order of blocks, names in the strings, free space and what lies behind it.
class DtbImage {
 public:
  /// The errors of `parse_dtb`.
  static Result<DtbImage> open(std::string_view blob, std::string_view file);

  DtbNode& root() { return root_; }
  /// The node of a path whose parts are whole names; nothing if there is none.
  DtbNode* find(std::string_view path);

  /// The blob as it is now. TooLarge if it passes what `parse_dtb` reads.
  Result<std::string> blob() const;

 private:
  DtbImage() = default;
  void read_structure();

  std::string blob_;
  std::string file_;
  DtbNode root_;
  std::set<std::uint32_t> used_names_;  ///< Offsets in the strings, before edits.
  std::size_t structure_size_ = 0;      ///< Up to behind its last tag.
};

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// The properties that say something of memory; all others are `Other`.
enum class PropertyName : std::uint8_t {
  Unresolved,
  Other,
  AddressCells,
  Alignment,
  AllocRanges,
  Bootargs,
  Compatible,
  DeviceType,
  DmaRanges,
  ElfCoreHeader,
  InitrdEnd,
  InitrdStart,
  KaslrSeed,
  LinuxCmaDefault,
  LinuxDmaDefault,
  LinuxPhandle,
  MemoryRegion,
  MemoryRegionNames,
  Model,
  NoMap,
  Phandle,
  Ranges,
  Reg,
  Reusable,
  Size,
  SizeCells,
  Status,
  StdoutPath,
  UsableMemory,
  UsableMemoryRange,
  Count,
};

/// Walks the structure of a flattened device tree once, front to back, without recursion. libfdt finds the tags and
/// keeps them inside the blob; that nodes pair, properties precede children and names end is looked after here.
class DtbWalk {
 public:
  enum class Tag { Begin, Property, End, Finish, Broken };

  /// Checks the header against the text. The blob must outlive the walk and begin at a multiple of 8.
  static Result<DtbWalk> open(std::string_view blob, std::string_view file);

  /// The next node, property, end of a node, or the end of the tree; after `Broken`, `error` says why.
  Tag next();
  const Error& error() const { return error_; }

  /// Of a node that begins: its name with unit address, empty for the root. Of a property: its value.
  std::string_view text() const { return text_; }
  PropertyName property() const { return property_; }
  /// The property's name as written, at most 255 bytes of it.
  std::string_view property_name() const;
  /// Nodes around the next item: 1 after the root began.
  std::size_t depth() const { return depth_; }

 private:
  DtbWalk(std::string_view blob, std::string_view file);
  Tag begin_node(int offset);
  Tag begin_property(int offset);
  Tag end_node();
  Tag finish();
  Tag broken(Errc code, std::string what);

  std::string_view blob_;
  std::string file_;
  std::string_view structure_;
  std::string_view strings_;                  ///< Up to its last NUL: whatever begins in it also ends in it.
  std::vector<PropertyName> name_by_offset_;  ///< What the string at each offset is, once looked at.
  int at_ = 0;
  std::size_t depth_ = 0;
  bool had_root_ = false;
  bool may_have_property_ = false;
  std::string_view text_;
  std::uint32_t name_offset_ = 0;
  PropertyName property_ = PropertyName::Other;
  Error error_{};
};

}  // namespace rampart

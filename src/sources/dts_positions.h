#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

namespace rampart {

/// Where the nodes and properties of a compiled tree stand in its sources.
class DtsPositions {
 public:
  bool empty() const { return nodes_.empty(); }
  /// Where a node was first written, its label or name; nullptr for a node that the compiler made.
  const SourcePos* node(std::string_view path) const;
  /// Where a property was last written, which is the one that counts; nullptr if it has no place.
  const SourcePos* property(std::string_view path, std::string_view name) const;
  /// The first label of a node; empty if it has none.
  std::string_view label(std::string_view path) const;

  void add_node(std::string path, std::string label, SourcePos where);
  void add_property(std::string_view path, std::string name, SourcePos where);

 private:
  struct Property {
    std::string name;
    SourcePos where;
  };
  struct Node {
    SourcePos where;
    std::string label;
    std::vector<Property> properties;
  };
  std::map<std::string, Node, std::less<>> nodes_;
};

/// Reads what `dtc -I dts -O dts -T -T` wrote: the tree, each line with a comment that says where it came from.
/// `source` is the text that dtc was given, with cpp's line markers: it tells at which column the name of a node
/// begins, where dtc knows only its brace. Malformed if braces do not pair or nest deeper than a tree may.
Result<DtsPositions> parse_dts_positions(std::string_view annotated, std::string_view source, std::string_view file);

}  // namespace rampart

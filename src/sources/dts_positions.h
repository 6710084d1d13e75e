#pragma once

#include <cstddef>
#include <map>
#include <optional>
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
  /// Where a node was first written, its label or name; nothing for a node that the compiler made.
  std::optional<SourcePos> node(std::string_view path) const;
  /// Where a property was last written, which is the one that counts; nothing if it has no place.
  std::optional<SourcePos> property(std::string_view path, std::string_view name) const;
  /// The first label of a node; empty if it has none.
  std::string_view label(std::string_view path) const;

  void add_node(std::string path, std::string label, const std::optional<SourcePos>& where);
  /// Of a node that was added.
  void add_property(std::string_view path, std::string name, const SourcePos& where);

 private:
  /// A place with its file's index in `files_`: a tree has thousands of places in a handful of files.
  struct Place {
    std::size_t file;
    std::size_t line;
    std::size_t column;
  };
  struct Property {
    std::string name;
    Place where;
  };
  struct Node {
    std::optional<Place> where;
    std::string label;
    std::vector<Property> properties;
  };
  Place place(const SourcePos& where);
  SourcePos position(const Place& place) const { return {files_[place.file], place.line, place.column}; }

  std::vector<std::string> files_;
  std::map<std::string, std::size_t, std::less<>> file_numbers_;
  std::map<std::string, Node, std::less<>> nodes_;
};

/// Reads what `dtc -I dts -O dts -T -T` wrote: the tree, each line with a comment that says where it came from.
/// `source` is the text that dtc was given, with cpp's line markers: it tells at which column the name of a node
/// begins, where dtc knows only its brace. Malformed if braces do not pair; TooLarge if they nest deeper, or paths are
/// longer, than in a tree that `parse_dtb` reads.
Result<DtsPositions> parse_dts_positions(std::string_view annotated, std::string_view source, std::string_view file);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rampart {

/// The lines of a preprocessed text by the file and line that they came from, as cpp's markers (`# 12 "board.dtsi"`)
/// say. Looks into the text, which must outlive it.
class MarkedLines {
 public:
  explicit MarkedLines(std::string_view text);
  /// Nothing if that line is not in the text. Of several, the first.
  std::optional<std::string_view> line(std::string_view file, std::size_t number) const;

 private:
  struct Entry {
    std::string_view file;
    std::size_t number;
    std::string_view text;
  };
  std::vector<Entry> entries_;  // by file, then by number
};

}  // namespace rampart

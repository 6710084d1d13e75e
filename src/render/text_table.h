#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rampart {

/// Rows of aligned cells, two blanks apart. A column that is empty in every row is left out.
class TextTable {
 public:
  enum class Align { Left, Right };
  struct Column {
    std::string_view heading;
    Align align = Align::Left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_{std::move(columns)} {}

  /// Cells are printable text, one for each column.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  /// The heading and the rows, each behind `indent` blanks, cut to `width` columns if that is not 0.
  std::string text(std::size_t width = 0, std::size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace rampart

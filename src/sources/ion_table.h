#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// A whole word as a number, without prefix or sign.
std::optional<std::uint64_t> number_in(std::string_view word, int base = 10);

/// The columns of a table in an ION text, by the names in its header. The first column is a task's name and may hold
/// blanks, so a row is counted from its right end.
class IonTable {
 public:
  explicit IonTable(std::string_view header);

  /// One row, cut at its columns.
  class Row {
   public:
    /// The cell of the column, or nothing if the table has none of that name.
    std::optional<std::string_view> cell(std::string_view column) const;
    std::optional<std::uint64_t> number(std::string_view column, int base = 10) const;
    bool orphaned = false;  ///< The row ends in that word.

   private:
    friend class IonTable;
    const IonTable* table_ = nullptr;
    std::vector<std::string_view> cells_;
  };

  /// Nothing if the row has fewer words than the table has columns. The row must not outlive the table.
  std::optional<Row> row(std::string_view text) const;

 private:
  std::vector<std::string> columns_;
};

/// Reads `total orphaned                0`, `total   55066624` and the like: words, then one number, which is in
/// `base`. Nothing if the line is not `label` and a number.
std::optional<Bytes> ion_sum(std::string_view text, std::string_view label, int base = 10);

}  // namespace rampart

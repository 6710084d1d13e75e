#include "sources/placement_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/printable.h"
#include "base/trim.h"

namespace rampart {
namespace {

constexpr std::size_t max_csv_size = std::size_t{64} << 20;
constexpr std::uint64_t max_placement_sum = std::uint64_t{1} << 61;
constexpr std::size_t max_shown_value = 40;  // of a value, in an error

constexpr std::array<std::string_view, 4> placement_columns{"id", "lower", "upper", "size"};
enum PlacementColumn : std::size_t { Id, Lower, Upper, Size };

/// A value between commas, without blanks around it, and the column at which it begins.
struct CsvCell {
  std::string_view text;
  std::size_t column = 1;
};

std::vector<CsvCell> csv_cells(std::string_view line) {
  std::vector<CsvCell> cells;
  for (std::size_t begin = 0;;) {
    const std::size_t comma = std::min(line.find(',', begin), line.size());
    const std::string_view whole = line.substr(begin, comma - begin);
    cells.push_back({trim(whole), begin + (whole.size() - trim_left(whole).size()) + 1});
    if (comma == line.size()) return cells;
    begin = comma + 1;
  }
}

std::string shown_value(std::string_view text) { return printable(std::string{text.substr(0, max_shown_value)}); }

class PlacementCsvReader {
 public:
  explicit PlacementCsvReader(std::string_view file) : file_{file} {}
  Result<void> line(Line line);
  Result<std::vector<PlacementRow>> finish() &&;

 private:
  Result<void> heading(Line line);
  Result<void> row(Line line);
  Result<std::uint64_t> number(std::size_t line, const std::vector<CsvCell>& cells, PlacementColumn column) const;
  Result<void> check(const PlacementRow& row, const std::vector<CsvCell>& cells);
  std::unexpected<Error> out_of_range(std::size_t line, std::size_t column, std::string what) const {
    return std::unexpected(Error{Errc::OutOfRange, {std::string{file_}, line, column}, std::move(what)});
  }

  std::string_view file_;
  std::optional<std::array<std::size_t, placement_columns.size()>> places_;  ///< Of the columns, in a row.
  std::size_t cell_count_ = 0;
  std::uint64_t sum_ = 0;
  std::vector<PlacementRow> rows_;
  std::map<std::string, std::size_t, std::less<>> lines_of_ids_;
};

Result<void> PlacementCsvReader::heading(Line line) {
  constexpr std::size_t missing = SIZE_MAX;
  std::array<std::size_t, placement_columns.size()> places{};
  places.fill(missing);
  const auto cells = csv_cells(line.text);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto* const name = std::ranges::find(placement_columns, cells[i].text);
    if (name == placement_columns.end()) continue;
    std::size_t& place = places[static_cast<std::size_t>(name - placement_columns.begin())];
    if (place != missing) {
      return malformed(file_, line.number, cells[i].column, fmt::format("{} twice (expected one column of it)", *name));
    }
    place = i;
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i] != missing) continue;
    return malformed(file_, line.number, 1,
                     fmt::format("no column {} (expected the heading id,lower,upper,size)", placement_columns[i]));
  }
  places_ = places;
  cell_count_ = cells.size();
  return {};
}

Result<std::uint64_t> PlacementCsvReader::number(std::size_t line, const std::vector<CsvCell>& cells,
                                                 PlacementColumn column) const {
  const CsvCell& cell = cells[(*places_)[column]];
  std::uint64_t value{};
  const char* const end = cell.text.data() + cell.text.size();
  const auto [rest, failure] = std::from_chars(cell.text.data(), end, value);
  if (failure == std::errc{} && rest == end) return value;
  return malformed(file_, line, cell.column,
                   fmt::format("{} is \"{}\" (expected a decimal number below 2^64)", placement_columns[column],
                               shown_value(cell.text)));
}

Result<void> PlacementCsvReader::check(const PlacementRow& row, const std::vector<CsvCell>& cells) {
  const auto column = [&](PlacementColumn which) { return cells[(*places_)[which]].column; };
  if (row.id.empty()) return malformed(file_, row.line, column(Id), "no id (expected a name or a number)");
  const auto [known, is_new] = lines_of_ids_.try_emplace(row.id, row.line);
  if (!is_new) {
    return malformed(
        file_, row.line, column(Id),
        fmt::format("id {} again (expected another than that of line {})", shown_value(row.id), known->second));
  }
  if (row.size == 0) return out_of_range(row.line, column(Size), "size 0 (expected at least 1)");
  if (row.upper <= row.lower) {
    return out_of_range(row.line, column(Upper),
                        fmt::format("upper {} is not past lower {} (expected lower < upper)", row.upper, row.lower));
  }
  if (row.size > max_placement_sum - sum_) {
    return out_of_range(row.line, column(Size), "sizes too large (expected at most 2^61 in sum)");
  }
  sum_ += row.size;
  return {};
}

Result<void> PlacementCsvReader::row(Line line) {
  if (rows_.size() == max_placement_rows) return too_many(file_, line.number, max_placement_rows, "rows");
  const auto cells = csv_cells(line.text);
  if (cells.size() != cell_count_) {
    return malformed(file_, line.number, 1,
                     fmt::format("{} values (expected {}, as the heading has)", cells.size(), cell_count_));
  }
  PlacementRow row;
  row.id = cells[(*places_)[Id]].text;
  row.line = line.number;
  for (const auto& [column, slot] : {std::pair{Lower, &row.lower}, {Upper, &row.upper}, {Size, &row.size}}) {
    const auto value = number(line.number, cells, column);
    if (!value) return std::unexpected(value.error());
    *slot = *value;
  }
  if (auto checked = check(row, cells); !checked) return checked;
  rows_.push_back(std::move(row));
  return {};
}

Result<void> PlacementCsvReader::line(Line line) {
  if (trim(line.text).empty()) return {};
  if (const auto quote = line.text.find('"'); quote != std::string_view::npos) {
    return malformed(file_, line.number, quote + 1, "a quote (expected plain values between commas)");
  }
  return places_ ? row(line) : heading(line);
}

Result<std::vector<PlacementRow>> PlacementCsvReader::finish() && {
  if (!places_) return malformed(file_, 1, 1, "no heading (expected id,lower,upper,size)");
  return std::move(rows_);
}

}  // namespace

Result<std::vector<PlacementRow>> parse_placement_csv(std::string_view text, std::string_view file) {
  if (text.size() > max_csv_size) {
    return std::unexpected(Error{Errc::TooLarge, {std::string{file}, 1, 1}, "too large (expected 64 MiB at most)"});
  }
  PlacementCsvReader reader{file};
  for (const Line line : Lines{text}) {
    if (auto read = reader.line(line); !read) return std::unexpected(std::move(read.error()));
  }
  return std::move(reader).finish();
}

std::string placement_csv(std::span<const PlacementRow> rows, std::span<const std::uint64_t> offsets) {
  std::string text = "id,lower,upper,size,offset\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PlacementRow& row = rows[i];
    text += fmt::format("{},{},{},{},{}\n", row.id, row.lower, row.upper, row.size, offsets[i]);
  }
  return text;
}

}  // namespace rampart

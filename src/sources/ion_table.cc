#include "sources/ion_table.h"

#include <algorithm>

#include "base/scanner.h"
#include "base/trim.h"
#include "base/words.h"

namespace rampart {

std::optional<std::uint64_t> number_in(std::string_view word, int base) {
  Scanner scan{word};
  const auto number = scan.number(base);
  return scan.at_end() ? number : std::nullopt;
}

IonTable::IonTable(std::string_view header) {
  for (const std::string_view word : words_of(header)) columns_.emplace_back(word);
}

std::optional<std::string_view> IonTable::Row::cell(std::string_view column) const {
  const auto found = std::ranges::find(table_->columns_, column);
  if (found == table_->columns_.end()) return std::nullopt;
  return cells_[static_cast<std::size_t>(found - table_->columns_.begin())];
}

std::optional<std::uint64_t> IonTable::Row::number(std::string_view column, int base) const {
  const auto text = cell(column);
  return text ? number_in(*text, base) : std::nullopt;
}

std::optional<IonTable::Row> IonTable::row(std::string_view text) const {
  constexpr std::size_t most_words = 64;  // far more than a table's columns and the blanks of a 16-byte comm make
  std::vector<std::string_view> words = words_of(text, most_words + 1);
  if (words.size() > most_words) return std::nullopt;
  Row row;
  row.table_ = this;
  row.orphaned = !words.empty() && words.back() == "orphaned";
  if (row.orphaned) words.pop_back();
  if (columns_.empty() || words.size() < columns_.size()) return std::nullopt;
  const std::size_t surplus = words.size() - columns_.size();
  const char* const first = words.front().data();
  const std::string_view client_end = words[surplus];
  row.cells_.emplace_back(first, static_cast<std::size_t>(client_end.data() + client_end.size() - first));
  row.cells_.insert(row.cells_.end(), words.begin() + static_cast<std::ptrdiff_t>(surplus) + 1, words.end());
  return row;
}

std::optional<Bytes> ion_sum(std::string_view text, std::string_view label, int base) {
  Scanner scan{trim(text)};
  if (!scan.literal(label) || !scan.blanks()) return std::nullopt;
  const auto number = scan.number(base);
  if (!number || !scan.at_end()) return std::nullopt;
  return Bytes{*number};
}

}  // namespace rampart

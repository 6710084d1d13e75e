#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>

#include <rampart/sources/contiguous_config.h>

#include "base/toml.h"
#include "sources/contiguous_words.h"

namespace rampart {
namespace {

/// Reads the values of one file; every error names the place in it.
class ConfigReader {
 public:
  explicit ConfigReader(std::string_view file) : file_{file} {}

  Result<ContiguousConfig> read(const TomlTable& root) const;

 private:
  SourcePos where(const TomlValue& value) const { return {std::string{file_}, value.line, value.column}; }

  /// A text, in its place behind its quote.
  Result<ContiguousText> text(const TomlValue& value) const {
    const auto* const content = std::get_if<std::string>(&value.content);
    if (!content) return malformed(file_, value.line, value.column, "no text (expected one in quotes)");
    return ContiguousText{*content, file_, value.line, value.column + 1};
  }

  /// A number, or a text such as "16M".
  Result<std::uint64_t> number(const TomlValue& value) const {
    if (const auto* const plain = std::get_if<std::int64_t>(&value.content)) {
      if (*plain >= 0) return static_cast<std::uint64_t>(*plain);
      return malformed(file_, value.line, value.column, "number below zero (expected none)");
    }
    auto content = text(value);
    if (!content) return malformed(file_, value.line, value.column, "no number (expected 16777216 or \"16M\")");
    const auto found = content->number("no number");
    if (found && !content->at_end()) return content->wrong("more after the number (expected K, M, G or nothing)");
    return found;
  }

  Result<std::string> name(const TomlValue& value) const {
    auto content = text(value);
    if (!content) return std::unexpected(std::move(content.error()));
    const auto found = content->name("no name");
    if (!found) return std::unexpected(found.error());
    if (!content->at_end()) return content->wrong("name does not end (expected none of = , ; / ( ) and blanks)");
    return std::string{*found};
  }

  /// A text that one line can hold too.
  Result<std::string> word(const TomlValue& value) const {
    auto content = text(value);
    if (!content) return std::unexpected(std::move(content.error()));
    const auto stop = content->rest().find_first_of("); \t");
    if (stop == std::string_view::npos) return std::string{content->rest()};
    return content->wrong_at(stop, "not in a word (expected none of ) ; and blanks)");
  }

  Result<void> entry(const TomlEntry& entry, PlacedContiguousRegion& into) const;
  Result<PlacedContiguousRegion> region(const TomlValue& value) const;
  Result<std::vector<ContiguousRegion>> regions(const TomlValue& value) const;

  std::string_view file_;
};

/// Puts a value, or its error, where it belongs.
template <typename T, typename Slot>
Result<void> put(Result<T> value, Slot& slot) {
  if (!value) return std::unexpected(std::move(value.error()));
  if constexpr (std::is_same_v<T, std::uint64_t>) {
    slot = {*value};
  } else {
    slot = std::move(*value);
  }
  return {};
}

Result<void> ConfigReader::entry(const TomlEntry& entry, PlacedContiguousRegion& into) const {
  ContiguousRegion& region = into.region;
  if (entry.key == "name") {
    into.name_at = where(entry.value);
    return put(name(entry.value), region.name);
  }
  if (entry.key == "size") {
    into.size_at = where(entry.value);
    return put(number(entry.value), region.size);
  }
  if (entry.key == "start") {
    into.start_at = where(entry.value);
    return put(number(entry.value), region.start.emplace());
  }
  if (entry.key == "alignment") {
    into.alignment_at = where(entry.value);
    return put(number(entry.value), region.alignment.emplace());
  }
  if (entry.key == "allocator") return put(name(entry.value), region.allocator);
  if (entry.key == "parameters") return put(word(entry.value), region.parameters);
  if (entry.key == "heap") return put(word(entry.value), region.heap);
  return malformed(file_, entry.line, entry.column,
                   "no such key (expected name, size, start, alignment, allocator, parameters or heap)");
}

Result<PlacedContiguousRegion> ConfigReader::region(const TomlValue& value) const {
  const auto* const table = std::get_if<TomlTable>(&value.content);
  if (!table) return malformed(file_, value.line, value.column, "no region (expected [[region]])");
  PlacedContiguousRegion placed;
  for (const TomlEntry& each : table->entries) {
    if (auto done = entry(each, placed); !done) return std::unexpected(std::move(done.error()));
  }
  for (const std::string_view key : {"name", "size"}) {
    if (table->find(key)) continue;
    return malformed(file_, value.line, value.column,
                     "region has no " + std::string{key} + " (expected name and size)");
  }
  if (const TomlEntry* const parameters = table->find("parameters"); parameters && !table->find("allocator")) {
    return malformed(file_, parameters->line, parameters->column, "parameters of no allocator (expected one)");
  }
  return placed;
}

Result<std::vector<ContiguousRegion>> ConfigReader::regions(const TomlValue& value) const {
  const auto* const list = std::get_if<std::vector<TomlValue>>(&value.content);
  if (!list) return malformed(file_, value.line, value.column, "no list of regions (expected [[region]])");
  std::vector<PlacedContiguousRegion> all;
  for (const TomlValue& each : *list) {
    if (all.size() == max_contiguous_entries) return ContiguousText{"", file_, each.line}.too_large("regions");
    auto placed = region(each);
    if (!placed) return std::unexpected(std::move(placed.error()));
    if (auto done = check_contiguous_region(all, *placed); !done) return std::unexpected(std::move(done.error()));
    all.push_back(std::move(*placed));
  }
  std::vector<ContiguousRegion> result;
  for (PlacedContiguousRegion& placed : all) result.push_back(std::move(placed.region));
  return result;
}

Result<ContiguousConfig> ConfigReader::read(const TomlTable& root) const {
  ContiguousConfig config;
  for (const TomlEntry& entry : root.entries) {
    Result<void> done;
    if (entry.key == "region") {
      done = put(regions(entry.value), config.regions);
    } else if (entry.key == "map") {
      const auto content = text(entry.value);
      if (!content) return std::unexpected(content.error());
      done = put(parse_map_at(*content), config.map);
    } else {
      return malformed(file_, entry.line, entry.column, "no such key (expected map or [[region]])");
    }
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return config;
}

}  // namespace

Result<ContiguousConfig> parse_contiguous_toml(std::string_view text, std::string_view file) {
  auto root = parse_toml(text, file);
  if (!root) return std::unexpected(std::move(root.error()));
  return ConfigReader{file}.read(*root);
}

}  // namespace rampart

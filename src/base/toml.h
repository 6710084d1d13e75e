#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

struct TomlEntry;

/// Keys and values, in the order of the text.
struct TomlTable {
  std::vector<TomlEntry> entries;
  const TomlEntry* find(std::string_view key) const;
};

/// A value, and where it stands.
struct TomlValue {
  std::size_t line{};
  std::size_t column{};
  std::variant<std::string, std::int64_t, bool, std::vector<TomlValue>, TomlTable> content;
};

struct TomlEntry {
  std::size_t line{};
  std::size_t column{};
  std::string key;
  TomlValue value;
};

/// Reads a text in that part of TOML 1.0 which our data files need: `[table]` and `[[list of tables]]` of one name,
/// `key = value`, comments; texts of one line in double or single quotes, integers, booleans, lists and inline tables.
/// What is left out of TOML (dotted keys, texts of several lines, fractions and times) is refused like anything else
/// that is not understood (toml++ 3.3, which Debian 12 has, runs into unreachable code on such text as `a = [}`, and
/// device files come from users): Malformed, with line and column. Linear in the text; nesting is limited.
Result<TomlTable> parse_toml(std::string_view text, std::string_view file);

}  // namespace rampart

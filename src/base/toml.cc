#include "base/toml.h"

#include <algorithm>
#include <charconv>
#include <expected>
#include <optional>
#include <system_error>
#include <utility>

#include "base/malformed.h"
#include "base/printable.h"

namespace rampart {
namespace {

/// More keys in one table, or lists in lists, are no data file of ours.
constexpr std::size_t max_keys = 256;
constexpr int max_depth = 16;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

class TomlParser {
 public:
  TomlParser(std::string_view text, std::string_view file) : text_{text}, file_{file} {}

  Result<TomlTable> parse();

 private:
  bool at_end() const { return at_ == text_.size(); }
  char next() const { return at_end() ? '\0' : text_[at_]; }
  std::size_t column() const { return at_ - line_begin_ + 1; }
  bool take(std::string_view expected);
  void skip_blanks();
  void skip_space();
  std::unexpected<Error> wrong(std::string what) const { return malformed(file_, line_, column(), std::move(what)); }

  Result<void> end_of_line();
  Result<std::string> key();
  Result<std::string> quoted();
  Result<void> escape(std::string& into);
  std::optional<bool> boolean();
  Result<std::int64_t> integer();
  Result<TomlValue> value(int depth);
  Result<std::vector<TomlValue>> list(int depth);
  Result<TomlTable> inline_table(int depth);
  Result<void> entry(TomlTable& into, int depth);
  Result<void> header(TomlTable& root, TomlTable*& section);
  Result<TomlTable*> add_section(TomlTable& root, TomlEntry name, bool is_list);

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begin_ = 0;
};

bool TomlParser::take(std::string_view expected) {
  if (!text_.substr(at_).starts_with(expected)) return false;
  at_ += expected.size();
  return true;
}

void TomlParser::skip_blanks() {
  while (next() == ' ' || next() == '\t') ++at_;
}

/// Blanks, comments and ends of lines.
void TomlParser::skip_space() {
  for (skip_blanks(); !at_end(); skip_blanks()) {
    if (next() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
    if (!take("\n") && !take("\r\n")) return;
    ++line_;
    line_begin_ = at_;
  }
}

Result<void> TomlParser::end_of_line() {
  skip_blanks();
  if (at_end() || next() == '\n' || next() == '#' || text_.substr(at_).starts_with("\r\n")) return {};
  return wrong("more on the line (expected its end or a comment)");
}

Result<std::string> TomlParser::key() {
  if (next() == '"' || next() == '\'') return quoted();
  const std::size_t from = at_;
  while (is_bare(next())) ++at_;
  if (at_ == from) return wrong("no key (expected letters, digits, _ and -)");
  return std::string{text_.substr(from, at_ - from)};
}

/// A text in double quotes, with escapes, or in single quotes, without.
Result<std::string> TomlParser::quoted() {
  const std::size_t from = at_;
  const char quote = next();
  std::string content;
  for (++at_; next() != quote;) {
    if (at_end() || next() == '\n') return wrong(std::string{"text does not end (expected "} + quote + ")");
    if (quote == '"' && take("\\")) {
      if (auto done = escape(content); !done) return std::unexpected(std::move(done.error()));
    } else {
      content += text_[at_++];
    }
  }
  ++at_;
  if (printable(content) == content) return content;
  at_ = from;
  return wrong("text cannot be shown as it is (expected UTF-8 of one line, without control characters)");
}

/// What follows a backslash. Escapes of characters that no text of ours may hold are left out, as is \u.
Result<void> TomlParser::escape(std::string& into) {
  if (next() != '"' && next() != '\\') return wrong("escape is not known (expected \\\" or \\\\)");
  into += text_[at_++];
  return {};
}

/// `true` or `false`, whole; nothing is taken otherwise.
std::optional<bool> TomlParser::boolean() {
  for (const bool value : {true, false}) {
    const std::string_view word = value ? "true" : "false";
    const std::size_t end = at_ + word.size();
    const bool is_whole = end >= text_.size() || (!is_bare(text_[end]) && text_[end] != '.');
    if (is_whole && take(word)) return value;
  }
  return std::nullopt;
}

/// Decimal, `0x`, `0o` or `0b`, with `_` between digits.
Result<std::int64_t> TomlParser::integer() {
  const std::size_t from = at_;
  std::string digits;
  if (next() == '-' || next() == '+') digits = text_[at_++] == '-' ? "-" : "";
  const int base = take("0x") ? 16 : take("0o") ? 8 : take("0b") ? 2 : 10;
  for (; is_bare(next()) || next() == '.'; ++at_) {
    const bool is_between = at_ > from && is_bare(text_[at_ - 1]) && text_[at_ - 1] != '_';
    if (next() != '_' || !is_between) digits += next();
  }
  std::int64_t number{};
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (failure == std::errc{} && end == digits.data() + digits.size()) return number;
  at_ = from;
  return wrong(failure == std::errc::result_out_of_range
                   ? "number passes 64 bits (expected less than 0x8000000000000000)"
                   : "no value (expected a text in quotes, an integer, true, false, [ ... ] or { ... })");
}

Result<TomlValue> TomlParser::value(int depth) {
  if (depth >= max_depth) return wrong("too deeply nested (expected at most 16 levels)");
  TomlValue result{line_, column(), {}};
  const auto keep = [&](auto content) -> Result<TomlValue> {
    if (!content) return std::unexpected(std::move(content.error()));
    result.content = std::move(*content);
    return std::move(result);
  };
  if (next() == '"' || next() == '\'') return keep(quoted());
  if (next() == '[') return keep(list(depth));
  if (next() == '{') return keep(inline_table(depth));
  if (const auto truth = boolean()) {
    result.content = *truth;
    return result;
  }
  return keep(integer());
}

Result<std::vector<TomlValue>> TomlParser::list(int depth) {
  std::vector<TomlValue> values;
  take("[");
  for (skip_space(); !take("]"); skip_space()) {
    auto element = value(depth + 1);
    if (!element) return std::unexpected(std::move(element.error()));
    values.push_back(std::move(*element));
    skip_space();
    if (!take(",") && next() != ']') return wrong("list does not end (expected , or ])");
  }
  return values;
}

Result<TomlTable> TomlParser::inline_table(int depth) {
  TomlTable table;
  take("{");
  skip_blanks();
  if (take("}")) return table;
  do {
    skip_blanks();
    if (auto done = entry(table, depth + 1); !done) return std::unexpected(std::move(done.error()));
    skip_blanks();
  } while (take(","));
  if (!take("}")) return wrong("table does not end (expected , or } on its line)");
  return table;
}

/// `key = value`
Result<void> TomlParser::entry(TomlTable& into, int depth) {
  TomlEntry result{line_, column(), {}, {}};
  auto name = key();
  if (!name) return std::unexpected(std::move(name.error()));
  if (into.find(*name)) return malformed(file_, result.line, result.column, "key stands twice (expected it once)");
  if (into.entries.size() == max_keys) return wrong("too many keys (expected at most 256 in a table)");
  skip_blanks();
  if (!take("=")) return wrong("no = after the key (expected key = value)");
  skip_blanks();
  auto content = value(depth);
  if (!content) return std::unexpected(std::move(content.error()));
  result.key = std::move(*name);
  result.value = std::move(*content);
  into.entries.push_back(std::move(result));
  return {};
}

/// The table that `[name]` or `[[name]]` begins. It stays where it is until the next header.
Result<TomlTable*> TomlParser::add_section(TomlTable& root, TomlEntry name, bool is_list) {
  const auto known = std::ranges::find(root.entries, name.key, &TomlEntry::key);
  const auto refuse = [&](std::string what) { return malformed(file_, name.line, name.column, std::move(what)); };
  TomlValue section{name.line, name.column, TomlTable{}};
  if (known == root.entries.end()) {
    if (root.entries.size() == max_keys) return refuse("too many keys (expected at most 256 in a table)");
    name.value = section;
    if (is_list) name.value.content = std::vector{std::move(section)};
    root.entries.push_back(std::move(name));
    auto& content = root.entries.back().value.content;
    return is_list ? &std::get<TomlTable>(std::get<std::vector<TomlValue>>(content).back().content)
                   : &std::get<TomlTable>(content);
  }
  auto* const list = std::get_if<std::vector<TomlValue>>(&known->value.content);
  if (!is_list || !list) return refuse("name stands twice (expected it once, or always in double brackets)");
  return &std::get<TomlTable>(list->emplace_back(std::move(section)).content);
}

/// `[name]` or `[[name]]`
Result<void> TomlParser::header(TomlTable& root, TomlTable*& section) {
  TomlEntry result{line_, column(), {}, {}};
  const bool is_list = take("[[");
  if (!is_list) take("[");
  skip_blanks();
  auto name = key();
  if (!name) return std::unexpected(std::move(name.error()));
  skip_blanks();
  if (!take(is_list ? "]]" : "]"))
    return wrong(is_list ? "header does not end (expected ]])" : "header does not end (expected ])");
  result.key = std::move(*name);
  auto table = add_section(root, std::move(result), is_list);
  if (!table) return std::unexpected(std::move(table.error()));
  section = *table;
  return {};
}

Result<TomlTable> TomlParser::parse() {
  TomlTable root;
  TomlTable* section = &root;
  for (skip_space(); !at_end(); skip_space()) {
    auto done = next() == '[' ? header(root, section) : entry(*section, 0);
    if (done) done = end_of_line();
    if (!done) return std::unexpected(std::move(done.error()));
  }
  return root;
}

}  // namespace

const TomlEntry* TomlTable::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &TomlEntry::key);
  return found == entries.end() ? nullptr : &*found;
}

Result<TomlTable> parse_toml(std::string_view text, std::string_view file) { return TomlParser{text, file}.parse(); }

}  // namespace rampart

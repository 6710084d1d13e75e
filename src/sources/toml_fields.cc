#include "sources/toml_fields.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <utility>
#include <variant>

#include "base/size_text.h"

namespace rampart {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

constexpr std::size_t max_texts = 1024;

}  // namespace

TomlFields::TomlFields(const TomlTable& table, SourcePos where, std::string_view what)
    : table_{table}, where_{std::move(where)}, what_{what} {}

void TomlFields::fail(std::string_view key, std::string what) {
  if (error_) return;
  const TomlEntry* const entry = table_.find(key);
  const SourcePos at = entry == nullptr ? where_ : SourcePos{where_.file, entry->value.line, entry->value.column};
  error_ = Error{Errc::Malformed, at, std::move(what)};
}

const TomlValue* TomlFields::take(std::string_view key) {
  asked_.emplace_back(key);
  const TomlEntry* const entry = table_.find(key);
  return entry == nullptr || error_ ? nullptr : &entry->value;
}

std::string TomlFields::text(std::string_view key) {
  const TomlValue* const value = take(key);
  if (value == nullptr) return {};
  const auto* const content = std::get_if<std::string>(&value->content);
  if (content != nullptr && !content->empty()) return *content;
  fail(key, fmt::format("{} says nothing (expected a text)", key));
  return {};
}

std::string TomlFields::required_text(std::string_view key) {
  std::string content = text(key);
  if (content.empty()) fail("", fmt::format("a {} without {} (expected {} = \"...\")", what_, key, key));
  return content;
}

std::string TomlFields::name(std::string_view key, bool is_required) {
  std::string content = is_required ? required_text(key) : text(key);
  if (!std::ranges::all_of(content, is_name_character)) {
    fail(key, fmt::format("{} is no name (expected letters, digits, . _ and -)", content));
    return {};
  }
  return content;
}

std::vector<std::string> TomlFields::texts(std::string_view key) {
  const TomlValue* const value = take(key);
  if (value == nullptr) return {};
  const auto* const list = std::get_if<std::vector<TomlValue>>(&value->content);
  std::vector<std::string> all;
  for (const TomlValue& each : list == nullptr ? std::vector<TomlValue>{} : *list) {
    const auto* const content = std::get_if<std::string>(&each.content);
    if (content == nullptr || content->empty() || all.size() == max_texts) {
      all.clear();
      break;
    }
    all.push_back(*content);
  }
  if (all.empty()) fail(key, fmt::format("{} names nothing (expected a list of at most {} names)", key, max_texts));
  return all;
}

std::optional<Bytes> TomlFields::bytes(std::string_view key) {
  const TomlValue* const value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* const number = std::get_if<std::int64_t>(&value->content); number != nullptr && *number >= 0) {
    return Bytes{static_cast<std::uint64_t>(*number)};
  }
  if (const auto* const content = std::get_if<std::string>(&value->content)) {
    if (const auto parsed = parse_size(*content, key)) return *parsed;
  }
  fail(key, fmt::format("{} is no number (expected bytes, or a text such as \"64M\")", key));
  return std::nullopt;
}

std::optional<Bytes> TomlFields::size(std::string_view key) {
  // Sums of a workload's sizes stay below 2^62 with this.
  constexpr std::uint64_t most = std::uint64_t{1} << 44;
  const auto count = bytes(key);
  if (!count || (count->value > 0 && count->value <= most)) return count;
  fail(key, fmt::format("{} is not possible (expected 1 byte to 16 TiB)", key));
  return std::nullopt;
}

std::optional<Bytes> TomlFields::alignment(std::string_view key) {
  const auto count = size(key);
  if (!count || std::has_single_bit(count->value)) return count;
  fail(key, fmt::format("{} is no power of two (expected such as \"4K\")", key));
  return std::nullopt;
}

std::optional<PhysAddr> TomlFields::address(std::string_view key) {
  const auto count = bytes(key);
  return count ? std::optional{PhysAddr{count->value}} : std::nullopt;
}

std::optional<std::uint64_t> TomlFields::number(std::string_view key, std::uint64_t least, std::uint64_t most) {
  const TomlValue* const value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* const number = std::get_if<std::int64_t>(&value->content); number != nullptr && *number >= 0) {
    const auto count = static_cast<std::uint64_t>(*number);
    if (count >= least && count <= most) return count;
  }
  fail(key, fmt::format("{} is not possible (expected a number of {} to {})", key, least, most));
  return std::nullopt;
}

std::optional<std::uint64_t> TomlFields::small_size(std::string_view key, std::uint64_t most) {
  const auto count = bytes(key);
  if (!count) return std::nullopt;
  if (count->value >= 1 && count->value <= most) return count->value;
  fail(key, fmt::format("{} is not possible (expected a number of 1 to {})", key, most));
  return std::nullopt;
}

std::optional<bool> TomlFields::flag(std::string_view key) {
  const TomlValue* const value = take(key);
  if (value == nullptr) return std::nullopt;
  if (const auto* const truth = std::get_if<bool>(&value->content)) return *truth;
  fail(key, fmt::format("{} is neither true nor false (expected one of the two)", key));
  return std::nullopt;
}

Result<void> TomlFields::finish() {
  if (error_) return std::unexpected(*error_);
  for (const TomlEntry& entry : table_.entries) {
    if (std::ranges::find(asked_, entry.key) != asked_.end()) continue;
    std::string known;
    for (const std::string& key : asked_) known += (known.empty() ? "" : ", ") + key;
    return std::unexpected(Error{Errc::Malformed,
                                 {where_.file, entry.line, entry.column},
                                 fmt::format("{} is not known of a {} (expected {})", entry.key, what_, known)});
  }
  return {};
}

}  // namespace rampart

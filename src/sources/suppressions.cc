#include "sources/suppressions.h"

#include <algorithm>
#include <array>
#include <variant>

#include "base/malformed.h"
#include "base/toml.h"

namespace rampart {
namespace {

constexpr std::size_t max_file_size = std::size_t{1} << 20;

struct Key {
  std::string_view name;
  std::string Suppression::* slot;
  bool is_required;
};
constexpr std::array keys{Key{"rule", &Suppression::rule, true}, Key{"node", &Suppression::node, true},
                          Key{"board", &Suppression::board, false}, Key{"reason", &Suppression::reason, true}};

Result<Suppression> suppression_of(const TomlValue& value, std::string_view file) {
  const auto* const table = std::get_if<TomlTable>(&value.content);
  if (table == nullptr) return malformed(file, value.line, value.column, "no suppression (expected [[suppress]])");
  Suppression suppression;
  suppression.where = {std::string{file}, value.line, value.column};
  for (const TomlEntry& entry : table->entries) {
    const auto* const key = std::ranges::find(keys, entry.key, &Key::name);
    const auto* const text = std::get_if<std::string>(&entry.value.content);
    if (key == keys.end()) {
      return malformed(file, entry.line, entry.column,
                       entry.key + " is not known (expected rule, node, board, reason)");
    }
    if (text == nullptr || text->empty()) {
      return malformed(file, entry.value.line, entry.value.column, entry.key + " says nothing (expected a text)");
    }
    suppression.*key->slot = *text;
  }
  for (const Key& key : keys) {
    if (key.is_required && (suppression.*key.slot).empty()) {
      return malformed(file, value.line, value.column,
                       "a suppression without " + std::string{key.name} + " (expected rule, node and reason)");
    }
  }
  return suppression;
}

}  // namespace

Result<std::vector<Suppression>> parse_suppressions(std::string_view text, std::string_view file) {
  if (text.size() > max_file_size)
    return std::unexpected(Error{Errc::TooLarge, {std::string{file}, 0, 0}, "too large"});
  const auto root = parse_toml(text, file);
  if (!root) return std::unexpected(root.error());
  std::vector<Suppression> suppressions;
  for (const TomlEntry& entry : root->entries) {
    const auto* const list = std::get_if<std::vector<TomlValue>>(&entry.value.content);
    if (entry.key != "suppress" || list == nullptr) {
      return malformed(file, entry.line, entry.column, entry.key + " is not known (expected [[suppress]])");
    }
    for (const TomlValue& value : *list) {
      auto suppression = suppression_of(value, file);
      if (!suppression) return std::unexpected(std::move(suppression.error()));
      suppressions.push_back(std::move(*suppression));
    }
  }
  return suppressions;
}

}  // namespace rampart

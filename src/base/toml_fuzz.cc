#include <algorithm>
#include <cstdlib>

#include "base/toml.h"

namespace {

/// Every place lies in the text, and no value stands before the key that it belongs to.
void check(const rampart::TomlTable& table, std::size_t line_count) {
  for (const rampart::TomlEntry& entry : table.entries) {
    if (entry.line == 0 || entry.column == 0 || entry.value.line < entry.line || entry.value.line > line_count)
      std::abort();
    if (const auto* const inner = std::get_if<rampart::TomlTable>(&entry.value.content)) check(*inner, line_count);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto line_count = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  const auto table = rampart::parse_toml(text, "fuzz");
  if (table) check(*table, line_count);
  if (!table && (table.error().where.line == 0 || table.error().where.line > line_count)) std::abort();
  return 0;
}

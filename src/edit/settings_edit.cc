#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "edit/boot_file_forms.h"
#include "edit/text_lines.h"

namespace rampart {
namespace {

std::unexpected<Error> no_setting(std::string_view file, std::string_view name) {
  return std::unexpected(
      Error{Errc::NotFound, {std::string{file}, 0, 0}, std::string{name} + " is not set (expected a line that does)"});
}

std::unexpected<Error> bad_setting(std::string_view file, const BootEdit& edit) {
  return std::unexpected(Error{Errc::Unsupported,
                               {std::string{file}, 0, 0},
                               edit.name + "=" + edit.value + " is no setting (expected one word)"});
}

bool is_setting(const BootEdit& edit) {
  return edit.action == BootEdit::Action::Remove ||
         (!edit.value.empty() && edit.value.find_first_of("\r\n#") == std::string::npos && !edit.name.empty());
}

std::string kconfig_line(const std::string& symbol, const std::string& value) {
  return value == "n" ? "# " + symbol + " is not set" : symbol + '=' + value;
}

bool names_symbol(std::string_view line, std::string_view symbol) {
  if (line.starts_with(symbol)) return line.substr(symbol.size()).starts_with('=');
  return line.starts_with("# ") && line.substr(2).starts_with(symbol) &&
         line.substr(2 + symbol.size()).starts_with(" is not set");
}

/// The value on a line that names the symbol.
std::string_view kconfig_value(std::string_view line) {
  return line.starts_with('#') ? "n" : line.substr(line.find('=') + 1);
}

/// The last line that names a symbol, which is the one that counts.
std::optional<std::size_t> symbol_line(const std::vector<TextLine>& lines, std::string_view symbol) {
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (names_symbol(lines[i].text, symbol)) return i;
  }
  return std::nullopt;
}

/// Behind the symbols that it belongs to: those of CMA with those of CMA.
std::size_t place_of_symbol(const std::vector<TextLine>& lines, std::string_view symbol) {
  const std::size_t family = symbol.find('_', std::string_view{"CONFIG_"}.size());
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].text.find(symbol.substr(0, family)) != std::string::npos) return i + 1;
  }
  return lines.size();
}

/// The number of a setting `key=NUMBER`, with or without quotes: its place on the line.
struct SettingValue {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::optional<SettingValue> setting_value(std::string_view line, std::string_view key) {
  const std::size_t at = line.find(key);
  const std::size_t comment = line.find('#');
  if (at == std::string_view::npos || comment < at) return std::nullopt;
  const std::size_t equals = line.find_first_not_of(" \t", at + key.size());
  if (equals == std::string_view::npos || line[equals] != '=') return std::nullopt;
  SettingValue value;
  value.begin = std::min(line.find_first_not_of(" \t\"'", equals + 1), line.size());
  value.end = std::min(line.find_first_of(" \t\"';&|#", value.begin), line.size());
  return value;
}

Result<void> edit_setting(std::vector<TextLine>& lines, std::string_view file, const BootEdit& edit) {
  // U-Boot takes the first line with the key, the loader script the last: all of them get the value.
  bool found = false;
  for (std::size_t i = lines.size(); i-- > 0;) {
    const auto value = setting_value(lines[i].text, edit.name);
    if (!value) continue;
    const std::string_view old = std::string_view{lines[i].text}.substr(value->begin, value->end - value->begin);
    if (edit.old_value && *edit.old_value != old) continue;
    found = true;
    if (edit.action == BootEdit::Action::Remove) {
      erase_line(lines, i);
    } else {
      lines[i].text.replace(value->begin, value->end - value->begin, edit.value);
    }
  }
  if (found) return {};
  if (edit.action == BootEdit::Action::Remove || edit.old_value) return no_setting(file, edit.name);
  insert_line(lines, lines.size(), edit.name + '=' + edit.value);
  return {};
}

}  // namespace

Result<std::string> edit_kconfig(std::string_view text, std::string_view file, std::span<const BootEdit> edits) {
  auto lines = text_lines(text);
  for (const BootEdit& edit : edits) {
    if (!is_setting(edit)) return bad_setting(file, edit);
    const std::string symbol = edit.name.starts_with("CONFIG_") ? edit.name : "CONFIG_" + edit.name;
    auto line = symbol_line(lines, symbol);
    if (line && edit.old_value && kconfig_value(lines[*line].text) != *edit.old_value) line.reset();
    if (!line && (edit.action == BootEdit::Action::Remove || edit.old_value)) return no_setting(file, symbol);
    if (!line) {
      insert_line(lines, place_of_symbol(lines, symbol), kconfig_line(symbol, edit.value));
    } else if (edit.action == BootEdit::Action::Remove) {
      erase_line(lines, *line);
    } else {
      lines[*line].text = kconfig_line(symbol, edit.value);
    }
  }
  return joined_lines(lines);
}

Result<std::string> edit_boot_configs(std::string_view text, std::string_view file, std::span<const BootEdit> edits) {
  auto lines = text_lines(text);
  for (const BootEdit& edit : edits) {
    if (!is_setting(edit)) return bad_setting(file, edit);
    if (auto done = edit_setting(lines, file, edit); !done) return std::unexpected(std::move(done.error()));
  }
  return joined_lines(lines);
}

}  // namespace rampart

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "edit/boot_file_forms.h"
#include "edit/command_line_edit.h"
#include "edit/text_lines.h"

namespace rampart {
namespace {

constexpr std::string_view extlinux_blanks = " \t";

/// A line as a key word and the place where what follows it begins.
struct ExtlinuxStatement {
  std::string key;  ///< In lower case.
  std::size_t key_end = 0;
  std::size_t value_at = 0;
  std::size_t value_end = 0;  ///< Without blanks at the end.
};

ExtlinuxStatement extlinux_statement(std::string_view line) {
  ExtlinuxStatement statement;
  const std::size_t begin = std::min(line.find_first_not_of(extlinux_blanks), line.size());
  const std::size_t end = std::min(line.find_first_of(extlinux_blanks, begin), line.size());
  for (const char letter : line.substr(begin, end - begin)) {
    statement.key += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  }
  statement.key_end = end;
  statement.value_at = std::min(line.find_first_not_of(extlinux_blanks, end), line.size());
  statement.value_end = std::max(line.find_last_not_of(extlinux_blanks) + 1, statement.value_at);
  return statement;
}

std::string_view extlinux_value(const TextLine& line, const ExtlinuxStatement& statement) {
  return std::string_view{line.text}.substr(statement.value_at, statement.value_end - statement.value_at);
}

/// Whether edits have something to do on a line: one that sets or adds always has.
bool concerns(std::string_view command_line, std::span<const BootEdit> edits) {
  for (const BootEdit& edit : edits) {
    const bool needs_entry = edit.action == BootEdit::Action::Remove || edit.old_value;
    if (!needs_entry || has_parameter(command_line, CommandLineQuoting::None, edit.name)) return true;
  }
  return false;
}

/// Where a command line goes that the file does not have: below the kernel of the first label.
std::optional<std::size_t> place_for_append(const std::vector<TextLine>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string key = extlinux_statement(lines[i].text).key;
    if (key == "kernel" || key == "linux") return i + 1;
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> edit_extlinux(std::string_view text, std::string_view file, std::span<const BootEdit> edits) {
  auto lines = text_lines(text);
  bool has_append = false;
  bool is_changed = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const ExtlinuxStatement statement = extlinux_statement(lines[i].text);
    if (statement.key != "append") continue;
    const std::string_view value = extlinux_value(lines[i], statement);
    has_append = true;
    if (!concerns(value, edits)) continue;
    const auto edited = edit_command_line(value, CommandLineQuoting::None, edits, file, i + 1);
    if (!edited) return edited;
    is_changed = true;
    const bool stands_alone = value.empty() && statement.key_end == lines[i].text.size();
    const std::size_t from = edited->empty() ? statement.key_end : statement.value_at;
    lines[i].text.replace(from, statement.value_end - from, stands_alone ? " " + *edited : *edited);
  }
  if (is_changed) return joined_lines(lines);
  const auto place = has_append ? std::nullopt : place_for_append(lines);
  if (!place) {
    return std::unexpected(Error{Errc::NotFound,
                                 {std::string{file}, 0, 0},
                                 has_append ? edits.front().name + "= is on no append line (expected it on one)"
                                            : "no label that boots Linux (expected a line kernel or linux)"});
  }
  const auto words = edit_command_line("", CommandLineQuoting::None, edits, file, *place + 1);
  if (!words) return words;
  const std::string& above = lines[*place - 1].text;
  insert_line(lines, *place, above.substr(0, above.find_first_not_of(extlinux_blanks)) + "append " + *words);
  return joined_lines(lines);
}

std::string extlinux_command_line(std::string_view text) {
  const auto lines = text_lines(text);
  std::string wanted;
  std::string label;
  std::optional<std::string> first;
  for (const TextLine& line : lines) {
    const ExtlinuxStatement statement = extlinux_statement(line.text);
    const std::string_view value = extlinux_value(line, statement);
    if (statement.key == "default") wanted = value;
    if (statement.key == "label") label = value;
    if (statement.key != "append") continue;
    if (!first) first = value;
    if (!wanted.empty() && label == wanted) return std::string{value};
  }
  return first.value_or("");
}

}  // namespace rampart

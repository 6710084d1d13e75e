#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "edit/boot_file_forms.h"
#include "edit/command_line_edit.h"
#include "edit/text_lines.h"

namespace rampart {
namespace {

constexpr std::string_view grub_all = "GRUB_CMDLINE_LINUX";
constexpr std::string_view grub_usual = "GRUB_CMDLINE_LINUX_DEFAULT";

/// An assignment: which line, and what stands between its quotes.
struct GrubAssignment {
  std::size_t line = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  CommandLineQuoting quoting = CommandLineQuoting::GrubDouble;
  bool is_bare = false;  ///< Has no quotes.

  std::string_view content_of(std::string_view text) const { return text.substr(begin, end - begin); }
  std::string_view content(const std::vector<TextLine>& lines) const { return content_of(lines[line].text); }
};

/// The end of what a double quote at `begin - 1` began; nothing if it does not end on this line.
std::optional<std::size_t> end_of_double_quotes(std::string_view line, std::size_t begin) {
  for (std::size_t i = begin; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
    } else if (line[i] == '"') {
      return i;
    }
  }
  return std::nullopt;
}

/// Where the value of an assignment begins; nothing if the line is none.
std::optional<std::size_t> grub_value_at(std::string_view line, std::string_view variable) {
  std::size_t at = std::min(line.find_first_not_of(" \t"), line.size());
  constexpr std::string_view exported = "export ";
  if (line.substr(at).starts_with(exported)) at += exported.size();
  const bool assigns = line.substr(at).starts_with(variable) && line.substr(at + variable.size()).starts_with('=');
  return assigns ? std::optional{at + variable.size() + 1} : std::nullopt;
}

/// Nothing if the line does not assign, or in a way that only a shell understands: over several lines, joined of parts.
std::optional<GrubAssignment> grub_assignment(std::string_view line, std::string_view variable) {
  const auto value_at = grub_value_at(line, variable);
  if (!value_at) return std::nullopt;
  GrubAssignment found;
  found.begin = *value_at;
  const char quote = found.begin < line.size() ? line[found.begin] : ' ';
  found.is_bare = quote != '"' && quote != '\'';
  if (found.is_bare) {
    found.end = std::min(line.find_first_of(" \t;#", found.begin), line.size());
    const bool is_plain = found.content_of(line).find_first_of("\"'\\$`") == std::string_view::npos;
    return is_plain ? std::optional{found} : std::nullopt;
  }
  ++found.begin;
  const std::size_t single = line.find('\'', found.begin);
  const auto end = quote == '"'                       ? end_of_double_quotes(line, found.begin)
                   : single == std::string_view::npos ? std::nullopt
                                                      : std::optional{single};
  if (!end) return std::nullopt;
  found.end = *end;
  if (quote == '\'') found.quoting = CommandLineQuoting::GrubSingle;
  const bool ends_there =
      *end + 1 == line.size() || std::string_view{" \t;#"}.find(line[*end + 1]) != std::string_view::npos;
  return ends_there ? std::optional{found} : std::nullopt;
}

/// The line of an assignment that cannot be read, from 1; 0 if there is none.
std::size_t unread_grub_line(const std::vector<TextLine>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const std::string_view variable : {grub_all, grub_usual}) {
      if (grub_value_at(lines[i].text, variable) && !grub_assignment(lines[i].text, variable)) return i + 1;
    }
  }
  return 0;
}

/// The assignment that counts, which is the last; of several the last that has the parameter.
std::optional<GrubAssignment> find_grub(const std::vector<TextLine>& lines, std::string_view variable,
                                        std::string_view parameter = {}) {
  std::optional<GrubAssignment> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto assignment = grub_assignment(lines[i].text, variable);
    if (!assignment) continue;
    assignment->line = i;
    const bool has_it = parameter.empty() || has_parameter(assignment->content(lines), assignment->quoting, parameter);
    if (has_it) found = assignment;
  }
  return found;
}

void put_grub(std::vector<TextLine>& lines, const GrubAssignment& where, std::string content) {
  const bool needs_quotes = where.is_bare && content.find_first_of(" \t;#") != std::string::npos;
  if (needs_quotes) content = '"' + content + '"';
  lines[where.line].text.replace(where.begin, where.end - where.begin, content);
}

/// The place of an edit: where the parameter stands, else the line for every kernel.
std::optional<GrubAssignment> place_of_edit(const std::vector<TextLine>& lines, const BootEdit& edit) {
  if (edit.action != BootEdit::Action::Add) {
    for (const std::string_view variable : {grub_usual, grub_all}) {
      if (auto found = find_grub(lines, variable, edit.name)) return found;
    }
  }
  return find_grub(lines, grub_all);
}

}  // namespace

Result<std::string> edit_grub_default(std::string_view text, std::string_view file, std::span<const BootEdit> edits) {
  auto lines = text_lines(text);
  if (const std::size_t line = unread_grub_line(lines); line != 0) {
    return std::unexpected(Error{Errc::Unsupported,
                                 {std::string{file}, line, 0},
                                 "is more than one text in quotes (expected GRUB_CMDLINE_LINUX=\"...\" on one line)"});
  }
  for (const BootEdit& edit : edits) {
    auto place = place_of_edit(lines, edit);
    const bool needs_entry = edit.action == BootEdit::Action::Remove || edit.old_value;
    if (!place && needs_entry) {
      return std::unexpected(Error{
          Errc::NotFound, {std::string{file}, 0, 0}, edit.name + "= is not on the command line (expected it there)"});
    }
    if (!place) {
      insert_line(lines, lines.size(), std::string{grub_all} + "=\"\"");
      place = find_grub(lines, grub_all);
    }
    const auto edited = edit_command_line(place->content(lines), place->quoting, {&edit, 1}, file, place->line + 1);
    if (!edited) return edited;
    put_grub(lines, *place, *edited);
  }
  return joined_lines(lines);
}

std::string grub_command_line(std::string_view text) {
  const auto lines = text_lines(text);
  std::string joined;
  for (const std::string_view variable : {grub_all, grub_usual}) {
    const auto found = find_grub(lines, variable);
    if (!found) continue;
    const std::string part = plain_command_line(found->content(lines), found->quoting);
    if (part.empty()) continue;
    joined += (joined.empty() ? "" : " ") + part;
  }
  return joined;
}

}  // namespace rampart

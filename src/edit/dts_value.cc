#include "edit/dts_value.h"

#include <algorithm>
#include <vector>

#include "edit/dts_value_shape.h"

namespace rampart {
namespace {

using Cells = std::vector<TreeCell>;
using Strings = std::vector<std::string>;

std::string_view slice(std::string_view text, DtsSpan span) { return text.substr(span.begin, span.end - span.begin); }

/// A string as a source writes it.
std::string quoted_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted.push_back(c);
    }
  }
  return quoted + '"';
}

std::string cell_text(const TreeCell& cell, const DtsNumberStyle& style, const DtsValueNames& names) {
  const auto* const reference = std::get_if<NodeReference>(&cell);
  return reference != nullptr ? names.reference(reference->path)
                              : dts_number_text(std::get<std::uint32_t>(cell), style);
}

bool says_cell(std::string_view text, const TreeCell& cell, const DtsValueNames& names) {
  if (const auto* const reference = std::get_if<NodeReference>(&cell)) {
    return text.starts_with('&') && names.path(text) == reference->path;
  }
  const auto number = names.number(text);
  return number && static_cast<std::uint32_t>(*number) == std::get<std::uint32_t>(cell);
}

/// A list of things with text between them, of which some change.
struct PartList {
  std::string_view text;
  std::vector<DtsSpan> old;
  std::vector<bool> stays_in_front;  ///< Whether the old and the new at this place are the same.
  std::vector<bool> stays_behind;    ///< The same, counted from the last.
  std::vector<std::string> wanted;   ///< Texts of the new.
  std::string separator;             ///< Where the old has none to copy.
};

/// What stands between two parts that follow each other, `count` apart on each line if they stand on several.
std::string separator_before(const PartList& list, std::size_t index) {
  const auto between = [&](std::size_t i) { return slice(list.text, {list.old[i - 1].end, list.old[i].begin}); };
  std::size_t on_a_line = 1;
  while (on_a_line < list.old.size() && between(on_a_line).find('\n') == std::string_view::npos) ++on_a_line;
  if (list.old.size() < 2) return list.separator;
  std::size_t like = index % std::max<std::size_t>(on_a_line, 1);
  if (like == 0) like = on_a_line;
  if (like >= list.old.size()) like = list.old.size() - 1;
  const std::string_view text = between(like);
  const bool has_comment = text.find('/') != std::string_view::npos;
  return has_comment ? list.separator : std::string{text};
}

std::string changed_list(const PartList& list) {
  const std::size_t old_count = list.old.size();
  const std::size_t new_count = list.wanted.size();
  std::string changed;
  if (old_count == new_count) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < old_count; ++i) {
      if (list.stays_in_front[i]) continue;
      changed.append(slice(list.text, {at, list.old[i].begin})).append(list.wanted[i]);
      at = list.old[i].end;
    }
    return changed.append(list.text.substr(at));
  }
  const std::size_t shorter = std::min(old_count, new_count);
  std::size_t front = 0;
  while (front < shorter && list.stays_in_front[front]) ++front;
  std::size_t behind = 0;
  while (front + behind < shorter && list.stays_behind[behind]) ++behind;
  changed.append(list.text.substr(0, front == 0 ? list.old.front().begin : list.old[front - 1].end));
  for (std::size_t i = front; i < new_count - behind; ++i) {
    if (i != 0) changed.append(separator_before(list, i));
    changed.append(list.wanted[i]);
  }
  if (behind == 0) return changed.append(list.text.substr(list.old.back().end));
  if (front != 0 && front + behind == new_count) {
    return changed.append(list.text.substr(list.old[old_count - behind - 1].end));
  }
  if (new_count != behind) changed.append(separator_before(list, new_count - behind));
  return changed.append(list.text.substr(list.old[old_count - behind].begin));
}

/// Fills in what stays: `is_same(i, j)` says whether old part i and new part j are the same.
template <typename Same>
void compare_parts(PartList& list, Same&& is_same) {
  const std::size_t shorter = std::min(list.old.size(), list.wanted.size());
  for (std::size_t i = 0; i < shorter; ++i) {
    list.stays_in_front.push_back(is_same(i, i));
    list.stays_behind.push_back(is_same(list.old.size() - 1 - i, list.wanted.size() - 1 - i));
  }
}

std::string grouped_cells(const Cells& cells, std::size_t group_size, const DtsNumberStyle& style,
                          const DtsValueNames& names) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool begins = i % group_size == 0;
    if (begins) text += i == 0 ? "<" : ">, <";
    if (!begins) text += ' ';
    text += cell_text(cells[i], style, names);
  }
  return text.empty() ? "<>" : text + '>';
}

std::string new_cells(std::string_view name, const Cells& cells, std::string_view like, const DtsValueNames& names) {
  const DtsValueShape shape = dts_value_shape(like);
  DtsNumberStyle style = dts_number_style(like, shape);
  if (shape.kind != DtsValueShape::Kind::Cells) style.is_decimal = name.starts_with('#');
  std::size_t group_size = shape.group_size();
  const auto is_reference = [](const TreeCell& cell) { return std::holds_alternative<NodeReference>(cell); };
  if (shape.kind != DtsValueShape::Kind::Cells && std::ranges::all_of(cells, is_reference)) group_size = 1;
  if (group_size == 0 || cells.size() % group_size != 0) group_size = std::max<std::size_t>(cells.size(), 1);
  return grouped_cells(cells, group_size, style, names);
}

std::string new_strings(const Strings& strings) {
  std::string text;
  for (const std::string& each : strings) text.append(text.empty() ? "" : ", ").append(quoted_string(each));
  return text;
}

std::string changed_strings(std::string_view old, const DtsValueShape& shape, const Strings& strings) {
  PartList list{old, {}, {}, {}, {}, ", "};
  for (const DtsValuePart& part : shape.parts) list.old.push_back(part.span);
  for (const std::string& each : strings) list.wanted.push_back(quoted_string(each));
  compare_parts(list, [&](std::size_t i, std::size_t j) { return slice(old, list.old[i]) == list.wanted[j]; });
  return changed_list(list);
}

/// Cells of which there are as many as before, or that stand in one group.
std::string changed_cells(std::string_view old, const DtsValueShape& shape, const Cells& cells,
                          const DtsValueNames& names) {
  PartList list{old, {}, {}, {}, {}, " "};
  const DtsNumberStyle around = dts_number_style(old, shape);
  for (const DtsValuePart& part : shape.parts) list.old.push_back(part.span);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_same_count = cells.size() == shape.parts.size();
    const DtsNumberStyle style = is_same_count ? dts_number_style(slice(old, list.old[i]), around) : around;
    const bool stays = is_same_count && says_cell(slice(old, list.old[i]), cells[i], names);
    list.wanted.push_back(stays ? std::string{} : cell_text(cells[i], style, names));
  }
  compare_parts(list,
                [&](std::size_t i, std::size_t j) { return says_cell(slice(old, list.old[i]), cells[j], names); });
  return changed_list(list);
}

/// Groups of which some come or go.
std::string changed_groups(std::string_view old, const DtsValueShape& shape, const Cells& cells,
                           const DtsValueNames& names) {
  const std::size_t size = shape.group_size();
  const DtsNumberStyle style = dts_number_style(old, shape);
  PartList list{old, shape.groups, {}, {}, {}, ", "};
  for (std::size_t i = 0; i < cells.size(); i += size) {
    const auto begin = cells.begin() + static_cast<std::ptrdiff_t>(i);
    list.wanted.push_back(grouped_cells({begin, begin + static_cast<std::ptrdiff_t>(size)}, size, style, names));
  }
  compare_parts(list, [&](std::size_t i, std::size_t j) {
    for (std::size_t k = 0; k < size; ++k) {
      if (!says_cell(slice(old, shape.parts[i * size + k].span), cells[j * size + k], names)) return false;
    }
    return true;
  });
  return changed_list(list);
}

bool are_groups(const DtsValueShape& shape, const Cells& cells) {
  const std::size_t size = shape.group_size();
  if (size == 0 || cells.size() % size != 0) return false;
  const auto is_reference = [](const TreeCell& cell) { return std::holds_alternative<NodeReference>(cell); };
  // `<&a>` becomes `<&a>, <&b>`, and `<0x0 0x1000>` gets no second group that it never had.
  return shape.groups.size() > 1 || (size == 1 && std::ranges::all_of(cells, is_reference));
}

std::string changed_in_place(std::string_view old, const TreeAssignment& assignment, const DtsValueNames& names) {
  const DtsValueShape shape = dts_value_shape(old);
  const auto* const cells = std::get_if<Cells>(&assignment.value);
  const auto* const strings = std::get_if<Strings>(&assignment.value);
  if (cells != nullptr && !cells->empty() && shape.kind == DtsValueShape::Kind::Cells && !shape.parts.empty()) {
    if (cells->size() == shape.parts.size()) return changed_cells(old, shape, *cells, names);
    if (are_groups(shape, *cells)) return changed_groups(old, shape, *cells, names);
    if (shape.groups.size() == 1) return changed_cells(old, shape, *cells, names);
  }
  if (strings != nullptr && !strings->empty() && shape.kind == DtsValueShape::Kind::Strings) {
    return changed_strings(old, shape, *strings);
  }
  if (std::holds_alternative<std::monostate>(assignment.value)) return {};
  return ' ' + dts_value_text(assignment, old, names);
}

}  // namespace

std::string dts_value_text(const TreeAssignment& assignment, std::string_view like, const DtsValueNames& names) {
  if (const auto* const cells = std::get_if<Cells>(&assignment.value)) {
    return new_cells(assignment.name, *cells, like, names);
  }
  const auto* const strings = std::get_if<Strings>(&assignment.value);
  return strings == nullptr ? std::string{} : new_strings(*strings);
}

std::string dts_value_changed(std::string_view old, const TreeAssignment& assignment, const DtsValueNames& names) {
  const std::string changed = changed_in_place(old, assignment, names);
  // In a value that is none, a part that stayed could make another thing of its neighbour.
  if (changed_in_place(changed, assignment, names) == changed) return changed;
  return ' ' + dts_value_text(assignment, {}, names);
}

}  // namespace rampart

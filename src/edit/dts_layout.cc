#include "edit/dts_layout.h"

#include <algorithm>

namespace rampart {
namespace {

bool is_gap(char c) { return c == ' ' || c == '\t'; }

std::size_t line_begin(std::string_view text, std::size_t at) {
  const std::size_t newline = text.substr(0, at).rfind('\n');
  return newline == std::string_view::npos ? 0 : newline + 1;
}

/// Where the line that `at` is on ends, if only blanks and comments follow; nothing if more does.
std::optional<std::size_t> line_tail(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    if (is_gap(text[at])) {
      ++at;
    } else if (text[at] == '\n' || rest.starts_with("\r\n")) {
      return at;
    } else if (rest.starts_with("//")) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      return end > at && end < text.size() && text[end - 1] == '\r' ? end - 1 : end;
    } else if (rest.starts_with("/*")) {
      const std::size_t end = text.find("*/", at + 2);
      if (end == std::string_view::npos) return std::nullopt;
      at = end + 2;
    } else {
      return std::nullopt;
    }
  }
  return text.size();
}

/// One past the end of the line whose text ends at `tail`.
std::size_t next_line(std::string_view text, std::size_t tail) {
  const std::size_t newline = text.find('\n', tail);
  return newline == std::string_view::npos ? text.size() : newline + 1;
}

/// The end of line at `tail`, else that of the source.
std::string_view line_end_at(std::string_view text, std::size_t tail) {
  if (text.substr(tail).starts_with("\r\n")) return "\r\n";
  return text.substr(tail).starts_with('\n') ? std::string_view{"\n"} : dts_line_end(text);
}

/// The begin of the blank line that ends where a line begins; nothing if there is none.
std::optional<std::size_t> blank_before(std::string_view text, std::size_t line) {
  if (line == 0) return std::nullopt;
  const std::size_t begin = line_begin(text, line - 1);
  const std::string_view content = text.substr(begin, line - begin);
  return content.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::optional{begin} : std::nullopt;
}

/// The end of the blank line that begins at `line`; nothing if there is none.
std::optional<std::size_t> blank_behind(std::string_view text, std::size_t line) {
  const std::size_t end = next_line(text, line);
  const std::string_view content = text.substr(line, end - line);
  const bool is_blank = content.find_first_not_of(" \t\r\n") == std::string_view::npos;
  return content.ends_with('\n') && is_blank ? std::optional{end} : std::nullopt;
}

/// True if a node begins, or the source, before the blanks in front of a byte.
bool is_first_in_node(std::string_view text, std::size_t at) {
  const std::size_t last = text.substr(0, at).find_last_not_of(" \t\r\n");
  return last == std::string_view::npos || text[last] == '{';
}

bool is_last_in_node(std::string_view text, std::size_t at) {
  const std::size_t next = text.find_first_not_of(" \t\r\n", at);
  return next == std::string_view::npos || text[next] == '}';
}

std::size_t token_at(const DtsSource& source, std::size_t at) {
  const auto found = std::ranges::upper_bound(source.tokens, at, {}, [](const DtsToken& t) { return t.span.begin; });
  return static_cast<std::size_t>(found - source.tokens.begin()) - 1;
}

std::size_t preceding_text(std::string_view text, std::size_t at) {
  const std::size_t last = text.substr(0, at).find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? 0 : last + 1;
}

std::string with_line_ends(std::string_view lines, std::string_view line_end) {
  std::string text;
  for (const char c : lines) {
    if (c == '\n') {
      text += line_end;
    } else {
      text.push_back(c);
    }
  }
  return text;
}

bool has_blank_line_between(const DtsSource& source, std::size_t first, std::size_t second) {
  const std::size_t begin = dts_first_line(source, second).value_or(source.items[second].span.begin);
  return begin > source.items[first].span.end && blank_before(source.text, line_begin(source.text, begin)).has_value();
}

}  // namespace

std::string_view dts_line_end(std::string_view text) {
  const std::size_t newline = text.find('\n');
  return newline != std::string_view::npos && newline > 0 && text[newline - 1] == '\r' ? "\r\n" : "\n";
}

std::string_view dts_indent(std::string_view text, std::size_t at) {
  const std::size_t begin = line_begin(text, at);
  std::size_t end = begin;
  while (end < at && is_gap(text[end])) ++end;
  return text.substr(begin, end - begin);
}

std::string dts_indent_step(const DtsSource& source, std::optional<std::size_t> around) {
  const auto step_in = [&](std::size_t node) -> std::string {
    const DtsItem& outer = source.items[node];
    const std::string_view base = dts_indent(source.text, outer.span.begin);
    for (const std::size_t child : outer.children) {
      if (source.items[child].kind == DtsItemKind::Preprocessor || !dts_first_line(source, child)) continue;
      const std::string_view inner = dts_indent(source.text, source.items[child].span.begin);
      if (inner.size() > base.size() && inner.starts_with(base)) return std::string{inner.substr(base.size())};
    }
    return {};
  };
  if (around) {
    if (std::string step = step_in(*around); !step.empty()) return step;
  }
  for (std::size_t i = 0; i < source.items.size(); ++i) {
    if (source.items[i].kind != DtsItemKind::Node) continue;
    if (std::string step = step_in(i); !step.empty()) return step;
  }
  return "\t";
}

bool dts_parts_siblings(const DtsSource& source, std::optional<std::size_t> around) {
  const auto parts = [&](const std::vector<std::size_t>& list) -> std::optional<bool> {
    for (std::size_t i = list.size(); i-- > 1;) {
      const bool are_nodes =
          source.items[list[i]].kind == DtsItemKind::Node && source.items[list[i - 1]].kind == DtsItemKind::Node;
      if (are_nodes) return has_blank_line_between(source, list[i - 1], list[i]);
    }
    return std::nullopt;
  };
  if (around) {
    if (const auto own = parts(source.items[*around].children)) return *own;
  }
  for (const DtsItem& item : source.items) {
    if (const auto other = parts(item.children)) return *other;
  }
  return parts(source.roots).value_or(true);
}

std::optional<std::size_t> dts_first_line(const DtsSource& source, std::size_t item) {
  const std::string_view text = source.text;
  const std::size_t begin = source.items[item].span.begin;
  const std::size_t line = line_begin(text, begin);
  if (text.substr(line, begin - line).find_first_not_of(" \t") != std::string_view::npos) return std::nullopt;
  std::size_t first = line;
  for (std::size_t token = token_at(source, begin); token >= 3;) {
    const DtsToken& gap = source.tokens[token - 1];
    const DtsToken& comment = source.tokens[token - 2];
    const DtsToken& before = source.tokens[token - 3];
    const bool is_directly_above = gap.kind == DtsTokenKind::Blank && comment.kind == DtsTokenKind::Comment &&
                                   std::ranges::count(source.at(gap.span), '\n') == 1;
    const bool begins_line = before.kind == DtsTokenKind::Blank && before.span.begin != 0 &&
                             source.at(before.span).find('\n') != std::string_view::npos;
    if (!is_directly_above || !begins_line) break;
    first = line_begin(text, comment.span.begin);
    token -= 2;
  }
  return first;
}

DtsSpan dts_removal(const DtsSource& source, std::size_t item) {
  const std::string_view text = source.text;
  const DtsSpan span = source.items[item].span;
  const auto first = dts_first_line(source, item);
  const auto tail = line_tail(text, span.end);
  if (!first || !tail) return {preceding_text(text, span.begin), span.end};
  DtsSpan removal{*first, next_line(text, *tail)};
  const bool ends_source = removal.end == *tail;  // without an end of line
  const auto blank_above = blank_before(text, removal.begin);
  const auto blank_below = blank_behind(text, removal.end);
  if (is_last_in_node(text, removal.end)) {
    if (blank_above) removal.begin = *blank_above;
  } else if (blank_below && (blank_above || is_first_in_node(text, removal.begin))) {
    removal.end = *blank_below;
  }
  if (ends_source && removal.begin > 0) {
    --removal.begin;
    if (removal.begin > 0 && text[removal.begin - 1] == '\r') --removal.begin;
  }
  return removal;
}

DtsInsertion dts_insert_behind(const DtsSource& source, std::size_t item, std::string_view lines, DtsSpacing spacing) {
  const std::size_t end = source.items[item].span.end;
  const std::size_t at = line_tail(source.text, end).value_or(end);
  const std::string line_end{line_end_at(source.text, at)};
  std::string text = spacing.before ? line_end + line_end : line_end;
  text += with_line_ends(lines, line_end);
  if (spacing.behind) text += line_end;
  return {at, std::move(text)};
}

DtsInsertion dts_insert_first(const DtsSource& source, std::size_t node, std::string_view lines, DtsSpacing spacing) {
  const std::size_t open = source.items[node].content.begin;
  const std::size_t at = line_tail(source.text, open).value_or(open);
  const std::string line_end{line_end_at(source.text, at)};
  std::string text = line_end + with_line_ends(lines, line_end);
  if (spacing.behind) text += line_end;
  return {at, std::move(text)};
}

DtsInsertion dts_insert_before(const DtsSource& source, std::size_t item, std::string_view lines, DtsSpacing spacing) {
  const std::size_t at = dts_first_line(source, item).value_or(source.items[item].span.begin);
  const std::string line_end{line_end_at(source.text, line_tail(source.text, source.items[item].span.end).value_or(0))};
  std::string text = with_line_ends(lines, line_end) + line_end;
  if (spacing.behind) text += line_end;
  return {at, std::move(text)};
}

DtsInsertion dts_insert_last(const DtsSource& source, std::string_view lines) {
  const std::string line_end{dts_line_end(source.text)};
  const bool ends_line = source.text.empty() || source.text.ends_with('\n');
  std::string text = ends_line ? std::string{} : line_end;
  text += with_line_ends(lines, line_end);
  if (ends_line) text += line_end;
  return {source.text.size(), std::move(text)};
}

}  // namespace rampart

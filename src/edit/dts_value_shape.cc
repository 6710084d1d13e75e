#include "edit/dts_value_shape.h"

#include <algorithm>
#include <fmt/core.h>
#include <optional>

namespace rampart {
namespace {

/// Sorts the tokens of a value into parts.
class ShapeReader {
 public:
  ShapeReader(std::string_view text, const std::vector<DtsToken>& tokens) : text_{text}, tokens_{tokens} {}

  DtsValueShape read() {
    DtsValueShape shape;
    while (const DtsToken* token = next()) {
      const bool wants_comma = !shape.parts.empty() || !shape.groups.empty();
      if (wants_comma) {
        if (!is_mark(token, ',')) return {};
        token = next();
        if (token == nullptr) return {};
      }
      const bool is_string = token->kind == DtsTokenKind::String;
      if (is_string && shape.groups.empty()) {
        shape.kind = DtsValueShape::Kind::Strings;
        shape.parts.push_back({token->span, 0});
      } else if (is_mark(token, '<') && shape.kind != DtsValueShape::Kind::Strings) {
        shape.kind = DtsValueShape::Kind::Cells;
        if (!group(shape, token->span.begin)) return {};
      } else {
        return {};
      }
    }
    return shape;
  }

 private:
  const DtsToken* next() {
    while (at_ < tokens_.size() &&
           (tokens_[at_].kind == DtsTokenKind::Blank || tokens_[at_].kind == DtsTokenKind::Comment)) {
      ++at_;
    }
    return at_ < tokens_.size() ? &tokens_[at_++] : nullptr;
  }
  bool is_mark(const DtsToken* token, char mark) const {
    return token->kind == DtsTokenKind::Mark && text_[token->span.begin] == mark;
  }

  bool group(DtsValueShape& shape, std::size_t begin) {
    while (const DtsToken* token = next()) {
      if (is_mark(token, '>')) {
        shape.groups.push_back({begin, token->span.end});
        return true;
      }
      DtsSpan span = token->span;
      const bool may_be_call = token->kind == DtsTokenKind::Word && at_ < tokens_.size() && is_mark(&tokens_[at_], '(');
      if (is_mark(token, '(') || may_be_call) {
        if (may_be_call) ++at_;
        const auto end = parens();
        if (!end) return false;
        span.end = *end;
      } else if (token->kind != DtsTokenKind::Word && token->kind != DtsTokenKind::Reference &&
                 token->kind != DtsTokenKind::Character) {
        return false;
      }
      shape.parts.push_back({span, shape.groups.size()});
    }
    return false;
  }

  /// The end of what a `(`, already taken, begins.
  std::optional<std::size_t> parens() {
    std::size_t depth = 1;
    while (const DtsToken* token = next()) {
      if (is_mark(token, '(')) ++depth;
      if (is_mark(token, ')') && --depth == 0) return token->span.end;
      if (token->kind == DtsTokenKind::Preprocessor) return std::nullopt;
    }
    return std::nullopt;
  }

  std::string_view text_;
  const std::vector<DtsToken>& tokens_;
  std::size_t at_ = 0;
};

bool is_hex(std::string_view cell) { return cell.starts_with("0x") || cell.starts_with("0X"); }
bool is_decimal(std::string_view cell) {
  return !cell.empty() && cell.find_first_not_of("0123456789") == std::string_view::npos && cell != "0";
}
/// The digits of a number that is filled up with zeros; 0 if this one does not show it.
std::size_t filled_width(std::string_view cell) {
  return is_hex(cell) && cell.size() > 3 && cell[2] == '0' ? cell.size() - 2 : 0;
}

}  // namespace

std::size_t DtsValueShape::group_size() const {
  if (groups.empty() || parts.empty() || parts.size() % groups.size() != 0) return 0;
  const std::size_t size = parts.size() / groups.size();
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].group != i / size) return 0;
  }
  return size;
}

DtsValueShape dts_value_shape(std::string_view text) {
  const auto tokens = dts_tokens(text, "");
  return tokens ? ShapeReader{text, *tokens}.read() : DtsValueShape{};
}

DtsNumberStyle dts_number_style(std::string_view text, const DtsValueShape& shape) {
  DtsNumberStyle style;
  bool has_hex = false;
  bool has_decimal = false;
  if (shape.kind != DtsValueShape::Kind::Cells) return style;
  for (const DtsValuePart& part : shape.parts) {
    const std::string_view cell = text.substr(part.span.begin, part.span.end - part.span.begin);
    has_hex = has_hex || is_hex(cell);
    has_decimal = has_decimal || is_decimal(cell);
    if (cell == "0") style.zero = "0";
    if (!is_hex(cell)) continue;
    if (cell.find_first_of("ABCDEF") != std::string_view::npos) style.is_upper = true;
    style.width = std::max(style.width, filled_width(cell));
    if (cell.find_first_not_of('0', 2) == std::string_view::npos) style.zero = cell;
  }
  style.is_decimal = has_decimal && !has_hex;
  return style;
}

DtsNumberStyle dts_number_style(std::string_view cell, DtsNumberStyle around) {
  DtsNumberStyle style = around;
  if (is_decimal(cell)) {
    style.is_decimal = true;
  } else if (is_hex(cell)) {
    style.is_decimal = false;
    const std::size_t digits = cell.size() - 2;
    if (filled_width(cell) != 0) style.width = digits;
    if (digits != style.width) style.width = 0;
    if (cell.find_first_of("abcdef") != std::string_view::npos) style.is_upper = false;
  } else {
    style.width = 0;
  }
  return style;
}

std::string dts_number_text(std::uint32_t value, const DtsNumberStyle& style) {
  if (style.is_decimal) return fmt::format("{}", value);
  if (value == 0 && style.width == 0) return style.zero;
  return style.is_upper ? fmt::format("0x{:0{}X}", value, style.width) : fmt::format("0x{:0{}x}", value, style.width);
}

}  // namespace rampart

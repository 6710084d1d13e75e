#include "edit/dts_tokens.h"

#include <algorithm>
#include <array>
#include <fmt/core.h>
#include <utility>

#include "edit/dts_refusal.h"

namespace rampart {
namespace {

constexpr std::array<std::string_view, 13> preprocessor_keywords{"define",  "undef", "include", "if",    "ifdef",
                                                                 "ifndef",  "elif",  "else",    "endif", "error",
                                                                 "warning", "line",  "pragma"};
constexpr std::array<std::string_view, 9> slash_keywords{
    "/dts-v1/",      "/plugin/", "/memreserve/",      "/include/",       "/bits/",
    "/delete-node/", "/incbin/", "/delete-property/", "/omit-if-no-ref/"};
constexpr std::string_view dts_blanks = " \t\r\n\f\v";
constexpr std::string_view dts_marks = "{}<>[]()=;:,&|^!~%*/+-?\\$`";

bool is_dts_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_dts_digit(char c) { return c >= '0' && c <= '9'; }
bool is_label_byte(char c) { return is_dts_letter(c) || is_dts_digit(c); }
bool is_word_byte(char c) {
  return is_label_byte(c) || std::string_view{",._+*#?@-"}.find(c) != std::string_view::npos;
}

/// Cuts a source into tokens, from front to back.
class DtsLexer {
 public:
  DtsLexer(std::string_view text, std::string_view file) : text_{text}, file_{file} {}
  Result<std::vector<DtsToken>> read();

 private:
  std::string_view rest() const { return text_.substr(at_); }
  Result<void> next();
  Result<void> take_comment();
  Result<void> take_quoted(char quote, DtsTokenKind kind, std::string_view what);
  Result<void> take_reference();
  bool take_slash_keyword();
  Result<void> take_preprocessor();
  Result<void> take_hidden();
  Result<std::size_t> line_end(std::size_t from) const;
  std::size_t comment_end(std::size_t from) const;
  bool begins_line() const;
  void take(DtsTokenKind kind, std::size_t end);
  std::unexpected<Error> refuse(std::size_t at, std::string what) const {
    return refused_edit(Errc::Malformed, dts_position(text_, file_, at), std::move(what));
  }

  std::string_view text_;
  std::string_view file_;
  std::size_t at_ = 0;
  std::vector<DtsToken> tokens_;
};

Result<std::vector<DtsToken>> DtsLexer::read() {
  while (at_ < text_.size()) {
    if (auto done = next(); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(tokens_);
}

void DtsLexer::take(DtsTokenKind kind, std::size_t end) {
  tokens_.push_back({kind, {at_, end}});
  at_ = end;
}

Result<void> DtsLexer::next() {
  const char c = text_[at_];
  if (dts_blanks.find(c) != std::string_view::npos) {
    take(DtsTokenKind::Blank, std::min(text_.find_first_not_of(dts_blanks, at_), text_.size()));
    return {};
  }
  if (rest().starts_with("/*") || rest().starts_with("//")) return take_comment();
  if (c == '"') return take_quoted(c, DtsTokenKind::String, "a string");
  if (c == '\'') return take_quoted(c, DtsTokenKind::Character, "a character");
  if (c == '#' && begins_line() && !preprocessor_keyword(rest()).empty()) return take_preprocessor();
  if (c == '&' && at_ + 1 < text_.size() && (is_dts_letter(text_[at_ + 1]) || text_[at_ + 1] == '{')) {
    return take_reference();
  }
  if (c == '/' && take_slash_keyword()) return {};
  if (c != ',' && is_word_byte(c)) {
    std::size_t end = at_;
    while (end < text_.size() && is_word_byte(text_[end])) ++end;
    take(DtsTokenKind::Word, end);
    return {};
  }
  if (dts_marks.find(c) == std::string_view::npos) {
    return refuse(at_, fmt::format("the byte {:#04x} (expected device-tree source)", static_cast<unsigned char>(c)));
  }
  take(DtsTokenKind::Mark, at_ + 1);
  return {};
}

/// One past a comment that begins at `from`; npos if it has no end.
std::size_t DtsLexer::comment_end(std::size_t from) const {
  if (text_[from + 1] == '*') {
    const std::size_t end = text_.find("*/", from + 2);
    return end == std::string_view::npos ? end : end + 2;
  }
  std::size_t end = from;
  while (true) {
    end = std::min(text_.find('\n', end), text_.size());
    std::size_t last = end;
    if (last > from && text_[last - 1] == '\r') --last;
    if (end == text_.size() || text_[last - 1] != '\\') return last;
    ++end;
  }
}

Result<void> DtsLexer::take_comment() {
  const std::size_t end = comment_end(at_);
  if (end == std::string_view::npos) return refuse(at_, "a comment without its end (expected */)");
  take(DtsTokenKind::Comment, end);
  return {};
}

Result<void> DtsLexer::take_quoted(char quote, DtsTokenKind kind, std::string_view what) {
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != quote && (quote == '"' || text_[end] != '\n')) {
    end += text_[end] == '\\' ? std::size_t{2} : std::size_t{1};
  }
  if (end >= text_.size() || text_[end] != quote) {
    return refuse(at_, fmt::format("{} without its end (expected {})", what, quote));
  }
  take(kind, end + 1);
  return {};
}

Result<void> DtsLexer::take_reference() {
  std::size_t end = at_ + 1;
  if (text_[end] == '{') {
    ++end;
    while (end < text_.size() && (is_word_byte(text_[end]) || text_[end] == '/')) ++end;
    if (end == text_.size() || text_[end] != '}') {
      return refuse(at_, "a reference without its end (expected &{/path})");
    }
    ++end;
  } else {
    while (end < text_.size() && is_label_byte(text_[end])) ++end;
  }
  take(DtsTokenKind::Reference, end);
  return {};
}

bool DtsLexer::take_slash_keyword() {
  const auto keyword = std::ranges::find_if(slash_keywords, [&](std::string_view k) { return rest().starts_with(k); });
  if (keyword == slash_keywords.end()) return false;
  take(DtsTokenKind::Word, at_ + keyword->size());
  return true;
}

bool DtsLexer::begins_line() const {
  if (tokens_.empty()) return true;
  const DtsSpan before = tokens_.back().span;
  if (tokens_.back().kind != DtsTokenKind::Blank) return false;
  return before.begin == 0 ||
         text_.substr(before.begin, before.end - before.begin).find('\n') != std::string_view::npos;
}

/// The end of a preprocessor's line: behind it stands `\n` or `\r\n`, or nothing. Comments may hold ends of lines.
Result<std::size_t> DtsLexer::line_end(std::size_t from) const {
  std::size_t end = from;
  while (end < text_.size() && text_[end] != '\n') {
    if (text_[end] == '/' && end + 1 < text_.size() && (text_[end + 1] == '*' || text_[end + 1] == '/')) {
      const std::size_t comment = comment_end(end);
      if (comment == std::string_view::npos) return refuse(end, "a comment without its end (expected */)");
      end = comment;
      continue;
    }
    if (text_[end] == '"') {
      const std::size_t quote = text_.find_first_of("\"\n", end + 1);
      end = quote == std::string_view::npos || text_[quote] == '\n' ? end + 1 : quote + 1;
      continue;
    }
    const std::size_t newline = text_[end] == '\\' ? end + 1 : text_.size();
    if (newline < text_.size() && text_[newline] == '\n') ++end;
    if (newline + 1 < text_.size() && text_[newline] == '\r' && text_[newline + 1] == '\n') end += 2;
    ++end;
  }
  end = std::min(end, text_.size());
  return end > from && end < text_.size() && text_[end - 1] == '\r' ? end - 1 : end;
}

Result<void> DtsLexer::take_preprocessor() {
  const auto end = line_end(at_);
  if (!end) return std::unexpected(end.error());
  std::string_view condition = text_.substr(at_, *end - at_);
  if (preprocessor_keyword(condition) == "if") {
    condition.remove_prefix(condition.find("if") + 2);
    condition = condition.substr(0, condition.find("/"));
    while (!condition.empty() && dts_blanks.find(condition.front()) != std::string_view::npos)
      condition.remove_prefix(1);
    while (!condition.empty() && dts_blanks.find(condition.back()) != std::string_view::npos)
      condition.remove_suffix(1);
    if (condition == "0") return take_hidden();
  }
  take(DtsTokenKind::Preprocessor, *end);
  return {};
}

/// Takes `#if 0` with what it hides, which need not be device-tree source, up to the line of its `#endif`, that
/// included, or before that of its `#else`.
Result<void> DtsLexer::take_hidden() {
  std::size_t depth = 0;
  std::size_t line = at_;
  std::size_t last_end = at_;
  while (line < text_.size()) {
    const std::size_t begin = std::min(text_.find_first_not_of(dts_blanks, line), text_.size());
    const std::string_view keyword =
        begin < text_.size() && text_[begin] == '#' ? preprocessor_keyword(text_.substr(begin)) : std::string_view{};
    if (depth == 1 && (keyword == "else" || keyword == "elif")) {
      take(DtsTokenKind::Preprocessor, last_end);
      return {};
    }
    const auto end = line_end(begin);
    if (!end) return std::unexpected(end.error());
    last_end = *end;
    if (keyword == "if" || keyword == "ifdef" || keyword == "ifndef") ++depth;
    if (keyword == "endif" && --depth == 0) {
      take(DtsTokenKind::Preprocessor, *end);
      return {};
    }
    line = std::min(text_.find('\n', *end), text_.size());
  }
  return refuse(at_, "an #if without its end (expected #endif)");
}

}  // namespace

Result<std::vector<DtsToken>> dts_tokens(std::string_view text, std::string_view file) {
  return DtsLexer{text, file}.read();
}

std::string_view preprocessor_keyword(std::string_view line) {
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  std::size_t end = 0;
  while (end < line.size() && is_word_byte(line[end])) ++end;
  const std::string_view word = line.substr(0, end);
  const bool is_marker = !word.empty() && std::ranges::all_of(word, is_dts_digit);
  return is_marker || std::ranges::find(preprocessor_keywords, word) != preprocessor_keywords.end()
             ? word
             : std::string_view{};
}

SourcePos dts_position(std::string_view text, std::string_view file, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const std::size_t newline = before.rfind('\n');
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  return {std::string{file}, line, at - (newline == std::string_view::npos ? 0 : newline + 1) + 1};
}

bool is_dts_label(std::string_view word) {
  return !word.empty() && !is_dts_digit(word.front()) && std::ranges::all_of(word, is_label_byte);
}

}  // namespace rampart

#include "edit/dts_source.h"

#include <algorithm>
#include <utility>

#include "edit/dts_refusal.h"

namespace rampart {
namespace {

/// Makes statements of tokens. The nodes around the next token are a list, not calls, so that depth costs no stack.
class DtsParser {
 public:
  DtsParser(std::string_view text, std::string_view file) : file_{file} { source_.text = text; }
  Result<DtsSource> read();

 private:
  struct Condition {
    std::size_t first_item = 0;
    bool has_branches = false;
  };

  const DtsToken* peek();
  std::string_view word(const DtsToken& token) const { return source_.at(token.span); }
  bool is_mark(const DtsToken* token, char mark) const {
    return token != nullptr && token->kind == DtsTokenKind::Mark && source_.text[token->span.begin] == mark;
  }
  std::size_t add(DtsItem item);
  Result<void> statement();
  Result<void> close_node(const DtsToken& brace);
  Result<void> keyword_statement(DtsItem item, DtsItemKind kind);
  Result<void> include_statement(DtsItem item);
  Result<void> named_statement(DtsItem item);
  Result<void> macro_statement(DtsItem item);
  Result<void> skip_parens(DtsItem& item);
  Result<void> value(DtsItem item);
  Result<void> preprocessor(const DtsToken& token);
  void mark_alternatives();
  std::unexpected<Error> refuse(std::size_t at, std::string what) const {
    return refused_edit(Errc::Malformed, dts_position(source_.text, file_, at), std::move(what));
  }
  std::unexpected<Error> refuse_next(std::string what) {
    const DtsToken* token = peek();
    return refuse(token == nullptr ? source_.text.size() : token->span.begin, std::move(what));
  }

  std::string_view file_;
  DtsSource source_;
  std::size_t next_ = 0;  ///< The token to be looked at.
  std::vector<std::size_t> open_;
  std::vector<Condition> conditions_;
  std::vector<std::pair<std::size_t, std::size_t>> alternatives_;  ///< Items [first, second).
};

Result<DtsSource> DtsParser::read() {
  auto tokens = dts_tokens(source_.text, file_);
  if (!tokens) return std::unexpected(std::move(tokens.error()));
  source_.tokens = std::move(*tokens);
  while (peek() != nullptr) {
    if (auto done = statement(); !done) return std::unexpected(std::move(done.error()));
  }
  if (!open_.empty()) {
    return refuse(source_.items[open_.back()].span.begin, "a node without its end (expected };)");
  }
  if (!conditions_.empty()) return refuse(source_.text.size(), "an #if without its end (expected #endif)");
  mark_alternatives();
  return std::move(source_);
}

/// The next token that means something, or nothing at the end.
const DtsToken* DtsParser::peek() {
  while (next_ < source_.tokens.size() &&
         (source_.tokens[next_].kind == DtsTokenKind::Blank || source_.tokens[next_].kind == DtsTokenKind::Comment)) {
    ++next_;
  }
  return next_ < source_.tokens.size() ? &source_.tokens[next_] : nullptr;
}

std::size_t DtsParser::add(DtsItem item) {
  const std::size_t index = source_.items.size();
  if (!open_.empty()) item.parent = open_.back();
  (open_.empty() ? source_.roots : source_.items[open_.back()].children).push_back(index);
  source_.items.push_back(std::move(item));
  return index;
}

Result<void> DtsParser::statement() {
  const DtsToken& first = *peek();
  if (first.kind == DtsTokenKind::Preprocessor) return preprocessor(first);
  if (is_mark(&first, '}')) return close_node(first);
  DtsItem item;
  item.span = first.span;
  while (const DtsToken* token = peek()) {
    if (token->kind == DtsTokenKind::Word) {
      const std::string_view text = word(*token);
      if (text == "/delete-node/") return keyword_statement(std::move(item), DtsItemKind::DeleteNode);
      if (text == "/delete-property/") return keyword_statement(std::move(item), DtsItemKind::DeleteProperty);
      if (text == "/include/") return include_statement(std::move(item));
      if (text == "/dts-v1/" || text == "/plugin/" || text == "/memreserve/") {
        return keyword_statement(std::move(item), DtsItemKind::Directive);
      }
      if (text == "/omit-if-no-ref/") {
        ++next_;
        continue;
      }
    }
    const std::size_t name_at = next_++;
    DtsItem label;
    label.name = token->span;
    if (token->kind == DtsTokenKind::Word && is_mark(peek(), '(')) {
      if (auto done = skip_parens(label); !done) return done;
    }
    if (token->kind == DtsTokenKind::Word && is_mark(peek(), ':')) {
      if (!is_dts_label(word(*token))) {
        return refuse(token->span.begin, "not a label (expected letters, digits and _, and no digit first)");
      }
      item.labels.push_back(label.name);
      ++next_;
      continue;
    }
    next_ = name_at;
    break;
  }
  return named_statement(std::move(item));
}

Result<void> DtsParser::close_node(const DtsToken& brace) {
  if (open_.empty()) return refuse(brace.span.begin, "a } without its node (expected braces that pair)");
  ++next_;
  if (!is_mark(peek(), ';')) return refuse_next("no end of the node (expected ; after })");
  DtsItem& node = source_.items[open_.back()];
  node.content.end = brace.span.begin;
  node.span.end = source_.tokens[next_].span.end;
  ++next_;
  open_.pop_back();
  return {};
}

/// `/delete-node/ name;` and others that end with `;` and hold no braces.
Result<void> DtsParser::keyword_statement(DtsItem item, DtsItemKind kind) {
  item.kind = kind;
  ++next_;
  for (const DtsToken* token = peek(); token != nullptr; token = peek()) {
    ++next_;
    if (is_mark(token, ';')) {
      item.span.end = token->span.end;
      if (item.name.empty() && kind != DtsItemKind::Directive) {
        return refuse(token->span.begin, "nothing to delete (expected a name)");
      }
      add(std::move(item));
      return {};
    }
    if (is_mark(token, '{') || is_mark(token, '}') || token->kind == DtsTokenKind::Preprocessor) break;
    if (item.name.empty()) item.name = token->span;
  }
  return refuse(item.span.begin, "a statement without its end (expected ;)");
}

Result<void> DtsParser::include_statement(DtsItem item) {
  ++next_;
  const DtsToken* token = peek();
  if (token == nullptr || token->kind != DtsTokenKind::String) return refuse_next("no file (expected \"name\")");
  ++next_;
  item.kind = DtsItemKind::Include;
  item.name = {token->span.begin + 1, token->span.end - 1};
  item.span.end = token->span.end;
  add(std::move(item));
  return {};
}

Result<void> DtsParser::named_statement(DtsItem item) {
  const DtsToken* token = peek();
  const bool is_name = token != nullptr && (token->kind == DtsTokenKind::Word ||
                                            token->kind == DtsTokenKind::Reference || is_mark(token, '/'));
  if (!is_name) return refuse_next("no statement (expected a node, a property or };)");
  item.name = token->span;
  ++next_;
  const bool may_be_macro = token->kind == DtsTokenKind::Word;
  if (token->kind != DtsTokenKind::Mark && is_mark(peek(), '(')) {
    if (auto done = skip_parens(item); !done) return done;
    if (!is_mark(peek(), '{') && !is_mark(peek(), '=')) return macro_statement(std::move(item));
  }
  if (is_mark(peek(), '{')) {
    if (open_.size() == max_dts_depth) {
      const SourcePos where = dts_position(source_.text, file_, item.name.begin);
      return refused_edit(Errc::TooLarge, where, "nodes nest deeper than " + std::to_string(max_dts_depth));
    }
    item.kind = DtsItemKind::Node;
    item.content.begin = source_.tokens[next_].span.end;
    ++next_;
    open_.push_back(add(std::move(item)));
    return {};
  }
  if (is_mark(peek(), '=') || is_mark(peek(), ';')) return value(std::move(item));
  const std::string_view name = source_.at(item.name);
  const bool is_capital =
      std::ranges::all_of(name, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  if (may_be_macro && is_capital) return macro_statement(std::move(item));
  return refuse_next("no end of " + std::string{name} + " (expected ; or = or {)");
}

/// Takes `(...)` into the name: only the preprocessor knows what it will be.
Result<void> DtsParser::skip_parens(DtsItem& item) {
  std::size_t depth = 0;
  for (const DtsToken* token = peek(); token != nullptr; token = peek()) {
    ++next_;
    if (is_mark(token, '(')) ++depth;
    if (is_mark(token, ')') && --depth == 0) {
      item.name.end = token->span.end;
      return {};
    }
  }
  return refuse(item.name.end, "a ( without its end (expected parentheses that pair)");
}

Result<void> DtsParser::macro_statement(DtsItem item) {
  item.kind = DtsItemKind::Macro;
  item.span.end = item.name.end;
  if (is_mark(peek(), ';')) item.span.end = source_.tokens[next_++].span.end;
  add(std::move(item));
  return {};
}

/// Takes a property from its `=` or `;` on.
Result<void> DtsParser::value(DtsItem item) {
  item.kind = DtsItemKind::Property;
  const bool has_value = is_mark(peek(), '=');
  if (has_value) ++next_;
  item.content = {source_.tokens[has_value ? next_ - 1 : next_].span.end, 0};
  if (!has_value) item.content.begin -= 1;
  std::string closers;
  for (const DtsToken* token = peek(); token != nullptr; token = peek()) {
    if (is_mark(token, ';') && closers.empty()) {
      item.content.end = token->span.begin;
      item.span.end = token->span.end;
      ++next_;
      add(std::move(item));
      return {};
    }
    if (is_mark(token, '{') || is_mark(token, '}') || is_mark(token, ';')) break;
    if (token->kind == DtsTokenKind::Preprocessor) {
      if (auto done = preprocessor(*token); !done) return done;
      continue;
    }
    ++next_;
    if (token->kind != DtsTokenKind::Mark) continue;
    const char mark = source_.text[token->span.begin];
    const bool in_parens = !closers.empty() && closers.back() == ')';
    if (mark == '(') closers.push_back(')');
    if (mark == '<' && !in_parens) closers.push_back('>');
    if (mark == '[' && !in_parens) closers.push_back(']');
    const bool closes = mark == ')' || ((mark == '>' || mark == ']') && !in_parens);
    if (!closes) continue;
    if (closers.empty() || closers.back() != mark) {
      return refuse(token->span.begin, std::string{"a "} + mark + " without its begin (expected brackets that pair)");
    }
    closers.pop_back();
  }
  return refuse(item.span.begin, "a property without its end (expected ;)");
}

Result<void> DtsParser::preprocessor(const DtsToken& token) {
  const std::string_view line = word(token);
  const std::string_view keyword = preprocessor_keyword(line);
  ++next_;
  if (keyword == "if" || keyword == "ifdef" || keyword == "ifndef") {
    // An `#if 0` token goes on to its `#endif`, or to before its `#else`.
    const std::size_t last_line = line.find('#', std::min(line.rfind('\n'), line.size()));
    const bool is_whole =
        last_line != std::string_view::npos && preprocessor_keyword(line.substr(last_line)) == "endif";
    if (!is_whole) conditions_.push_back({source_.items.size(), false});
  } else if (keyword == "else" || keyword == "elif" || keyword == "endif") {
    if (conditions_.empty()) return refuse(token.span.begin, "an #" + std::string{keyword} + " without its #if");
    if (keyword != "endif") conditions_.back().has_branches = true;
    if (keyword == "endif") {
      if (conditions_.back().has_branches)
        alternatives_.emplace_back(conditions_.back().first_item, source_.items.size());
      conditions_.pop_back();
    }
  }
  DtsItem item;
  item.kind = DtsItemKind::Preprocessor;
  item.span = token.span;
  if (keyword == "include") {
    const std::size_t open = line.find_first_of("\"<");
    const std::size_t close = open == std::string_view::npos ? open : line.find_first_of("\">", open + 1);
    if (close != std::string_view::npos) {
      item.kind = DtsItemKind::Include;
      item.name = {token.span.begin + open + 1, token.span.begin + close};
    }
  }
  add(std::move(item));
  return {};
}

void DtsParser::mark_alternatives() {
  std::vector<std::ptrdiff_t> change(source_.items.size() + 1);
  for (const auto& [first, end] : alternatives_) {
    ++change[first];
    --change[end];
  }
  std::ptrdiff_t depth = 0;
  for (std::size_t i = 0; i < source_.items.size(); ++i) {
    depth += change[i];
    source_.items[i].is_alternative = depth > 0;
  }
}

}  // namespace

Result<DtsSource> parse_dts_source(std::string_view text, std::string_view file) {
  if (text.size() > max_dts_size) {
    return refused_edit(
        Errc::TooLarge, SourcePos{std::string{file}, 0, 0},
        std::to_string(text.size()) + " bytes of source (expected at most " + std::to_string(max_dts_size) + ')');
  }
  return DtsParser{text, file}.read();
}

std::string dts_text(const DtsSource& source) {
  std::string text;
  text.reserve(source.text.size());
  for (const DtsToken& token : source.tokens) text += source.at(token.span);
  return text;
}

}  // namespace rampart

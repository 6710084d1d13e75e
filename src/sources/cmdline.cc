#include "sources/cmdline.h"

#include <algorithm>

namespace rampart {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// The length of the word at the start of `text`; `closed` tells whether its quotes are.
std::size_t word_length(std::string_view text, bool& closed) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (is_blank(text[at]) && !quoted) break;
    if (text[at] == '"') quoted = !quoted;
  }
  closed = !quoted;
  return at;
}

/// Takes away a quote at the front, and the one at the end that belongs to it.
std::string_view unquoted(std::string_view text) {
  if (!text.starts_with('"')) return text;
  text.remove_prefix(1);
  if (text.ends_with('"')) text.remove_suffix(1);
  return text;
}

Parameter parameter_of(std::string_view word, std::size_t column) {
  if (word.starts_with('"')) word = unquoted(word);
  const std::size_t equals = word.find('=', word.empty() ? 0 : 1);
  if (equals == std::string_view::npos) return {std::string{word}, std::nullopt, column};
  return {std::string{word.substr(0, equals)}, std::string{unquoted(word.substr(equals + 1))}, column};
}

}  // namespace

bool same_parameter(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, {}, [](char c) { return c == '-' ? '_' : c; }, [](char c) { return c == '-' ? '_' : c; });
}

const Parameter* CommandLine::last(std::string_view name) const {
  const auto found = std::find_if(parameters.rbegin(), parameters.rend(),
                                  [&](const Parameter& each) { return same_parameter(each.name, name); });
  return found == parameters.rend() ? nullptr : &*found;
}

SourcePos CommandLine::where(const Parameter& parameter) const { return {file, 1, parameter.column}; }

CommandLine parse_command_line(std::string_view text, std::string_view file) {
  text = text.substr(0, text.find('\0'));
  while (text.ends_with('\n')) text.remove_suffix(1);
  CommandLine line;
  line.text = text;
  line.file = file;
  for (std::size_t at = 0; at < text.size();) {
    if (is_blank(text[at])) {
      ++at;
      continue;
    }
    bool closed = true;
    const std::size_t length = word_length(text.substr(at), closed);
    const std::string_view word = text.substr(at, length);
    if (!closed) line.open_quote = SourcePos{line.file, 1, at + word.find('"') + 1};
    if (word == "--") {
      const std::size_t rest = text.find_first_not_of(" \t\n\v\f\r", at + length);
      if (rest != std::string_view::npos) line.for_init = text.substr(rest);
      break;
    }
    line.parameters.push_back(parameter_of(word, at + 1));
    at += length;
  }
  return line;
}

}  // namespace rampart

#include "sources/python_statements.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/trim.h"

namespace rampart {
namespace {

/// The parts of a line of Python between separators that stand in no bracket and no text; a comment ends it.
std::vector<std::string_view> split_python(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  std::size_t depth = 0;
  char quote = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == '\\') ++at;
      if (c == quote) quote = 0;
      continue;
    }
    if (c == '#') break;
    if (c == '\'' || c == '"') quote = c;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if ((c == ')' || c == ']' || c == '}') && depth != 0) --depth;
    if (c == separator && depth == 0) {
      parts.push_back(trim(text.substr(from, at - from)));
      from = at + 1;
    }
  }
  parts.push_back(trim(text.substr(from, std::min(at, text.size()) - from)));
  return parts;
}

bool is_text_of_python(std::string_view value) {
  return value.size() >= 2 && (value[0] == '\'' || value[0] == '"') && value.back() == value[0];
}

/// `gc.mem_free()`, `__import__('gc').mem_free()`, `mem_free()`.
std::optional<PythonAsk::Item> item_of(std::string_view value) {
  constexpr std::pair<std::string_view, PythonAsk::Item> calls[] = {{"mem_alloc()", PythonAsk::Item::MemAlloc},
                                                                    {"mem_free()", PythonAsk::Item::MemFree}};
  constexpr std::string_view of_name = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.()'\"";
  for (const auto& [call, item] : calls) {
    if (!value.ends_with(call)) continue;
    const std::string_view object = value.substr(0, value.size() - call.size());
    const bool is_call_on_name = object.ends_with('.') && object.find_first_not_of(of_name) == std::string_view::npos;
    if (object.empty() || is_call_on_name) return item;
  }
  return std::nullopt;
}

/// The values that a statement prints: arguments of print(), members of a tuple, or the value itself.
std::string_view printed_values(std::string_view statement) {
  for (const std::string_view opening : {std::string_view{"print("}, std::string_view{"("}}) {
    if (!statement.starts_with(opening) || !statement.ends_with(')')) continue;
    return statement.substr(opening.size(), statement.size() - opening.size() - 1);
  }
  return statement;
}

std::optional<PythonAsk> ask_of(std::string_view statement) {
  PythonAsk ask;
  for (const std::string_view value : split_python(printed_values(statement), ',')) {
    if (is_text_of_python(value)) {
      ask.has_text = true;
    } else if (const auto item = item_of(value)) {
      ask.items.push_back(*item);
    } else {
      return std::nullopt;
    }
  }
  return ask.items.empty() ? std::nullopt : std::optional{std::move(ask)};
}

/// True if it prints no line of numbers.
bool prints_no_number(std::string_view statement) {
  if (statement.empty() || statement.starts_with("import ") || statement.starts_with("from ")) return true;
  if (statement.contains("mem_info(") || statement.contains("qstr_info(")) return true;
  const std::size_t sign = statement.find('=');
  return sign != std::string_view::npos && sign < statement.find('(') && statement.substr(sign + 1, 1) != "=";
}

}  // namespace

PythonStatements parse_python_statements(std::string_view text) {
  PythonStatements found;
  bool others = false;
  found.is_of_executable = text.contains("HEAP_EXEC");
  for (const std::string_view statement : split_python(text, ';')) {
    if (auto ask = ask_of(statement)) {
      found.has_others = others;
      found.asks.push_back(std::move(*ask));
    } else if (statement.ends_with("gc.collect()") || statement == "collect()") {
      found.has_collect = found.has_collect || found.asks.empty();
    } else {
      others = others || !prints_no_number(statement);
    }
  }
  return found;
}

}  // namespace rampart

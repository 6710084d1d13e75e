#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/printable.h"

// For tests: whether a document is well-formed XML of the plain sort that we write.
namespace rampart {

/// Elements that are closed in order, quoted attributes, the five named references and numeric ones, valid
/// characters. Neither comments nor CDATA nor a DTD: we write none. Returns what is wrong, or an empty text.
class XmlChecker {
 public:
  static std::string fault(std::string_view document) { return XmlChecker{document}.run(); }

 private:
  explicit XmlChecker(std::string_view document) : rest_{document} {}

  std::string run() {
    constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    if (rest_.starts_with(declaration)) rest_.remove_prefix(declaration.size());
    std::string lines{rest_};
    std::ranges::replace(lines, '\n', ' ');
    if (printable(lines) != lines) return "a character that is not printable";
    bool seen_root = false;
    while (!rest_.empty()) {
      if (rest_.front() != '<') {
        const std::string_view text = rest_.substr(0, rest_.find('<'));
        if (open_.empty() && text.find_first_not_of('\n') != std::string_view::npos) return "text outside of the root";
        if (!valid_text(text)) return "a bare & in: " + std::string{text};
        rest_.remove_prefix(text.size());
        continue;
      }
      if (open_.empty() && seen_root) return "a second root";
      seen_root = true;
      if (const std::string what = tag(); !what.empty()) return what;
    }
    if (!open_.empty()) return "not closed: " + open_.back();
    return seen_root ? "" : "no root";
  }

  std::string tag() {
    const std::size_t end = end_of_tag();
    if (end == std::string_view::npos) return "a tag without end: " + std::string{rest_.substr(0, 80)};
    std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (inside.starts_with('/')) {
      if (open_.empty() || open_.back() != inside.substr(1)) return "closes what is not open: " + std::string{inside};
      open_.pop_back();
      return {};
    }
    const bool empty_element = inside.ends_with('/');
    if (empty_element) inside.remove_suffix(1);
    const std::string name{inside.substr(0, inside.find(' '))};
    if (name.empty() || name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") != std::string::npos) {
      return "no name of an element: " + name;
    }
    inside.remove_prefix(name.size());
    if (!attributes(inside)) return "attributes of " + name + ": " + std::string{inside};
    if (!empty_element) open_.push_back(name);
    return {};
  }

  /// The `>` that ends the tag, outside of quotes.
  std::size_t end_of_tag() const {
    bool quoted = false;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '"') quoted = !quoted;
      if (rest_[i] == '>' && !quoted) return i;
    }
    return std::string_view::npos;
  }

  /// ` name="value"` any number of times, no name twice.
  static bool attributes(std::string_view text) {
    std::vector<std::string_view> names;
    while (!text.empty()) {
      const std::size_t equals = text.find("=\"");
      if (text.front() != ' ' || equals == std::string_view::npos) return false;
      const std::string_view name = text.substr(1, equals - 1);
      if (name.empty() || name.find_first_of(" \"'<>&") != std::string_view::npos) return false;
      if (std::ranges::find(names, name) != names.end()) return false;
      names.push_back(name);
      const std::size_t close = text.find('"', equals + 2);
      if (close == std::string_view::npos) return false;
      const std::string_view value = text.substr(equals + 2, close - equals - 2);
      if (value.find('<') != std::string_view::npos || !valid_text(value)) return false;
      text.remove_prefix(close + 1);
    }
    return true;
  }

  static bool valid_text(std::string_view text) {
    for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
      constexpr std::string_view known[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
      if (std::ranges::none_of(known, [&](std::string_view each) { return text.substr(at).starts_with(each); })) {
        return false;
      }
    }
    return true;
  }

  std::string_view rest_;
  std::vector<std::string> open_;
};

}  // namespace rampart

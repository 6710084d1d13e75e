#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>

namespace rampart {

/// One line of a text, without its end ("\n" or "\r\n"); numbers count from 1.
struct Line {
  std::string_view text;
  std::size_t number{};
};

/// The lines of a text, in order, without copying: `for (const Line line : Lines{text})`.
/// A final newline ends the last line and does not begin another; an empty text has no line.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_{text} {}

  class Iterator {
   public:
    using value_type = Line;
    using difference_type = std::ptrdiff_t;
    explicit Iterator(std::string_view rest) : rest_{rest} { advance(); }
    Line operator*() const { return line_; }
    Iterator& operator++() {
      advance();
      return *this;
    }
    void operator++(int) { advance(); }
    bool operator==(std::default_sentinel_t) const { return done_; }

   private:
    void advance() {
      if (rest_.empty()) {
        done_ = true;
        return;
      }
      const std::size_t newline = rest_.find('\n');
      line_.text = rest_.substr(0, newline);
      if (!line_.text.empty() && line_.text.back() == '\r') line_.text.remove_suffix(1);
      ++line_.number;
      rest_ = newline == std::string_view::npos ? std::string_view{} : rest_.substr(newline + 1);
    }

    std::string_view rest_;
    Line line_;
    bool done_ = false;
  };

  Iterator begin() const { return Iterator{text_}; }
  static std::default_sentinel_t end() { return {}; }

 private:
  std::string_view text_;
};

}  // namespace rampart

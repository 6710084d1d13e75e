#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>

namespace rampart {

/// Reads a line from left to right. Every call either takes what it asks for and moves on, or takes nothing.
/// `column()` is where the next call reads, counted from 1, for error messages.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  std::string_view rest() const { return text_.substr(at_); }
  std::size_t column() const { return at_ + 1; }
  bool at_end() const { return at_ == text_.size(); }

  /// Takes blanks and tabs; true if there was at least one.
  bool blanks() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    return at_ != from;
  }

  bool literal(std::string_view expected) {
    if (!rest().starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  /// Takes everything up to the first `stop`, which stays. Takes nothing and returns nothing if there is no `stop`.
  std::optional<std::string_view> until(std::string_view stop) {
    const std::size_t found = rest().find(stop);
    if (found == std::string_view::npos) return std::nullopt;
    return take(found);
  }

  /// Takes characters up to the next blank, tab or the end; may be empty.
  std::string_view word() {
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != ' ' && text_[end] != '\t') ++end;
    return take(end - at_);
  }

  /// An unsigned number in `base` without prefix or sign. Nothing, and nothing taken, if there is none or it
  /// passes 64 bits.
  std::optional<std::uint64_t> number(int base = 10) {
    const std::string_view left = rest();
    std::uint64_t value{};
    const auto [end, failure] = std::from_chars(left.data(), left.data() + left.size(), value, base);
    if (failure != std::errc{}) return std::nullopt;
    at_ += static_cast<std::size_t>(end - left.data());
    return value;
  }

  /// A hexadecimal number after `0x`.
  std::optional<std::uint64_t> hex() {
    const std::size_t from = at_;
    if (!literal("0x") && !literal("0X")) return std::nullopt;
    const auto value = number(16);
    if (!value) at_ = from;
    return value;
  }

 private:
  std::string_view take(std::size_t count) {
    const std::string_view taken = text_.substr(at_, count);
    at_ += count;
    return taken;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace rampart

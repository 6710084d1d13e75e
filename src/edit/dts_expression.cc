#include "edit/dts_expression.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <system_error>

namespace rampart {
namespace {

constexpr int max_expression_depth = 32;
constexpr int max_expression_terms = 1000;  // of all macros together: one that doubles another grows fast

std::optional<std::uint64_t> literal_number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text.front() == '0') {
    base = 8;
  }
  std::uint64_t value{};
  const char* const end = text.data() + text.size();
  const auto [unit, failure] = std::from_chars(text.data(), end, value, base);
  if (failure != std::errc{} || unit == text.data()) return std::nullopt;
  const bool is_suffix = std::string_view{unit, end}.find_first_not_of("uUlL") == std::string_view::npos;
  return is_suffix ? std::optional{value} : std::nullopt;
}

/// `SZ_64K` of linux/sizes.h.
std::optional<std::uint64_t> size_macro(std::string_view name) {
  if (!name.starts_with("SZ_") || name.size() < 4) return std::nullopt;
  name.remove_prefix(3);
  std::size_t shift = 0;
  if (name.back() == 'K') shift = 10;
  if (name.back() == 'M') shift = 20;
  if (name.back() == 'G') shift = 30;
  if (shift != 0) name.remove_suffix(1);
  std::uint64_t count{};
  const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), count);
  const bool is_known = failure == std::errc{} && end == name.data() + name.size() && std::has_single_bit(count);
  return is_known && count <= 512 ? std::optional{count << shift} : std::nullopt;
}

/// An operator and how tightly it binds.
struct BinaryOperator {
  std::string_view sign;
  int strength;
};
constexpr std::array binary_operators{BinaryOperator{"<<", 3}, BinaryOperator{">>", 3}, BinaryOperator{"|", 1},
                                      BinaryOperator{"&", 2},  BinaryOperator{"+", 4},  BinaryOperator{"-", 4},
                                      BinaryOperator{"*", 5},  BinaryOperator{"/", 5}};

/// One expression, from left to right.
class DtsExpression {
 public:
  DtsExpression(std::string_view text, const DtsMacros& macros, int& terms, int depth)
      : rest_{text}, macros_{macros}, terms_{terms}, depth_{depth} {}

  std::optional<std::uint64_t> whole() {
    const auto value = sum(0);
    skip();
    return rest_.empty() ? value : std::nullopt;
  }

 private:
  void skip() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n\\"), rest_.size())); }

  std::optional<std::uint64_t> sum(int weakest) {
    auto left = operand();
    while (left) {
      skip();
      const BinaryOperator* found = nullptr;
      for (const BinaryOperator& each : binary_operators) {
        if (rest_.starts_with(each.sign)) found = &each;
        if (found != nullptr) break;
      }
      if (found == nullptr || found->strength <= weakest) return left;
      rest_.remove_prefix(found->sign.size());
      const auto right = sum(found->strength);
      if (!right) return std::nullopt;
      left = apply(found->sign, *left, *right);
    }
    return left;
  }

  static std::optional<std::uint64_t> apply(std::string_view sign, std::uint64_t left, std::uint64_t right) {
    if (sign == "+") return left + right;
    if (sign == "-") return left - right;
    if (sign == "*") return left * right;
    if (sign == "|") return left | right;
    if (sign == "&") return left & right;
    if (sign == "/") return right == 0 ? std::nullopt : std::optional{left / right};
    if (right > 63) return std::nullopt;
    return sign == "<<" ? left << right : left >> right;
  }

  std::optional<std::uint64_t> operand() {
    skip();
    if (rest_.empty() || depth_ == max_expression_depth || terms_ == max_expression_terms) return std::nullopt;
    ++terms_;
    if (rest_.front() == '(') {
      rest_.remove_prefix(1);
      ++depth_;
      const auto value = sum(0);
      --depth_;
      skip();
      if (!rest_.starts_with(')')) return std::nullopt;
      rest_.remove_prefix(1);
      return value;
    }
    std::size_t end = 0;
    while (end < rest_.size() &&
           (rest_[end] == '_' || (rest_[end] >= '0' && rest_[end] <= '9') || (rest_[end] >= 'a' && rest_[end] <= 'z') ||
            (rest_[end] >= 'A' && rest_[end] <= 'Z'))) {
      ++end;
    }
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (const auto number = literal_number(word)) return number;
    const auto macro = macros_.find(word);
    if (macro != macros_.end()) return DtsExpression{macro->second, macros_, terms_, depth_ + 1}.whole();
    return size_macro(word);
  }

  std::string_view rest_;
  const DtsMacros& macros_;
  int& terms_;
  int depth_;
};

}  // namespace

std::optional<std::uint64_t> dts_number(std::string_view text, const DtsMacros& macros) {
  int terms = 0;
  return DtsExpression{text, macros, terms, 0}.whole();
}

}  // namespace rampart

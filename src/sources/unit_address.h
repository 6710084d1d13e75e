#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rampart {

/// The address in a node's name: of `rtos@20000000` 0x20000000. Nothing if it has none, or one of its own making.
inline std::optional<std::uint64_t> unit_address(std::string_view name) {
  const std::size_t at = name.find('@');
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view digits = name.substr(at + 1);
  if (digits.starts_with("0x")) digits.remove_prefix(2);
  std::uint64_t value{};
  const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  const bool is_number = failure == std::errc{} && end == digits.data() + digits.size();
  return is_number ? std::optional{value} : std::nullopt;
}

}  // namespace rampart

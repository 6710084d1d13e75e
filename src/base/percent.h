#pragma once

#include <optional>

#include <rampart/base/units.h>

namespace rampart {

/// 100 * part / whole, rounded to the nearest; nothing if `whole` is zero.
inline std::optional<unsigned> percent_of(Bytes part, Bytes whole) {
  if (whole.value == 0) return std::nullopt;
  const auto share = static_cast<long double>(part.value) / static_cast<long double>(whole.value);
  return static_cast<unsigned>(share * 100 + 0.5L);
}

}  // namespace rampart

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

namespace rampart {

/// A line of a bare placement instance: alive in [lower, upper), `size` units of one contiguous range.
struct PlacementRow {
  std::string id;
  std::uint64_t lower{};
  std::uint64_t upper{};
  std::uint64_t size{};
  std::size_t line{};  ///< Where it stands, from 1.
  friend bool operator==(const PlacementRow&, const PlacementRow&) = default;
};

/// Limits of a file: 64 MiB, as many rows, sizes that add up to at most 2^61.
constexpr std::size_t max_placement_rows = 8'192;

/// Reads comma-separated values. The first line names the columns: `id`, `lower`, `upper`, `size`, in any order; others
/// are not looked at. Numbers are decimal; blanks around a value and empty lines are skipped; lines may end in CR LF.
/// Malformed, with line and column, for a missing or doubled column, a row of another length, a quote, a number that is
/// none, an empty or doubled id. OutOfRange for a size of 0, a span that ends before it begins or at once, sizes
/// that pass the limit; TooLarge for more bytes or rows than the limits.
Result<std::vector<PlacementRow>> parse_placement_csv(std::string_view text, std::string_view file);

/// The same rows with a last column `offset`; `offsets` is as long as `rows`.
std::string placement_csv(std::span<const PlacementRow> rows, std::span<const std::uint64_t> offsets);

}  // namespace rampart

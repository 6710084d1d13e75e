#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace rampart {

/// A run of lines that is replaced by another; one of the two may be empty. Ends are one past.
struct LineEdit {
  std::size_t old_begin = 0;
  std::size_t old_end = 0;
  std::size_t new_begin = 0;
  std::size_t new_end = 0;
  friend bool operator==(const LineEdit&, const LineEdit&) = default;
};

/// What turns one list of lines into the other, in order, with a line that stays between any two. The fewest lines
/// unless more than `most_edits` differ: what is left is then one run.
std::vector<LineEdit> line_diff(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                                std::size_t most_edits = 1'000);

}  // namespace rampart

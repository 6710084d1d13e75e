#include "render/line_diff.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace rampart {
namespace {

/// The greedy search for the shortest edit script (E. Myers, "An O(ND) difference algorithm and its variations", 1986):
/// for each number of edits, how far each diagonal of the grid of old and new lines can be reached.
class LineMatcher {
 public:
  LineMatcher(const std::vector<std::size_t>& before, const std::vector<std::size_t>& after)
      : before_{before}, after_{after} {}

  /// Which old and new lines stay, as (old, new) pairs in order; nothing if it takes more edits than allowed.
  std::optional<std::vector<LineEdit>> edits(std::size_t most) {
    const auto reach = static_cast<long>(std::min(most, before_.size() + after_.size()));
    offset_ = reach + 1;
    far_.assign(static_cast<std::size_t>(2 * reach + 3), 0);
    for (long count = 0; count <= reach; ++count) {
      trace_.push_back(far_);
      for (long diagonal = -count; diagonal <= count; diagonal += 2) {
        if (advance(count, diagonal)) return script(count, diagonal);
      }
    }
    return std::nullopt;
  }

 private:
  using Front = std::vector<long>;
  long& far(long diagonal) { return far_[static_cast<std::size_t>(diagonal + offset_)]; }
  long traced(long count, long diagonal) const {
    return trace_[static_cast<std::size_t>(count)][static_cast<std::size_t>(diagonal + offset_)];
  }
  bool is_same(long x, long y) const {
    return before_[static_cast<std::size_t>(x)] == after_[static_cast<std::size_t>(y)];
  }

  /// Goes one edit further on a diagonal, then as far as lines are the same. True at the end of both.
  bool advance(long count, long diagonal) {
    const long old_count = static_cast<long>(before_.size());
    const long new_count = static_cast<long>(after_.size());
    const bool is_added = diagonal == -count || (diagonal != count && far(diagonal - 1) < far(diagonal + 1));
    long x = count == 0 ? 0 : is_added ? far(diagonal + 1) : far(diagonal - 1) + 1;
    long y = x - diagonal;
    while (x < old_count && y < new_count && is_same(x, y)) {
      ++x;
      ++y;
    }
    far(diagonal) = x;
    return x >= old_count && y >= new_count;
  }

  /// The edits, found from the end back.
  std::vector<LineEdit> script(long count, long diagonal) const {
    std::vector<LineEdit> edits;
    for (; count > 0; --count) {
      const bool is_added =
          diagonal == -count || (diagonal != count && traced(count, diagonal - 1) < traced(count, diagonal + 1));
      diagonal += is_added ? 1 : -1;
      const long x = traced(count, diagonal);
      const auto old_at = static_cast<std::size_t>(x);
      const auto new_at = static_cast<std::size_t>(x - diagonal);
      edits.push_back({old_at, old_at + (is_added ? 0 : 1), new_at, new_at + (is_added ? 1 : 0)});
    }
    std::ranges::reverse(edits);
    return edits;
  }

  const std::vector<std::size_t>& before_;
  const std::vector<std::size_t>& after_;
  long offset_ = 0;
  Front far_;
  std::vector<Front> trace_;
};

/// Equal lines by equal numbers.
class LineNumbers {
 public:
  std::vector<std::size_t> of(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
    std::vector<std::size_t> numbers;
    numbers.reserve(end - begin);
    for (std::size_t i = begin; i < end; ++i)
      numbers.push_back(known_.try_emplace(lines[i], known_.size()).first->second);
    return numbers;
  }

 private:
  std::unordered_map<std::string_view, std::size_t> known_;
};

/// Runs that touch become one.
std::vector<LineEdit> joined_edits(const std::vector<LineEdit>& edits, std::size_t offset) {
  std::vector<LineEdit> joined;
  for (const LineEdit& edit : edits) {
    const LineEdit moved{edit.old_begin + offset, edit.old_end + offset, edit.new_begin + offset,
                         edit.new_end + offset};
    const bool touches =
        !joined.empty() && joined.back().old_end == moved.old_begin && joined.back().new_end == moved.new_begin;
    if (touches) {
      joined.back().old_end = moved.old_end;
      joined.back().new_end = moved.new_end;
    } else {
      joined.push_back(moved);
    }
  }
  return joined;
}

}  // namespace

std::vector<LineEdit> line_diff(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after,
                                std::size_t most_edits) {
  const auto ahead = std::ranges::mismatch(before, after);
  const auto same_at_start = static_cast<std::size_t>(ahead.in1 - before.begin());
  std::size_t same_at_end = 0;
  while (same_at_end < std::min(before.size(), after.size()) - same_at_start &&
         before[before.size() - 1 - same_at_end] == after[after.size() - 1 - same_at_end]) {
    ++same_at_end;
  }
  const LineEdit middle{same_at_start, before.size() - same_at_end, same_at_start, after.size() - same_at_end};
  if (middle.old_begin == middle.old_end && middle.new_begin == middle.new_end) return {};
  LineNumbers numbers;
  const auto old_numbers = numbers.of(before, middle.old_begin, middle.old_end);
  const auto new_numbers = numbers.of(after, middle.new_begin, middle.new_end);
  const auto edits = LineMatcher{old_numbers, new_numbers}.edits(most_edits);
  if (!edits) return {middle};
  return joined_edits(*edits, same_at_start);
}

}  // namespace rampart

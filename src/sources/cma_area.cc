#include "sources/cma_area.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

constexpr std::uint64_t word_bits = 32;

/// What is needed to read the bitmap of one range; none of it may be unknown.
struct BitmapView {
  const std::vector<std::uint32_t>* words;
  std::uint64_t bits;
  unsigned order;

  /// Word `index` with the bits past the end cleared.
  std::uint32_t held(std::uint64_t index) const {
    const std::uint64_t left = bits - index * word_bits;
    const std::uint32_t word = (*words)[index];
    return left >= word_bits ? word : word & ((std::uint32_t{1} << left) - 1);
  }
  std::uint64_t word_count() const { return (bits + word_bits - 1) / word_bits; }
};

std::optional<BitmapView> bitmap_view(const CmaArea& area, std::size_t index) {
  const auto size = range_size(area, index);
  if (!size || !area.order_per_bit || *area.order_per_bit >= 64) return std::nullopt;
  const auto& bitmap = area.ranges[index].bitmap;
  if (!bitmap) return std::nullopt;
  const std::uint64_t bits = size->value >> *area.order_per_bit;
  if (bits > bitmap->size() * word_bits) return std::nullopt;
  return BitmapView{&*bitmap, bits, *area.order_per_bit};
}

std::optional<Pages> difference(const std::optional<Pages>& whole, const std::optional<Pages>& part) {
  if (!whole || !part || *part > *whole) return std::nullopt;
  return Pages{whole->value - part->value};
}

}  // namespace

std::string short_cma_name(std::string_view name) { return ("cma-" + std::string{name}).substr(0, 15); }

bool is_cma_area_of(std::string_view shown, std::string_view name) {
  return shown == name || shown == short_cma_name(name);
}

Result<std::vector<std::uint32_t>> parse_cma_bitmap(std::string_view text, std::string_view file, CmaWordOrder order) {
  std::vector<std::uint32_t> words;
  Scanner scan{trim_right(text)};
  scan.blanks();
  while (!scan.at_end()) {
    const std::size_t column = scan.column();
    const auto word = scan.number();
    if (!word || *word > UINT32_MAX)
      return malformed(file, 1, column, "no word of a bitmap (expected 0 to 4294967295)");
    if (words.size() == max_cma_words) {
      const SourcePos where{std::string{file}, 1, column};
      return std::unexpected(Error{Errc::TooLarge, where, "more words than are read"});
    }
    words.push_back(static_cast<std::uint32_t>(*word));
    if (!scan.blanks() && !scan.at_end())
      return malformed(file, 1, scan.column(), "no blank after a word (expected a blank)");
  }
  if (order == CmaWordOrder::InOrder) return words;
  if (words.size() % 2 != 0) {
    const SourcePos where{std::string{file}, 1, 0};
    return std::unexpected(
        Error{Errc::Unsupported, where, "the last word is missing (expected an even number of them)"});
  }
  for (std::size_t i = 0; i < words.size(); i += 2) std::swap(words[i], words[i + 1]);
  return words;
}

std::optional<Pages> range_size(const CmaArea& area, std::size_t index) {
  if (index >= area.ranges.size() || !area.count) return std::nullopt;
  if (area.ranges.size() == 1) return area.count;
  if (!area.order_per_bit || *area.order_per_bit >= 64) return std::nullopt;
  // A bitmap of n words stands for 32 n - 31 to 32 n bits. Only where all have their least or their most is it settled.
  std::uint64_t least = 0;
  std::uint64_t most = 0;
  for (const CmaRange& range : area.ranges) {
    if (!range.bitmap || range.bitmap->empty()) return std::nullopt;
    least += (range.bitmap->size() - 1) * word_bits + 1;
    most += range.bitmap->size() * word_bits;
  }
  const std::uint64_t bits = area.count->value >> *area.order_per_bit;
  const std::uint64_t words = area.ranges[index].bitmap->size();
  if (bits == most) return Pages{(words * word_bits) << *area.order_per_bit};
  if (bits == least) return Pages{((words - 1) * word_bits + 1) << *area.order_per_bit};
  return std::nullopt;
}

std::optional<std::vector<PageRun>> free_runs(const CmaArea& area, std::size_t index) {
  const auto view = bitmap_view(area, index);
  if (!view) return std::nullopt;
  std::vector<PageRun> runs;
  std::uint64_t run_begin = 0;  // the first bit after the last one that is held
  const auto close = [&](std::uint64_t end) {
    if (end > run_begin) runs.push_back({{run_begin << view->order}, {(end - run_begin) << view->order}});
  };
  for (std::uint64_t i = 0; i < view->word_count(); ++i) {
    for (std::uint32_t word = view->held(i); word != 0; word &= word - 1) {
      const std::uint64_t bit = i * word_bits + static_cast<std::uint64_t>(std::countr_zero(word));
      close(bit);
      run_begin = bit + 1;
    }
  }
  close(view->bits);
  return runs;
}

std::optional<Pages> held_in_bitmaps(const CmaArea& area) {
  if (area.ranges.empty()) return std::nullopt;
  std::uint64_t pages = 0;
  for (std::size_t index = 0; index < area.ranges.size(); ++index) {
    const auto view = bitmap_view(area, index);
    if (!view) return std::nullopt;
    std::uint64_t bits = 0;
    for (std::uint64_t i = 0; i < view->word_count(); ++i) {
      bits += static_cast<std::uint64_t>(std::popcount(view->held(i)));
    }
    pages += bits << view->order;
  }
  return Pages{pages};
}

std::optional<Pages> held_now(const CmaArea& area) {
  if (area.used) return area.used;
  if (const auto held = held_in_bitmaps(area)) return held;
  if (const auto held = difference(area.counters.total_pages, area.counters.available_pages)) return held;
  return difference(area.counters.alloc_pages_success, area.counters.release_pages_success);
}

std::optional<Pages> total(const CmaArea& area) { return area.count ? area.count : area.counters.total_pages; }

std::optional<Pages> longest_free_run(const CmaArea& area) {
  if (area.maxchunk) return area.maxchunk;
  if (area.ranges.empty()) return std::nullopt;
  Pages longest;
  for (std::size_t index = 0; index < area.ranges.size(); ++index) {
    const auto runs = free_runs(area, index);
    if (!runs) return std::nullopt;
    for (const PageRun& run : *runs) longest = std::max(longest, run.count);
  }
  return longest;
}

}  // namespace rampart

#include "sources/python_heap_rows.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <utility>

#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {
namespace {

constexpr std::size_t row_blocks = 64;
constexpr std::uint64_t five_digits_wrap = std::uint64_t{1} << 20;

/// MICROPY_BYTES_PER_GC_BLOCK: four words, of an object's size (py/mpconfig.h of 1.28.0).
constexpr std::uint64_t block_sizes[] = {16, 32, 8, 64};

/// By the place of a heap: an address of more than 32 bits is one of a host.
std::uint64_t likeliest_block(std::uint64_t start) { return start > UINT32_MAX ? 32 : 16; }

/// `00000400: ===h`: what stands in front of the colon, and what behind it.
struct SplitRow {
  std::string_view offset;
  std::string_view letters;
  std::size_t column{};  ///< Of the letters.
  std::size_t offset_column{};
};
std::optional<SplitRow> split_row(std::string_view text) {
  text = trim_right(text);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view head = text.substr(0, colon);
  const std::size_t from = head.find_last_not_of("0123456789abcdefABCDEF") + 1;
  if (from != 0 && head[from - 1] != ' ' && head[from - 1] != '\t') return std::nullopt;
  const std::size_t letters = text.find_first_not_of(" \t", colon + 1);
  const std::size_t at = letters == std::string_view::npos ? text.size() : letters;
  return SplitRow{head.substr(from), text.substr(at), at + 1, from + 1};
}

bool is_block_letter(char letter) {
  return letter == '.' || letter == '=' || letter == '?' || (letter >= 'a' && letter <= 'z') ||
         (letter >= 'A' && letter <= 'Z');
}

}  // namespace

Result<bool> PythonHeapRows::read_free_lines(std::string_view text, std::string_view file, std::size_t number) {
  constexpr std::string_view label = " lines all free)";
  const std::size_t open = text.rfind('(');
  if (open == std::string_view::npos) return false;
  Scanner scan{text};
  scan.literal(text.substr(0, open + 1));
  const auto count = scan.number();
  if (!count || scan.rest().empty()) return false;
  const std::string_view rest = trim_right(scan.rest());
  if (!rest.starts_with(label)) {
    if (!rest.starts_with(" line") || !label.starts_with(rest)) return false;
    return malformed(file, number, scan.column(), "cut line of a heap's map (expected (<n> lines all free))");
  }
  if (*count > MemInfoReader::max_blocks || most_blocks_ + *count * row_blocks > MemInfoReader::max_blocks) {
    return too_many(file, number, MemInfoReader::max_blocks, "blocks");
  }
  free_lines_ += *count;
  most_blocks_ += *count * row_blocks;
  return true;
}

Result<bool> PythonHeapRows::read_line(std::string_view text, std::string_view file, std::size_t number) {
  const auto row = split_row(text);
  if (!row) return read_free_lines(text, file, number);
  const std::size_t digits = row->offset.size();
  if (digits_ == 0 ? digits != 4 && digits != 5 && digits != 8 : digits != digits_) return false;
  const auto wrong = std::ranges::find_if_not(row->letters, is_block_letter);
  if (wrong != row->letters.end()) {
    // Before the first row nothing says that this is one, be it `dead: is it?`.
    if (digits_ == 0) return false;
    const auto at = static_cast<std::size_t>(wrong - row->letters.begin());
    return malformed(file, number, row->column + at, "no letter of a heap's map (expected letters, = and .)");
  }
  if (row->letters.size() > row_blocks) {
    return malformed(file, number, row->column + row_blocks, "a row of a heap's map is too long (expected 64 letters)");
  }
  most_blocks_ += row_blocks;
  if (most_blocks_ > MemInfoReader::max_blocks) return too_many(file, number, MemInfoReader::max_blocks, "blocks");
  std::uint64_t offset{};
  std::from_chars(row->offset.data(), row->offset.data() + digits, offset, 16);
  digits_ = digits;
  std::string letters{row->letters};
  std::ranges::replace(letters, 't', '=');  // a tail, before 1.8.1
  rows_.push_back({offset, std::exchange(free_lines_, 0), std::move(letters), number, row->offset_column});
  return true;
}

std::uint64_t PythonHeapRows::wrapped(std::uint64_t offset) const {
  return digits_ == 5 ? offset % five_digits_wrap : offset;
}

PythonHeapRows::Scale PythonHeapRows::measured(std::uint64_t block, std::uint64_t base) const {
  Scale scale{.block = block, .base = base};
  std::uint64_t from = base;
  std::uint64_t rows_before = 0;
  for (const Row& row : rows_) {
    const std::uint64_t rows = rows_before + row.free_lines;
    if (wrapped(from + rows * row_blocks * block) == row.offset) {
      ++scale.fitting;
      if (rows != 0) ++scale.shown;
    }
    from = row.offset;
    rows_before = 1;
  }
  return scale;
}

/// The scale that most rows agree with: where rows are missing from the paste the step is larger.
PythonHeapRows::Scale PythonHeapRows::scale() const {
  if (digits_ == 4) return measured(1, 0);
  Scale best = measured(likeliest_block(start_), 0);
  for (const std::uint64_t block : block_sizes) {
    for (const std::uint64_t base : {std::uint64_t{0}, start_ % five_digits_wrap}) {
      if (base != 0 && digits_ != 5) continue;
      const Scale tried = measured(block, base);
      if (std::pair{tried.shown, tried.fitting} > std::pair{best.shown, best.fitting}) best = tried;
    }
  }
  return best;
}

Result<void> PythonHeapRows::put(const Row& row, const Scale& scale, std::string_view file, std::string& blocks) const {
  blocks.append(row.free_lines * row_blocks, '.');
  const std::uint64_t due = wrapped(scale.base + blocks.size() * scale.block);
  const std::uint64_t gap = wrapped(row.offset - due);
  const bool goes_back = digits_ == 5 ? gap > five_digits_wrap / 2 : row.offset < due;
  if (goes_back || gap % scale.block != 0) {
    const char* const what = goes_back ? "a row of a heap's map goes back" : "a row begins within a block";
    return malformed(file, row.line, row.column, fmt::format("{} (expected {:0{}x} or more)", what, due, digits_));
  }
  if (gap / scale.block + row.letters.size() > MemInfoReader::max_blocks - blocks.size()) {
    return too_many(file, row.line, MemInfoReader::max_blocks, "blocks");
  }
  blocks.append(gap / scale.block, '?');
  blocks += row.letters;
  return {};
}

Result<PythonHeapArea> PythonHeapRows::finish(std::string_view file) && {
  const Scale counted = scale();
  PythonHeapArea area{.start = start_, .block = {counted.block}, .blocks = {}, .line = line_};
  area.block_is_assumed = counted.shown == 0 || digits_ == 4;
  if (digits_ == 4) area.block = {likeliest_block(start_)};
  for (const Row& row : rows_) {
    if (auto done = put(row, counted, file, area.blocks); !done) return std::unexpected(std::move(done.error()));
  }
  area.blocks.append(free_lines_ * row_blocks, '.');
  if (area.blocks.size() > MemInfoReader::max_blocks) {
    return too_many(file, line_, MemInfoReader::max_blocks, "blocks");
  }
  return area;
}

}  // namespace rampart

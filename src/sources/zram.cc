#include "sources/zram.h"

#include <array>
#include <cstddef>
#include <span>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

constexpr std::size_t max_algorithms = 64;  // kernels have a dozen, and four priorities

/// Takes the numbers of the first line, as many as `into` has room for; what follows is of a later kernel. Returns how
/// many there were, Malformed if that is less than `least` or a word is no number.
Result<std::size_t> read_numbers(std::string_view text, std::string_view file, std::size_t least,
                                 std::span<std::uint64_t> into) {
  Scanner scan{text.substr(0, text.find_first_of("\r\n"))};
  std::size_t count = 0;
  for (scan.blanks(); count < into.size() && !scan.at_end(); scan.blanks()) {
    const auto number = scan.number();
    const std::size_t number_end = scan.column();
    if (!number || !(scan.at_end() || scan.blanks())) {
      return malformed(file, 1, number_end, "not a number (expected at least " + std::to_string(least) + " numbers)");
    }
    into[count++] = *number;
  }
  if (count < least) {
    return malformed(file, 1, scan.column(),
                     std::to_string(count) + " numbers (expected at least " + std::to_string(least) + ")");
  }
  return count;
}

/// Reads the names from where `scan` stands to the end of its line.
Result<ZramAlgorithms> scan_algorithms(Scanner& scan, std::string_view file, std::size_t line_number) {
  ZramAlgorithms algorithms;
  for (scan.blanks(); !scan.at_end(); scan.blanks()) {
    const std::size_t column = scan.column();
    std::string_view name = scan.word();
    if (name.starts_with('[') && name.ends_with(']')) {
      name = name.substr(1, name.size() - 2);
      if (!algorithms.chosen.empty()) {
        return malformed(file, line_number, column, "a second chosen algorithm (expected one name in brackets)");
      }
      algorithms.chosen = name;
    }
    if (algorithms.available.size() == max_algorithms) return too_many(file, line_number, max_algorithms, "algorithms");
    if (name.empty()) return malformed(file, line_number, column, "an empty name (expected the name of an algorithm)");
    algorithms.available.emplace_back(name);
  }
  if (algorithms.available.empty()) {
    return malformed(file, line_number, scan.column(), "no algorithm (expected names, the chosen one in brackets)");
  }
  return algorithms;
}

}  // namespace

Result<void> read_zram_mm_stat(std::string_view text, std::string_view file, ZramMmStat& into) {
  into = {};
  std::array<std::uint64_t, 9> numbers{};
  const auto count = read_numbers(text, file, 7, numbers);
  if (!count) return std::unexpected(count.error());
  into.orig_data_size = {numbers[0]};
  into.compr_data_size = {numbers[1]};
  into.mem_used_total = {numbers[2]};
  into.mem_limit = Bytes{numbers[3]};
  into.mem_used_max = Bytes{numbers[4]};
  into.same_pages = Pages{numbers[5]};
  into.pages_compacted = Pages{numbers[6]};
  if (*count > 7) into.huge_pages = Pages{numbers[7]};
  if (*count > 8) into.huge_pages_since = Pages{numbers[8]};
  return {};
}

Result<ZramMmStat> parse_zram_mm_stat(std::string_view text, std::string_view file) {
  ZramMmStat stat;
  if (auto done = read_zram_mm_stat(text, file, stat); !done) return std::unexpected(std::move(done.error()));
  return stat;
}

Result<ZramIoStat> parse_zram_io_stat(std::string_view text, std::string_view file) {
  std::array<std::uint64_t, 4> numbers{};
  const auto count = read_numbers(text, file, numbers.size(), numbers);
  if (!count) return std::unexpected(count.error());
  return ZramIoStat{
      .failed_reads = numbers[0], .failed_writes = numbers[1], .invalid_io = numbers[2], .notify_free = numbers[3]};
}

Result<ZramBdStat> parse_zram_bd_stat(std::string_view text, std::string_view file) {
  constexpr Bytes unit = kib(4);
  std::array<std::uint64_t, 3> numbers{};
  const auto count = read_numbers(text, file, numbers.size(), numbers);
  if (!count) return std::unexpected(count.error());
  const auto stored = size_of(Pages{numbers[0]}, unit);
  const auto read = size_of(Pages{numbers[1]}, unit);
  const auto written = size_of(Pages{numbers[2]}, unit);
  if (!stored || !read || !written) {
    SourcePos where{std::string{file}, 1, 1};
    return std::unexpected(
        Error{Errc::OutOfRange, std::move(where), "too many units of 4 KiB (expected bytes below 2^64)"});
  }
  return ZramBdStat{.stored = *stored, .read = *read, .written = *written};
}

Result<ZramAlgorithms> parse_zram_comp_algorithm(std::string_view text, std::string_view file) {
  Scanner scan{text.substr(0, text.find_first_of("\r\n"))};
  return scan_algorithms(scan, file, 1);
}

Result<std::vector<ZramAlgorithms>> parse_zram_recomp_algorithm(std::string_view text, std::string_view file) {
  std::vector<ZramAlgorithms> all;
  for (const Line line : Lines{text}) {
    if (line.text.empty()) continue;
    if (all.size() == max_algorithms) return too_many(file, line.number, max_algorithms, "priorities");
    Scanner scan{line.text};
    const auto priority = scan.literal("#") ? scan.number() : std::nullopt;
    if (!priority || *priority > UINT32_MAX || !scan.literal(":")) {
      return malformed(file, line.number, scan.column(), "no priority (expected #<number>: <names>)");
    }
    auto algorithms = scan_algorithms(scan, file, line.number);
    if (!algorithms) return std::unexpected(std::move(algorithms.error()));
    algorithms->priority = static_cast<std::uint32_t>(*priority);
    all.push_back(std::move(*algorithms));
  }
  return all;
}

}  // namespace rampart

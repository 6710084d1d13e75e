#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rampart/sources/contiguous_config.h>

#include "base/kernel_number.h"
#include "base/malformed.h"
#include "base/printable.h"

namespace rampart {

/// More regions or rules than these are no device.
constexpr std::size_t max_contiguous_entries = 255;

/// A text in the grammar of regions and maps, read from left to right. It knows where it stands in the file that it is
/// a part of, for errors.
class ContiguousText {
 public:
  ContiguousText(std::string_view text, std::string_view file, std::size_t line = 1, std::size_t column = 1)
      : rest_{text}, file_{file}, line_{line}, column_{column} {}

  bool at_end() const { return rest_.empty(); }
  char next() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool take(char expected) {
    if (next() != expected || rest_.empty()) return false;
    skip(1);
    return true;
  }

  /// What stands up to `end`, without it, or all. It is read in its own place.
  ContiguousText part(char end) {
    ContiguousText taken = *this;
    taken.rest_ = rest_.substr(0, rest_.find(end));
    skip(taken.rest_.size());
    return taken;
  }

  /// Everything up to the next character that the grammar uses, or white space.
  Result<std::string_view> name(std::string_view missing) {
    const std::string_view found = rest_.substr(0, rest_.find_first_of("=,;/() \t\r\n"));
    if (found.empty()) return wrong(std::string{missing} + " (expected a name without = , ; / ( ) and blanks)");
    if (printable(found) != found) return wrong("a name cannot be shown as it is (expected UTF-8 of one line)");
    skip(found.size());
    return found;
  }

  /// A number of the kernel's command line.
  Result<std::uint64_t> number(std::string_view missing) {
    const KernelNumber found = kernel_number(rest_);
    if (found.length == 0) return wrong(std::string{missing} + " (expected a number such as 64M, 65536K or 0x4000000)");
    if (found.overflowed) return out_of_range("number past 2^64 - 1 (expected less)");
    skip(found.length);
    return found.value;
  }

  /// Everything.
  std::string_view rest() const { return rest_; }
  void skip(std::size_t count) {
    rest_.remove_prefix(count);
    column_ += count;
  }

  SourcePos where() const { return {std::string{file_}, line_, column_}; }
  std::unexpected<Error> wrong(std::string what) const { return wrong_at(0, std::move(what)); }
  std::unexpected<Error> wrong_at(std::size_t offset, std::string what) const {
    return malformed(file_, line_, column_ + offset, std::move(what));
  }
  std::unexpected<Error> out_of_range(std::string what) const {
    return std::unexpected(Error{Errc::OutOfRange, where(), std::move(what)});
  }
  std::unexpected<Error> too_large(std::string_view things) const {
    return std::unexpected(
        Error{Errc::TooLarge, where(), "too many " + std::string{things} + " (expected at most 255)"});
  }

 private:
  std::string_view rest_;
  std::string_view file_;
  std::size_t line_;
  std::size_t column_;
};

/// As parse_contiguous_map, for a text that stands somewhere in a file.
Result<std::vector<ContiguousRule>> parse_map_at(ContiguousText text);

/// A region, and where each part of it that may be wrong by itself was read.
struct PlacedContiguousRegion {
  ContiguousRegion region;
  SourcePos name_at;
  SourcePos size_at;
  SourcePos start_at;
  SourcePos alignment_at;
};

/// What no grammar sees: a size of zero, a start past 2^64, an alignment that is no power of two, a name that another
/// region has, and regions that overlap. `before` are the regions in front of it.
Result<void> check_contiguous_region(const std::vector<PlacedContiguousRegion>& before,
                                     const PlacedContiguousRegion& placed);

/// Sets the heaps that `NAME=HEAP;...` gives to regions.
Result<void> read_contiguous_heaps(ContiguousText text, std::vector<ContiguousRegion>& regions);

}  // namespace rampart

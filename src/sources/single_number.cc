#include "sources/single_number.h"

#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"

namespace rampart {

Result<std::uint64_t> parse_single_number(std::string_view text, std::string_view file) {
  Scanner scan{trim_right(text)};
  scan.blanks();
  const std::size_t column = scan.column();
  const auto number = scan.number();
  if (!number) return malformed(file, 1, column, "no number (expected one decimal number)");
  if (!scan.at_end()) return malformed(file, 1, scan.column(), "more than a number (expected one decimal number)");
  return *number;
}

}  // namespace rampart

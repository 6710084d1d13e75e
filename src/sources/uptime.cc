#include "sources/uptime.h"

#include <cstdint>

#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {

Result<std::chrono::milliseconds> parse_uptime(std::string_view text, std::string_view file) {
  constexpr std::uint64_t thousand_years = std::uint64_t{1000} * 366 * 24 * 3600;
  Scanner scan{text};
  const auto seconds = scan.number();
  const bool has_point = seconds && scan.literal(".");
  const std::size_t decimals_at = scan.column();
  const auto hundredths = has_point ? scan.number() : std::nullopt;
  const bool is_uptime = hundredths && scan.column() - decimals_at == 2 && *seconds <= thousand_years;
  if (!is_uptime) return malformed(file, 1, scan.column(), "no uptime (expected <seconds>.<two decimals>)");
  return std::chrono::milliseconds{static_cast<std::int64_t>(*seconds * 1000 + *hundredths * 10)};
}

}  // namespace rampart

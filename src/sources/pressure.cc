#include "sources/pressure.h"

#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

/// Takes ` avg10=1.25`: the name, a whole number of percent and two decimals.
std::optional<BasisPoints> scan_average(Scanner& scan, std::string_view name) {
  constexpr std::uint64_t most = UINT32_MAX / 100 - 1;
  scan.blanks();
  if (!scan.literal(name)) return std::nullopt;
  const auto whole = scan.number();
  if (!whole || *whole > most || !scan.literal(".")) return std::nullopt;
  const std::size_t decimals_at = scan.column();
  const auto decimals = scan.number();
  if (!decimals || scan.column() - decimals_at != 2) return std::nullopt;
  return BasisPoints{static_cast<std::uint32_t>(*whole * 100 + *decimals)};
}

std::optional<Stall> scan_stall(Scanner& scan) {
  const auto avg10 = scan_average(scan, "avg10=");
  const auto avg60 = avg10 ? scan_average(scan, "avg60=") : std::nullopt;
  const auto avg300 = avg60 ? scan_average(scan, "avg300=") : std::nullopt;
  if (!avg300) return std::nullopt;
  scan.blanks();
  if (!scan.literal("total=")) return std::nullopt;
  const auto total = scan.number();
  const bool ends = scan.blanks() || scan.at_end();
  return total && ends ? std::optional{Stall{*avg10, *avg60, *avg300, *total}} : std::nullopt;
}

}  // namespace

Result<void> read_pressure(std::string_view text, std::string_view file, Pressure& into) {
  into = {};
  for (const Line line : Lines{text}) {
    Scanner scan{line.text};
    const std::string_view name = scan.word();
    if (name != "some" && name != "full") continue;
    const auto stall = scan_stall(scan);
    if (!stall) {
      return malformed(file, line.number, scan.column(),
                       "no stall times (expected avg10=<percent> avg60=<percent> avg300=<percent> total=<number>)");
    }
    (name == "some" ? into.some : into.full) = stall;
  }
  return {};
}

Result<Pressure> parse_pressure(std::string_view text, std::string_view file) {
  Pressure pressure;
  if (auto done = read_pressure(text, file, pressure); !done) return std::unexpected(std::move(done.error()));
  return pressure;
}

}  // namespace rampart

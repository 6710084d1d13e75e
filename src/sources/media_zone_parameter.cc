#include <string>
#include <utility>

#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/media_zone.h"

namespace rampart {
namespace {

constexpr std::string_view expected = " (expected <name>,<gfp>,<first>,<size>)";

std::optional<std::uint64_t> any_number(Scanner& scan) {
  const auto hex = scan.hex();
  return hex ? hex : scan.number();
}

/// Takes `1280M`, `0x100000` or `4096`; nothing if the product passes 64 bits.
std::optional<Bytes> size_with_suffix(Scanner& scan) {
  struct Suffix {
    std::string_view upper;
    std::string_view lower;
    int shift;
  };
  constexpr Suffix suffixes[] = {{"K", "k", 10}, {"M", "m", 20}, {"G", "g", 30}};
  const auto count = any_number(scan);
  if (!count) return std::nullopt;
  for (const Suffix& suffix : suffixes) {
    if (!scan.literal(suffix.upper) && !scan.literal(suffix.lower)) continue;
    return *count > UINT64_MAX >> suffix.shift ? std::nullopt : std::optional{Bytes{*count << suffix.shift}};
  }
  return Bytes{*count};
}

/// Takes one zone; what is missing goes into `missing`.
std::optional<MediaZoneParameter> zone(Scanner& scan, std::string_view& missing) {
  missing = "no name";
  const auto name = scan.until(",");
  if (!name || name->empty() || name->find(':') != std::string_view::npos) return std::nullopt;
  scan.literal(",");
  missing = "no gfp number";
  const auto gfp = any_number(scan);
  if (!gfp || !scan.literal(",")) return std::nullopt;
  missing = "no first address";
  const auto first = any_number(scan);
  if (!first || !scan.literal(",")) return std::nullopt;
  missing = "no size";
  const auto size = size_with_suffix(scan);
  if (!size) return std::nullopt;
  return MediaZoneParameter{std::string{*name}, *gfp, {*first}, *size};
}

}  // namespace

Result<std::vector<MediaZoneParameter>> parse_media_zone_parameter(std::string_view text, std::string_view file) {
  std::vector<MediaZoneParameter> zones;
  Scanner scan{trim_right(text)};
  scan.blanks();
  if (!scan.literal("cmmpool=")) scan.literal("mmz=");
  do {
    std::string_view missing;
    auto next = zone(scan, missing);
    if (!next) return malformed(file, 1, scan.column(), std::string{missing} + std::string{expected});
    zones.push_back(*std::move(next));
  } while (scan.literal(":"));
  if (!scan.at_end()) return malformed(file, 1, scan.column(), "more than a size (expected : and the next zone)");
  return zones;
}

}  // namespace rampart

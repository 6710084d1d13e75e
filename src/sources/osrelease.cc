#include "sources/osrelease.h"

#include "base/malformed.h"
#include "base/scanner.h"

namespace rampart {
namespace {

std::optional<std::uint32_t> scan_part(Scanner& scan) {
  const auto number = scan.number();
  return number && *number <= UINT32_MAX ? std::optional{static_cast<std::uint32_t>(*number)} : std::nullopt;
}

/// Reads `text` up to the first blank or line end; `before` is how many characters of the line stand before it.
Result<OsRelease> parse_release(std::string_view text, std::string_view file, std::size_t before) {
  text = text.substr(0, text.find_first_of(" \t\r\n"));
  Scanner scan{text};
  const auto major = scan_part(scan);
  const auto minor = major && scan.literal(".") ? scan_part(scan) : std::nullopt;
  if (!minor) {
    return malformed(file, 1, before + scan.column(), "no kernel release (expected <number>.<number>)");
  }
  const auto patch = scan.literal(".") ? scan_part(scan) : std::nullopt;
  return OsRelease{*major, *minor, patch, std::string{text}};
}

}  // namespace

Result<OsRelease> parse_osrelease(std::string_view text, std::string_view file) { return parse_release(text, file, 0); }

Result<OsRelease> parse_proc_version(std::string_view text, std::string_view file) {
  constexpr std::string_view opening = "Linux version ";
  if (!text.starts_with(opening)) return malformed(file, 1, 1, "no kernel version (expected Linux version <release>)");
  return parse_release(text.substr(opening.size()), file, opening.size());
}

}  // namespace rampart

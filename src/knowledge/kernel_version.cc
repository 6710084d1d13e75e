#include "knowledge/kernel_version.h"

#include <fmt/format.h>
#include <limits>
#include <tuple>

namespace rampart {
namespace {

/// A number at the start of `text`, which loses it.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t value = 0;
  std::size_t digits = 0;
  while (digits < text.size() && digits < 6 && text[digits] >= '0' && text[digits] <= '9') {
    value = value * 10 + static_cast<std::uint32_t>(text[digits] - '0');
    ++digits;
  }
  text.remove_prefix(digits);
  return digits == 0 ? std::nullopt : std::optional{value};
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::tuple<std::uint32_t, std::uint32_t, std::uint32_t> key(const KernelVersion& version) {
  return {version.major, version.minor, version.patch.value_or(std::numeric_limits<std::uint32_t>::max())};
}

}  // namespace

std::string to_string(const KernelVersion& version) {
  std::string text = fmt::format("{}.{}", version.major, version.minor);
  if (version.patch) text += fmt::format(".{}", *version.patch);
  return text;
}

std::strong_ordering compare(const KernelVersion& a, const KernelVersion& b) { return key(a) <=> key(b); }

Result<KernelVersion> parse_kernel_version(std::string_view text, std::string_view option) {
  const auto error = [&](Errc code, std::string_view what) {
    return std::unexpected(Error{code, {fmt::format("{} {}", option, text), 0, 0}, std::string{what}});
  };
  if (text == "latest") return newest_known_kernel;
  std::string_view rest = text;
  take(rest, 'v');
  const auto major = take_number(rest);
  const bool dot = take(rest, '.');
  const auto minor = take_number(rest);
  if (!major || !dot || !minor) return error(Errc::Malformed, "no version (expected one such as 6.12 or 6.12.117)");
  KernelVersion version{*major, *minor};
  if (take(rest, '.')) {
    version.patch = take_number(rest);
    if (!version.patch) return error(Errc::Malformed, "no patch level (expected a version such as 6.12 or 6.12.117)");
  }
  if (!rest.empty() && rest.front() != '-' && rest.front() != '+' && rest.front() != '~') {
    return error(Errc::Malformed, "no version (expected one such as 6.12 or 6.12.117)");
  }
  const KernelVersion series{version.major, version.minor};
  if (compare(series, oldest_known_kernel) < 0 || compare(series, newest_known_kernel) > 0) {
    return error(Errc::OutOfRange, fmt::format("not known ({} to {}); give the nearest, or {} latest",
                                               to_string(oldest_known_kernel), to_string(newest_known_kernel), option));
  }
  return version;
}

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// A size for a person: `24 MiB`, `2.9 GiB`, `12 KiB`, `256 B`. In the largest binary unit of which there is at least
/// one, without a fraction where it is whole, else with one decimal, rounded to the nearest.
std::string size_text(Bytes size);
/// The same, or a dash where nothing is known.
std::string size_or_dash(const std::optional<Bytes>& size);

/// A size as a person writes it in an option: `64M`, `1.5G`, `0x4000000`, `65536K`, `4096`. Suffixes K, M, G, T in
/// either case, alone or followed by `B` or `iB`, all binary; a fraction only before a suffix.
/// Malformed if it is anything else, OutOfRange past 2^64 - 1; `option` names it in the error.
Result<Bytes> parse_size(std::string_view text, std::string_view option);

}  // namespace rampart

#pragma once

#include <string>
#include <string_view>

#include "analyses/map_view.h"
#include "model/range_text.h"

namespace rampart {

/// The kind as a person writes it: `RAM`, `CMA`, `no-map`.
std::string_view kind_label(Kind kind);

/// `41 MiB used (64%), 23 MiB free, longest run 6 MiB`, as far as it is known.
std::string usage_text(const Usage& usage, Bytes size);
/// The used share in thousandths of `size`; nothing if use is not known.
std::optional<unsigned> used_share(const Usage& usage, Bytes size);

/// `for remoteproc-adsp`, `for camera and 2 more`; empty without users. Users are node paths.
std::string users_text(const std::vector<std::string>& users);

/// Where a region may be placed at boot: `anywhere`, `anywhere < 4 GiB`, `in 0x80000000..0x9fffffff`.
/// `lowest` is the lowest address of the map: a range that begins there is no limit from below.
std::string place_text(const DynamicRegion& region, std::optional<PhysAddr> lowest);

/// Why a region of this kind has no address: `placed at boot`, `address not told`.
std::string_view without_address(Kind kind);
/// The same, and what is known of users and use: `placed at boot, for gpu@1000`.
std::string dynamic_use_text(const DynamicRegion& region);

/// `4 GiB RAM = 100 MiB no-map + 12 MiB CMA + 3.9 GiB free to Linux`, or `left to the firmware`.
std::string sums_line(const MapSums& sums);

/// `error[overlap]: what is the matter`.
std::string finding_line(const Finding& finding);

}  // namespace rampart

#pragma once

#include <string>
#include <vector>

#include "analyses/map_view.h"

namespace rampart {

/// One thing that is known of a region or span: `size`, `41943040 bytes (40 MiB)`.
struct Detail {
  std::string name;
  std::string value;
  friend bool operator==(const Detail&, const Detail&) = default;
};

/// All that is known of a region, the most important first; what is not known is left out.
std::vector<Detail> region_details(const Region& region);

/// All that is known of a row of the map: where it is a piece of a region, the piece first.
std::vector<Detail> row_details(const MapRow& row, const MemoryMap& map);

/// `41943040 bytes (40 MiB)`.
std::string exact_size_text(Bytes size);

/// `no-map, reusable, default`; empty without any.
std::string attributes_text(const Attributes& attributes);

/// `of 16 B, 12 free runs`, and that a part is missing if it is.
std::string blocks_text(const Occupancy& occupancy);

/// The details as lines `name: value`, escaped for XML: what a picture shows on hover.
std::string details_markup(const std::vector<Detail>& details);

}  // namespace rampart

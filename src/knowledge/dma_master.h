#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rampart {

/// A family of devices whose driver or hardware reaches less than all of memory.
struct DmaMaster {
  std::string_view vendor;      ///< How the first `compatible` begins.
  std::string_view part;        ///< What it holds besides; may be empty.
  std::uint64_t last_address;   ///< The highest address that the device reaches.
  std::string_view known_from;  ///< Where that is written.
};

/// All that are known.
std::span<const DmaMaster> dma_masters();

/// The family of a `compatible`; null for one that is not known.
const DmaMaster* dma_master_of(std::string_view compatible);

/// The highest address that all devices of a system on chip reach, by the board's `compatible`; nothing if it is not
/// known for less than others.
std::optional<std::uint64_t> dma_reach_of_soc(std::span<const std::string> compatible);

/// What a driver reaches that states nothing: Linux gives every device of the tree a mask of 32 bits, until its driver
/// asks for more.
constexpr std::uint64_t default_dma_last = UINT32_MAX;

}  // namespace rampart

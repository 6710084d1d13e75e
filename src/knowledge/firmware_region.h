#pragma once

#include <span>
#include <string>
#include <string_view>

namespace rampart {

/// How firmware holds a region of /reserved-memory.
enum class FirmwareHold {
  None,      ///< It does not: the region is Linux's own.
  Image,     ///< Linux's drivers load a firmware there. It goes where the region goes if it can be relocated.
  Resident,  ///< It is there before Linux runs, or hardware guards the place: the tree only tells of it.
};

/// `none`, `image`, `resident`.
std::string_view to_string(FirmwareHold hold);

/// What is known of a region of firmware.
struct FirmwareRegion {
  FirmwareHold hold = FirmwareHold::None;
  std::string_view owner{};  ///< Whose it is, a few words: `TrustZone`, `the audio DSP's firmware`.
};

/// What a region of /reserved-memory is, by its node's name (a unit address does not count), its label and its
/// compatibles. Names such as `video` mean firmware on Qualcomm's chips alone, so the root's compatibles count too.
/// Trees are not obliged to use these names: None is no proof.
FirmwareRegion firmware_region(std::string_view node, std::string_view label, std::span<const std::string> compatible,
                               std::span<const std::string> root_compatible);

}  // namespace rampart

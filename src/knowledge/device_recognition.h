#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

#include "knowledge/device.h"

namespace rampart {

/// What a system tells of which device it is. What it does not tell stays empty.
struct DeviceEvidence {
  std::string model{};                    ///< Of the device tree's root, without the final NUL.
  std::vector<std::string> compatible{};  ///< Of the device tree's root, most specific first.
  std::string board_id{};                 ///< `id` of /boot/board.
  std::optional<Bytes> installed{};       ///< Installed RAM, if something tells it.
  std::optional<Bytes> ram_at_least{};    ///< Else the RAM that was seen, such as MemTotal + CMM: there is no less.
};

/// Which device it is.
struct Recognition {
  const Device* device = nullptr;         ///< Null if none fits, or several fit equally well.
  std::string why;                        ///< `model "Raspberry Pi 4 Model B Rev 1.4"`, or why none could be told.
  std::vector<const Device*> candidates;  ///< Those that fit equally well, by id; more than one means undecided.
};

/// The device whose rule is the most specific that fits: a board id before a model before a compatible; a whole model
/// before a prefix, and a longer prefix before a shorter; a compatible that stands earlier in the tree's list before a
/// later one; then a RAM range that is met before no range. Points into `devices`.
Recognition recognise(const DeviceEvidence& evidence, const std::vector<Device>& devices);

/// `id` of the text of /boot/board, lines of `key=value` (MaixCAM and its successors); empty without one.
std::string board_id_of(std::string_view board_text);

/// The RAM that the device must have if `seen` of it was seen: the smallest size that it is sold with and that holds
/// it. Nothing if no size is known, or all are smaller.
std::optional<Bytes> installed_ram(const Device& device, Bytes seen);

}  // namespace rampart

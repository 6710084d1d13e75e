#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <rampart/model/phys_range.h>

#include "analyses/explain/story.h"

namespace rampart {

/// The kernel, the ramdisk or the device tree where a boot loader has it.
struct BootImage {
  enum class Place {
    Meant,   ///< Where a variable would have it loaded.
    Loaded,  ///< Where it was loaded.
    Final,   ///< Where it was moved, for the kernel to run or find it.
  };
  std::string_view part;  ///< `kernel`, `ramdisk`, `fdt`
  Place place{};
  PhysRange range;  ///< Of one byte where the size is not known.
  bool size_is_known = false;
  std::vector<const Clue*> clues;
};

/// Every image that a story tells of. A variable counts only for a part of which nothing else tells where it is loaded.
std::vector<BootImage> boot_images(const Story& story);

/// The last of a part at a place, or null.
const BootImage* find_image(const std::vector<BootImage>& images, std::string_view part, BootImage::Place place);

/// Whether an address for `fdt_high` or `initrd_high` keeps the boot loader from moving anything: all ones.
bool keeps_in_place(const Clue* variable);

/// The address to which the file was to be loaded that `clue` tells of; nothing if nobody tells.
std::optional<std::uint64_t> load_address_before(const Story& story, const Clue& clue);

/// `the kernel`, `the ramdisk`, `the device tree`, in the story's language.
std::string_view part_word(const Story& story, std::string_view part);

/// The variable that says where a part is loaded; of the usual scripts if the log names none.
std::string_view load_variable(const Story& story, std::string_view part);

}  // namespace rampart

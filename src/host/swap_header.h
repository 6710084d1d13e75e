#pragma once

#include <array>
#include <cstddef>
#include <string>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// The first page of a swap area of version 1, as the kernel's union swap_header has it: 1024 bytes for a boot loader,
/// version, last page, number of bad pages (none) and UUID in the machine's own byte order, and the signature
/// SWAPSPACE2 in the page's last ten bytes. `page_size` is at least 2048 and `pages` at most 2^32.
std::string swap_header(Bytes page_size, Pages pages, const std::array<unsigned char, 16>& uuid);

/// Writes one, with a random UUID, over the first page of a block device, all of which becomes swap. The device is
/// opened exclusively: Io with `device or resource busy` if it is mounted or in use.
Result<void> write_swap_header(const std::string& path, Bytes page_size);

/// Whether a block device can be had exclusively now: nobody has mounted it or swaps on it.
Result<void> check_unused(const std::string& path);

}  // namespace rampart

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// A run of virtual addresses of a process, [first, end).
struct VirtualRange {
  std::uint64_t first{};
  std::uint64_t end{};
  friend bool operator==(const VirtualRange&, const VirtualRange&) = default;
};

/// The most mappings that are read; the kernel's own limit is half as high where nobody raised it.
constexpr std::size_t max_process_maps = std::size_t{1} << 17;

/// Reads /proc/PID/maps for private mappings of no file: heap, stacks, anonymous memory, named or not; what may be
/// swapped. Mappings of files may hold anonymous pages too, where they were written to; they are left out. So is what
/// the kernel itself maps (`[vdso]`, `[vvar]`). Malformed, with line and column, if a line is not
/// `<first>-<end> <perms> <offset> <device> <inode> <name>`; TooLarge for too many.
Result<std::vector<VirtualRange>> parse_anonymous_maps(std::string_view text, std::string_view file);

}  // namespace rampart

#pragma once

#include <string>

#include <rampart/base/result.h>

namespace rampart {

/// Begins to swap to a device or file that has a swap header. A priority from 0 to 32767; below 0 the kernel chooses
/// one. Errors tell what the kernel's answer means: no header, a header of another page size, already in use, not
/// root, no swap in this kernel.
Result<void> swap_on(const std::string& path, int priority);

/// Ends it: every page that lies there comes back to memory or goes to another area. Takes as long as that takes; a
/// signal that is handled begins it anew. Io with `cannot allocate memory` if memory has no room: the area stays in
/// use.
Result<void> swap_off(const std::string& path);

}  // namespace rampart

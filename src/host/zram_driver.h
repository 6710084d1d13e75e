#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// Writes a value into a file of /sys by one write, as its driver wants it. `expected` is what the error tells of the
/// values that are possible; it may be empty.
Result<void> write_knob(const std::string& path, std::string_view value, std::string_view expected = {});

/// Has the driver make one more zram device, and returns its number. Since Linux 4.2; NoPermission if not root.
Result<std::uint64_t> add_zram();

/// Removes the device of this number, which must be reset. Waits up to two seconds for others to close it.
Result<void> remove_zram(std::uint64_t number);

/// Resets `zramN`: its memory and its size go. Waits as above; Io with `device or resource busy` if it stays in use.
Result<void> reset_zram(const std::string& name);

/// Waits up to two seconds for the file of a device, which a device manager may still have to make.
Result<void> await_device(const std::string& path);

}  // namespace rampart

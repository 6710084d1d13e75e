#pragma once

#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// Under which path a FileTree holds the kernel's log.
constexpr std::string_view kernel_log_path = "/dev/kmsg";

/// Replaces `into` with the running kernel's log ring, as `dmesg --raw` prints it: `<6>[    0.000000] text`.
/// NoPermission where `kernel.dmesg_restrict` is set and we lack CAP_SYSLOG.
Result<void> read_kernel_log(std::string& into);

}  // namespace rampart

#pragma once

#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// A kernel that tools/kernels/build.sh built: its image, and the configuration it was built from.
struct CachedKernel {
  std::string image;
  std::string config;
};

/// The kernel of a stable series, `6.12`, for an architecture, `arm64`; `variant` may be empty. NotFound, with the
/// command that builds it, if it is not there.
Result<CachedKernel> cached_kernel(std::string_view series, std::string_view architecture, std::string_view variant);

/// The static rampart that `verify` boots, for an architecture: `given` if it is not empty, else beside this program
/// (`rampart-arm64`) or where the presets build it. NotFound, with what was looked for, if there is none.
Result<std::string> guest_program(const std::string& given, std::string_view architecture);

}  // namespace rampart

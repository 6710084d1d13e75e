#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/units.h>

namespace rampart {

/// What stands behind a refusal: `the pool is 64 MiB, 41 MiB used, longest free run 6 MiB`. What is not known is left
/// out; without its size a pool is told by its name.
std::string pool_text(std::string_view name, std::optional<Bytes> size, std::optional<Bytes> used,
                      std::optional<Bytes> longest_free);

}  // namespace rampart

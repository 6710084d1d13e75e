#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rampart {

/// What a property's value becomes, of the same length, if it tells which unit this is or holds a secret: serial
/// numbers, hardware addresses, random seeds, and what is hidden of a command line. Nothing if it may stay.
std::optional<std::string> redact_property(std::string_view name, std::string_view value);

/// Does so for every property of a flattened device tree, in place. False, and nothing changed, if it is none.
bool redact_blob(std::string& blob);

}  // namespace rampart

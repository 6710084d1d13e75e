#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "sources/boot_log.h"

namespace rampart {

/// Finds the next message of a known form in `text`, looking from `from` on, and fills `event` with it. Returns where
/// what follows it begins, or nothing. Whatever stands before the message is not looked at: a prefix, a host's name, or
/// a torn line's other half.
std::optional<std::size_t> find_log_form(std::string_view text, std::size_t from, LogEvent& event);

}  // namespace rampart

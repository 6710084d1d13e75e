#pragma once

#include <optional>
#include <string>

#include <rampart/base/result.h>

namespace rampart {

/// Gives a file of /etc its content, whole or not at all, and makes the directory that it is in if that is missing; or,
/// without content, removes it. The errors of write_file_atomically; removing a file that is not there is no error.
Result<void> put_configuration(const std::string& path, const std::optional<std::string>& content, bool executable);

}  // namespace rampart

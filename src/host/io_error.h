#pragma once

#include <string>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// What went wrong at `path`, from an errno: NotFound, NoPermission, TooLarge, Unsupported, or Io with `doing` and
/// the system's reason: `cannot read: input/output error`.
Error io_error(int number, std::string_view path, std::string_view doing = "cannot read");

/// The name of an errno, `ENOMEM`; its number where the C library has no name for it.
std::string errno_name(int number);

/// The system's words for an errno, without its capital letter: `no space left on device`.
std::string reason_of(int number);

}  // namespace rampart

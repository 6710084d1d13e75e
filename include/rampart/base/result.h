#pragma once

#include <expected>
#include <string>

#include <rampart/base/source_pos.h>

namespace rampart {

/// What kind of trouble with the outside world; a caller may branch on it, a person reads `Error::what`.
enum class Errc {
  NotFound,      ///< No such file, node or name.
  NoPermission,  ///< It is there and may not be read.
  Malformed,     ///< Its content breaks the format's rules.
  OutOfRange,    ///< A number or range lies outside what the format or the machine allows.
  TooLarge,      ///< Larger than a documented limit, or than what is free.
  Unsupported,   ///< Valid, but of a form or version that is not read.
  Io,            ///< The operating system failed; `what` ends with its reason.
};

struct Error {
  Errc code;
  SourcePos where;
  std::string what;  ///< What is wrong, then in brackets what was expected; lower case, no full stop, no place.
};

/// `FILE:LINE:COL: what`, the form in which every error reaches a person.
std::string to_string(const Error& error);

template <typename T>
using Result = std::expected<T, Error>;

}  // namespace rampart

#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

#include <rampart/base/result.h>

namespace rampart {

/// The error of a parser that met something else than its format allows, to be returned as it is:
/// `return malformed(file, line.number, scan.column(), "no size (expected <number> kB)");`
inline std::unexpected<Error> malformed(std::string_view file, std::size_t line, std::size_t column, std::string what) {
  return std::unexpected(Error{Errc::Malformed, {std::string{file}, line, column}, std::move(what)});
}

/// The error of a request that cannot be met; `where` is the option, file or device that it speaks of.
inline std::unexpected<Error> refused(Errc code, std::string_view where, std::string what) {
  return std::unexpected(Error{code, {std::string{where}, 0, 0}, std::move(what)});
}

/// The error of a parser that met more of something than any kernel prints, and will not fill memory with it.
inline std::unexpected<Error> too_many(std::string_view file, std::size_t line, std::size_t most,
                                       std::string_view things) {
  std::string what = "too many " + std::string{things} + " (expected at most " + std::to_string(most) + ')';
  return std::unexpected(Error{Errc::TooLarge, {std::string{file}, line, 1}, std::move(what)});
}

}  // namespace rampart

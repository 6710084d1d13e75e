#pragma once

#include <expected>
#include <string>
#include <utility>

#include <rampart/base/result.h>

namespace rampart {

/// The error of an edit that cannot be done, to be returned as it is.
inline std::unexpected<Error> refused_edit(Errc code, SourcePos where, std::string what) {
  return std::unexpected(Error{code, std::move(where), std::move(what)});
}

}  // namespace rampart

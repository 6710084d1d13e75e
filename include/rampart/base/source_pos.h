#pragma once

#include <cstddef>
#include <string>

namespace rampart {

/// Where a fact was read. Lines and columns count from 1; 0 is the whole of it.
struct SourcePos {
  std::string file;
  std::size_t line{};
  std::size_t column{};
  friend bool operator==(const SourcePos&, const SourcePos&) = default;
};

/// `FILE`, `FILE:LINE` or `FILE:LINE:COL`, as far as it is known.
std::string to_string(const SourcePos& where);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include <rampart/base/result.h>

namespace rampart {

/// For fuzz targets of what is read again and again: reading the second half of the input into facts that hold the
/// first says the same as reading it into new ones, and an error names its line.
template <typename Facts>
void check_reread(const unsigned char* data, std::size_t size,
                  Result<void> (*read)(std::string_view, std::string_view, Facts&)) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  Facts used;
  for (const std::string_view part : {text, text.substr(size / 2)}) {
    Facts fresh;
    const auto first = read(part, "fuzz", fresh);
    const auto again = read(part, "fuzz", used);
    if (first.has_value() != again.has_value()) std::abort();
    if (first && !(fresh == used)) std::abort();
    if (!first && (first.error().where.line == 0 || !(first.error().where == again.error().where))) std::abort();
  }
}

}  // namespace rampart

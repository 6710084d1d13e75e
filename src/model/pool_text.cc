#include "model/pool_text.h"

#include <fmt/format.h>

#include "base/size_text.h"

namespace rampart {

std::string pool_text(std::string_view name, std::optional<Bytes> size, std::optional<Bytes> used,
                      std::optional<Bytes> longest_free) {
  std::string text = size ? fmt::format("the pool is {}", size_text(*size)) : fmt::format("the pool {}", name);
  if (used) text += fmt::format(", {} used", size_text(*used));
  if (longest_free) text += fmt::format(", longest free run {}", size_text(*longest_free));
  return text;
}

}  // namespace rampart

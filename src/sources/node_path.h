#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace rampart {

/// The path of a node from the names of those around it and its own, the root's first: `/soc/gpu@1c40000`.
inline std::string node_path(std::span<const std::string_view> names) {
  if (names.size() < 2) return "/";
  std::size_t size = 0;
  for (const std::string_view name : names.subspan(1)) size += 1 + name.size();
  std::string path;
  path.reserve(size);
  for (const std::string_view name : names.subspan(1)) path.append("/").append(name);
  return path;
}

}  // namespace rampart

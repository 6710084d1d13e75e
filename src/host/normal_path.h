#pragma once

#include <string>
#include <string_view>

namespace rampart {

/// One spelling of a path: `/proc//./meminfo/` is `/proc/meminfo`. `..` stays, for only links tell what it means.
/// A path that is not absolute stays as it is.
inline std::string normal_path(std::string_view path) {
  if (!path.starts_with('/')) return std::string{path};
  std::string normal;
  normal.reserve(path.size());
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash before the name
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(name.size());
    if (!name.empty() && name != ".") (normal += '/') += name;
  }
  return normal.empty() ? "/" : normal;
}

}  // namespace rampart

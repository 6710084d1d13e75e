#pragma once

#include <string_view>

#include "host/opened_file.h"

namespace rampart {

/// Who finds the way from the root to a file.
enum class Resolver {
  Kernel,  ///< openat2 with RESOLVE_IN_ROOT, since 5.6; Walk where it is missing or forbidden.
  Walk,    ///< One component at a time, for older kernels.
};

/// Opens an absolute path as if the directory `root` were `/`: links, absolute ones too, and `..` stay inside.
/// EINTR is handled; ELOOP after 40 links.
Opened open_in_root(int root, std::string_view path, int flags, Resolver resolver = Resolver::Kernel);

}  // namespace rampart

#pragma once

#include <string_view>
#include <vector>

namespace rampart {

/// A file of data/devices, as it stood when this was built.
struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

/// All of them, by name.
std::vector<EmbeddedFile> embedded_devices();

}  // namespace rampart

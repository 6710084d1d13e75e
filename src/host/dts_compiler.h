#pragma once

#include <span>
#include <string>

#include <rampart/base/result.h>

namespace rampart {

struct DtsOptions {
  std::span<const std::string> include_dirs;
  bool symbols = false;  ///< Keep labels (`dtc -@`), for overlays. It makes the blob larger than the board's own.
};

/// A device-tree source, compiled.
struct CompiledDts {
  std::string blob;
  std::string annotated;     ///< The tree as dtc understood it, with the place of each line.
  std::string preprocessed;  ///< What cpp made of the source.
};

/// Runs cpp and dtc on a .dts. Their first error is returned with its own file, line and column; NotFound if the file
/// or a needed program is missing (cpp is needed only for a source with directives).
Result<CompiledDts> compile_dts(const std::string& path, const DtsOptions& options);

}  // namespace rampart

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "host/dts_compiler.h"

namespace rampart {

/// A file of a device-tree source.
struct SourceFile {
  std::string path;  ///< As cpp names it: the board's as given, an included one by the name of the one around it.
  std::string text;
};

/// The files that a compiled source was made of, the board's first, then the others in order of inclusion, those of
/// `/include/` last. Constants of `dt-bindings` are among them. An error if one of them cannot be read any more.
Result<std::vector<SourceFile>> files_of_source(const std::string& board, const CompiledDts& compiled,
                                                const DtsOptions& options);

/// Compiles a board as it would be with other texts in its files, nothing written where the files are: in a temporary
/// directory with their names. `files` are all that it is made of. Errors and positions name the files as
/// `compile_dts` does; Io if there is no temporary directory to write.
Result<CompiledDts> compile_changed(const std::string& board, std::span<const SourceFile> files,
                                    const DtsOptions& options);

}  // namespace rampart

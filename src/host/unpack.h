#pragma once

#include <string_view>

#include <rampart/base/result.h>

#include "host/archive.h"
#include "host/recording_tree.h"

namespace rampart {

/// The contents of a .tar.gz: one of ours with every answer it keeps, or any other with its files, directories (a path
/// without answers) and symbolic links; what else it holds is skipped. `file` names it in errors: Malformed if it is
/// damaged, cut short or no .tar.gz, or if a name leads out of it; TooLarge past the limits.
Result<Recording> unpack(std::string_view bytes, std::string_view file, const ArchiveLimits& limits);

}  // namespace rampart

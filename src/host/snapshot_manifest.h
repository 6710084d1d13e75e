#pragma once

#include <string>
#include <string_view>

#include <rampart/base/result.h>

#include "host/archive.h"
#include "host/recording_tree.h"

namespace rampart {

/// The text of the manifest: JSON with every file and its size, what each directory listed, where each link leads, and
/// what could not be read and why.
std::string write_manifest(const Recording& recording, const SnapshotFacts& facts);

/// Adds to `into` what a manifest knows and the members do not: listings, links and errors; a listing or link that is
/// there is replaced. `file` is the archive, for errors. Malformed if it is no JSON object, Unsupported if it is of
/// another schema. Entries of a form that we do not write are skipped.
Result<void> read_manifest(std::string_view text, std::string_view file, Recording& into);

/// A name as manifest and members hold it: printable ASCII; each other byte, and `%`, as `%XX`.
std::string escape_name(std::string_view name);
std::string unescape_name(std::string_view name);

}  // namespace rampart

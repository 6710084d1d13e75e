#pragma once

#include <string>
#include <vector>

#include "analyses/map_diff.h"
#include "render/map_table.h"

namespace rampart {

/// One line a change, and a last line that counts them; `no difference` if there is none.
std::string map_diff_text(const std::vector<Change>& changes, const TableStyle& style = {});

/// The changes as a document of schema `rampart.diff/1` (docs/schemas/diff.schema.json), with a final newline.
std::string map_diff_json(const std::vector<Change>& changes);

}  // namespace rampart

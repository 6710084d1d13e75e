#pragma once

#include <string>

#include "analyses/zram/zram_change.h"

namespace rampart {

/// The steps of a change, what became of each, and the files that change with it as diffs.
std::string zram_change_text(const ZramChange& change);

/// The same as a document, `rampart.zram-enable/1` or `rampart.zram-disable/1`.
std::string zram_change_json(const ZramChange& change);

}  // namespace rampart

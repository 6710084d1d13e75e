#pragma once

#include <vector>

#include "analyses/explain/story.h"
#include "sources/boot_log.h"
#include "sources/python_paste.h"

namespace rampart {

/// What a text tells of a board, in order: of its boots the last that says anything of the chip, and of the sessions at
/// the prompt the last that says anything of Python. A text that ends in a boot cut short is still of use.
std::vector<Clue> board_clues(const BootLog& log);

/// The answer of esp32.idf_heap_info() of a paste that has no echo of the call before it, as its line would tell it.
Clue idf_heaps_clue(const PythonPaste& paste);

}  // namespace rampart

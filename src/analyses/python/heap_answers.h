#pragma once

#include <vector>

#include "analyses/explain/story.h"
#include "analyses/python/diagnosis.h"

namespace rampart {

/// Is the heap in pieces, and does a program hold too much of it; of the newest dump.
void add_heap_answers(const Story& story, const std::vector<PythonPaste>& pastes,
                      std::vector<DiagnosisAnswer>& answers);

}  // namespace rampart

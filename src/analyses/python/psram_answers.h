#pragma once

#include <vector>

#include "analyses/explain/psram_signs.h"
#include "analyses/python/diagnosis.h"

namespace rampart {

/// Is PSRAM fitted, in use, of which kind, driven by this firmware, how much of it may be heap, and what to flash.
/// `causes` are those of the same story.
void add_psram_answers(const Story& story, const std::vector<Cause>& causes, std::vector<DiagnosisAnswer>& answers);

}  // namespace rampart

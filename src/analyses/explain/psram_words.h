#pragma once

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/psram_signs.h"

namespace rampart {

/// How facts call a build for PSRAM of a mode: `Octal-SPIRAM`, `quad (SPIRAM)`.
std::string_view psram_build_word(PsramMode mode);

/// Which build to flash, with the name of its file, and what a project of its own on ESP-IDF sets. Facts too.
void tell_firmware(CauseDraft& cause, const Story& story, const PsramSigns& signs, PsramMode mode);

}  // namespace rampart

#pragma once

#include <string>

#include "analyses/zram/zram_advice.h"

namespace rampart {

/// What was sampled, what each algorithm made of it, and what follows.
std::string zram_advice_text(const ZramAdviceFacts& facts, const ZramAdvice& advice, const std::vector<Note>& notes);

/// The same as a document, `rampart.zram-advise/1`.
std::string zram_advice_json(const ZramAdviceFacts& facts, const ZramAdvice& advice, const std::vector<Note>& notes);

/// `rampart zram enable --size 338M --algorithm lz4 --limit 113M`.
std::string zram_enable_command(const ZramAdvice& advice);

}  // namespace rampart

#pragma once

#include <string_view>

#include "analyses/explain/story.h"

namespace rampart {

/// Whether a device is a processor of its own, a signal processor or a radio, that remoteproc starts: its regions hold
/// firmware and are found by address or by name.
bool is_remote_core(std::string_view compatible);

/// The remote core of the board that a finding of `check` is about, or null.
const MemoryReference* remote_core_of(const Story& story, const Finding& finding);

}  // namespace rampart

#pragma once

#include <string>
#include <string_view>

#include "host/recording_tree.h"

namespace rampart {

/// The lines of a /proc/PID/maps that tell of DMA-BUFs: all that anyone here reads of it.
std::string dmabuf_lines(std::string_view maps);

/// Leaves only those lines in every /proc/PID/maps of a recording: programs, libraries and addresses of a process are
/// nobody's business, and they are most of the text.
void keep_dmabuf_mappings(Recording& recording);

}  // namespace rampart

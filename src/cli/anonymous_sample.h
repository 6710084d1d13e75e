#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <rampart/model/note.h>

#include "analyses/zram/zram_advice.h"
#include "base/file_tree.h"
#include "host/page_buffer.h"

namespace rampart {

/// Pages picked by chance from the anonymous memory of this system's programs, and whose they were.
struct AnonymousSample {
  PageBuffer pages;
  ZramSample counts{};
};

/// Reads at most `count` pages out of the memory of every process that may be looked into, our own left out; nothing
/// is changed and nothing that is swapped out is brought back. A note tells how many processes refused.
AnonymousSample sample_anonymous_memory(FileTree& files, std::size_t count, Bytes page_size, std::vector<Note>& notes);

}  // namespace rampart

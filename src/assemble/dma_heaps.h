#pragma once

#include <string>
#include <vector>

#include <rampart/model/note.h>

#include "base/file_tree.h"

namespace rampart {

/// A device that gives out DMA-BUFs. Several heaps may stand for one CMA area: do not add up their sizes.
struct DmaHeap {
  std::string name;  ///< `system`, `linux,cma`, `rk-dma-heap-cma`
  std::string path;  ///< `/dev/dma_heap/system`
  friend bool operator==(const DmaHeap&, const DmaHeap&) = default;
};

struct DmaHeaps {
  std::vector<DmaHeap> heaps;  ///< By path.
  std::vector<Note> notes;     ///< A directory that is there and may not be listed.
};

/// Lists /dev/dma_heap and the directories of vendors' own heaps. A device without heaps has none, which is no note.
DmaHeaps read_dma_heaps(FileTree& files);

}  // namespace rampart

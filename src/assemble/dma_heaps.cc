#include "assemble/dma_heaps.h"

#include <string_view>

#include "assemble/source_note.h"

namespace rampart {
namespace {

/// The kernel's own directory first, then those of vendors' drivers.
constexpr std::string_view directories[] = {"/dev/dma_heap", "/dev/rk_dma_heap"};

}  // namespace

DmaHeaps read_dma_heaps(FileTree& files) {
  DmaHeaps found;
  for (const std::string_view directory : directories) {
    const auto names = files.list(directory);
    if (!names) {
      if (names.error().code != Errc::NotFound) found.notes.push_back(note_of(names.error()));
      continue;
    }
    for (const std::string& name : *names) found.heaps.push_back({name, std::string{directory} + '/' + name});
  }
  return found;
}

}  // namespace rampart

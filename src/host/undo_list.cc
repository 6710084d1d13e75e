#include "host/undo_list.h"

namespace rampart {

std::vector<Error> UndoList::undo() {
  std::vector<Error> failures;
  while (!undos_.empty()) {
    const Undo last = std::move(undos_.back());
    undos_.pop_back();
    if (auto done = last(); !done) failures.push_back(std::move(done.error()));
  }
  return failures;
}

}  // namespace rampart

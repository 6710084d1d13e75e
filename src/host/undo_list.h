#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <rampart/base/result.h>

namespace rampart {

/// How to take back changes to the running system, the last one first. Whoever makes a change adds its undoing at
/// once; what was not kept when the list goes away is undone then.
class UndoList {
 public:
  using Undo = std::function<Result<void>()>;

  UndoList() = default;
  UndoList(const UndoList&) = delete;
  UndoList& operator=(const UndoList&) = delete;
  ~UndoList() { undo(); }

  void add(Undo undo) { undos_.push_back(std::move(undo)); }
  /// The changes stay.
  void keep() { undos_.clear(); }
  /// Takes all of them back, and goes on past one that fails. Returns what failed.
  std::vector<Error> undo();

 private:
  std::vector<Undo> undos_;
};

}  // namespace rampart

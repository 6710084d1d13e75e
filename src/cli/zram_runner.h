#pragma once

#include <optional>

#include "analyses/zram/zram_change.h"
#include "host/held_signals.h"
#include "host/undo_list.h"

namespace rampart {

/// Does the steps of a change at the running system. Where one fails, those done before it are taken back, the last
/// one first, and the change tells why. While a runner lives, a signal that would end the program waits; only the
/// first step of `zram disable`, a swapoff that may take minutes and leaves everything as it was when it is
/// interrupted, can be ended by Ctrl-C.
class ZramRunner {
 public:
  /// `change` gets the state of each step; steps not yet done may still be replaced between two calls.
  explicit ZramRunner(ZramChange& change) : change_{change} { signals_.emplace(); }

  /// Does the next step that is planned. False if there was none or it failed.
  bool advance();
  /// Does all that are left, and keeps what was done unless one failed.
  void run();
  /// Stops here, for a reason of the caller's, and takes back what was done.
  void stop(Error why);

 private:
  Result<void> perform(const ZramStep& step);
  Result<void> load_module_of(const ZramStep& step);
  Result<void> add_device();
  Result<void> choose_algorithm(const ZramStep& step);
  Result<void> set_size(const ZramStep& step);
  Result<void> begin_swap(const ZramStep& step);
  Result<void> end_swap(const ZramStep& step);
  Result<void> change_file(const ZramStep& step);

  ZramChange& change_;
  UndoList undos_;
  std::optional<HeldSignals> signals_;
};

}  // namespace rampart

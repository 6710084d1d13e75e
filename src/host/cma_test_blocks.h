#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// Test allocations of one CMA area: the files `alloc` and `free` of its directory in debugfs (CONFIG_CMA_DEBUGFS).
/// Remembers what it took, and gives it back when it goes. The kernel keeps one list of such blocks for an area, the
/// newest first, whoever took them: two programs at once give back each other's.
class CmaTestBlocks {
 public:
  /// More pages than these fit no int of the kernel's.
  static constexpr Pages max_pages{0x7fffffff};

  /// Opens both files, so that what can be taken can be given back. `directory` is `/sys/kernel/debug/cma/linux,cma`.
  static Result<CmaTestBlocks> open(const std::string& directory);

  CmaTestBlocks(CmaTestBlocks&&) = default;
  CmaTestBlocks& operator=(CmaTestBlocks&&) = delete;
  ~CmaTestBlocks();

  /// Takes a run of pages at whatever place is free first. The errno of a refusal, or zero. A kernel says ENOMEM
  /// whatever the reason was; nothing is remembered then.
  int take(Pages count);
  /// Gives back all that was taken and not kept. The errno of a failure, or zero; what could not be given back stays
  /// remembered.
  int give_back();
  /// Leaves what was taken to the kernel, until somebody writes to `free`.
  void keep() { held_.clear(); }

  std::size_t count() const { return held_.size(); }
  Pages held() const;

 private:
  CmaTestBlocks(UniqueFd alloc, UniqueFd free) : alloc_{std::move(alloc)}, free_{std::move(free)} {}

  UniqueFd alloc_;
  UniqueFd free_;
  std::vector<Pages> held_;
};

/// Gives back up to `count` pages of test allocations, whoever took them, the newest first; what was not taken that way
/// is never given back. Without an error the kernel does not say how many it were.
Result<void> free_cma_test_blocks(const std::string& directory, Pages count);

}  // namespace rampart

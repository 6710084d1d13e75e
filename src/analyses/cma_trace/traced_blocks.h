#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// Which page frames belong to which block that was allocated in a trace. Releases are matched by pages, not by blocks:
/// a part of a block, or several blocks, may be given back at once.
class TracedBlocks {
 public:
  /// A run of page frames of one block, or of none that was seen to be allocated.
  struct Piece {
    std::uint64_t pfn{};
    Pages count;
    std::optional<std::uint32_t> block;
    Pages offset;  ///< From the block's beginning.
    friend bool operator==(const Piece&, const Piece&) = default;
  };

  /// Gives page frames to a block. Those that another had until now are returned: their release is not in the trace.
  std::vector<Piece> add(std::uint64_t pfn, Pages count, std::uint32_t block);
  /// Takes page frames from whatever has them, in order; every page frame is in one of the pieces.
  std::vector<Piece> take(std::uint64_t pfn, Pages count);

  /// Pages that blocks have.
  Pages held() const { return held_; }

 private:
  struct Run {
    std::uint64_t end;
    std::uint32_t block;
    std::uint64_t block_pfn;
  };

  std::map<std::uint64_t, Run> runs_;  ///< By first page frame; none overlap.
  Pages held_;
};

}  // namespace rampart

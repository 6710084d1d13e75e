#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "sources/vendor_pool.h"

namespace rampart {

/// The error for a text with more than `VendorPoolText::max_blocks` zones or blocks.
std::unexpected<Error> too_many_blocks(std::string_view file, std::size_t line);

/// Looks for blocks whose printed size is not that of their addresses; one finding `pool-range` tells of all.
class PoolRangeCheck {
 public:
  void check(const std::optional<PhysRange>& range, Bytes size, std::string_view what, std::size_t line);
  void report(std::string_view file, std::vector<Finding>& findings) const;

 private:
  std::size_t count_ = 0;
  std::size_t first_line_ = 0;
  std::string first_what_;
};

/// Sum of the printed sizes of all blocks.
Bytes size_of_blocks(const VendorPool& pool);

/// Holds the sums of the text against each other: used + remain = total, blocks = used, number of blocks. Adds
/// findings `pool-sum` and `pool-blocks`; a text that was shortened (`cut`, or with fewer blocks than it counts) gets a
/// note `pool-cut` and its blocks are not summed. Fills `used`: of a single pool from
/// the text's total, of several from their blocks if these add up to it.
void check_pool_sums(std::string_view file, bool cut, VendorPoolText& text);

}  // namespace rampart

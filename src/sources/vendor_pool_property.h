#pragma once

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "sources/vendor_pool.h"

namespace rampart {

/// For fuzz targets: what holds for every text that any parser of vendor pools takes or refuses.
inline void require_sound(const Result<VendorPoolText>& text, std::string_view input) {
  const auto require = [](bool holds) {
    if (!holds) std::abort();
  };
  if (!text) return require(text.error().where.line > 0 && !text.error().what.empty());
  const auto lines = static_cast<std::size_t>(std::ranges::count(input, '\n')) + 1;
  std::size_t blocks = 0;
  for (const VendorPool& pool : text->pools) {
    require(pool.line <= lines);
    blocks += pool.blocks.size();
    for (const PoolBlock& block : pool.blocks) require(block.line > 0 && block.line <= lines);
    for (const PoolClient& client : pool.clients) require(client.line > 0 && client.line <= lines);
    if (pool.range && pool.free_runs) {
      for (const PhysRange& run : *pool.free_runs) require(pool.range->contains(run));
    }
  }
  require(blocks <= VendorPoolText::max_blocks);
  for (const Finding& finding : text->findings) require(!finding.locations.empty() && !finding.message.empty());
}

}  // namespace rampart

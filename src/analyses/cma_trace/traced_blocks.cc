#include "analyses/cma_trace/traced_blocks.h"

#include <algorithm>
#include <iterator>

namespace rampart {
namespace {

/// One past the last page frame; a trace may claim any number of them.
std::uint64_t end_of(std::uint64_t pfn, Pages count) {
  return count.value > UINT64_MAX - pfn ? UINT64_MAX : pfn + count.value;
}

}  // namespace

std::vector<TracedBlocks::Piece> TracedBlocks::take(std::uint64_t pfn, Pages count) {
  std::vector<Piece> pieces;
  const std::uint64_t end = end_of(pfn, count);
  auto run = runs_.upper_bound(pfn);
  if (run != runs_.begin() && std::prev(run)->second.end > pfn) --run;
  while (pfn < end) {
    if (run == runs_.end() || run->first >= end) {
      pieces.push_back({pfn, {end - pfn}, {}, {}});
      break;
    }
    const auto [first, whole] = *run;
    if (first > pfn) {
      pieces.push_back({pfn, {first - pfn}, {}, {}});
      pfn = first;
    }
    const std::uint64_t piece_end = std::min(whole.end, end);
    pieces.push_back({pfn, {piece_end - pfn}, whole.block, {pfn - whole.block_pfn}});
    held_.value -= piece_end - pfn;
    run = runs_.erase(run);
    if (first < pfn) runs_.emplace(first, Run{pfn, whole.block, whole.block_pfn});
    if (piece_end < whole.end) run = runs_.emplace(piece_end, Run{whole.end, whole.block, whole.block_pfn}).first;
    pfn = piece_end;
  }
  return pieces;
}

std::vector<TracedBlocks::Piece> TracedBlocks::add(std::uint64_t pfn, Pages count, std::uint32_t block) {
  std::vector<Piece> displaced = take(pfn, count);
  std::erase_if(displaced, [](const Piece& piece) { return !piece.block; });
  const std::uint64_t end = end_of(pfn, count);
  if (end > pfn) runs_.emplace(pfn, Run{end, block, pfn});
  held_.value += end - pfn;
  return displaced;
}

}  // namespace rampart

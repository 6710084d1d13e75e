#include "sources/rk_dma_heap.h"

#include <map>
#include <optional>
#include <utility>

#include "base/lines.h"
#include "base/malformed.h"
#include "base/scanner.h"
#include "base/trim.h"
#include "sources/vendor_pool_checks.h"

namespace rampart {
namespace {

constexpr std::string_view heap_mark = "dma-heap:<";

struct Allocation {
  std::string_view task;
  std::optional<PhysRange> range;
  Bytes size;
};

/// Reads `Alloc by (venc            )\t[0x036c4000-0x036e0fff]\t0x0001d000 (116 KiB)`; the last address is inside.
std::optional<Allocation> parse_allocation(Scanner& scan) {
  if (!scan.literal("Alloc by (")) return std::nullopt;
  const auto task = scan.until(")");
  if (!task || !scan.literal(")")) return std::nullopt;
  scan.blanks();
  if (!scan.literal("[")) return std::nullopt;
  const auto first = scan.hex();
  if (!first || !scan.literal("-")) return std::nullopt;
  const auto last = scan.hex();
  if (!last || !scan.literal("]")) return std::nullopt;
  scan.blanks();
  const auto size = scan.hex();
  if (!size) return std::nullopt;
  return Allocation{trim(*task), PhysRange::from_first_last({*first}, {*last}), {*size}};
}

class RkDmaHeapParser {
 public:
  explicit RkDmaHeapParser(std::string_view file) : file_{file} {}

  Result<void> take(const Line& line) {
    const std::string_view text = trim(line.text);
    if (text.starts_with(heap_mark)) return take_buffer(line, text);
    if (text.starts_with("Alloc by (")) return take_allocation(line, text);
    if (text.starts_with("Total :")) return take_sum(line, text);
    if (!text.empty() && facts_.pools.empty()) {
      return malformed(file_, line.number, 1, "no heap (expected dma-heap:<<name>> -dmabuf i_ino = <n>)");
    }
    return {};  // attached devices and their number
  }

  VendorPoolText finish() && {
    for (VendorPool& pool : facts_.pools) pool.used = size_of_blocks(pool);
    ranges_.report(file_, facts_.findings);
    check_pool_sums(file_, false, facts_);
    return std::move(facts_);
  }

 private:
  /// Reads `dma-heap:<rk-dma-heap-cma> -dmabuf i_ino = 4931` or `dma-heap:<...> -non dmabuf`.
  Result<void> take_buffer(const Line& line, std::string_view text) {
    Scanner scan{text};
    scan.literal(heap_mark);
    const auto heap = scan.until(">");
    scan.literal(">");
    scan.blanks();
    std::string name = "non dmabuf";
    bool known = heap.has_value();
    if (scan.literal("-dmabuf i_ino = ")) {
      const auto ino = scan.number();
      known &= ino.has_value();
      name = "dmabuf " + std::to_string(ino.value_or(0));
    } else {
      known &= scan.literal("-non dmabuf");
    }
    if (!known) return malformed(file_, line.number, scan.column(), "no buffer (expected -dmabuf i_ino = <n>)");
    if (++block_count_ > VendorPoolText::max_blocks) return too_many_blocks(file_, line.number);
    const auto [found, is_new] = pools_.try_emplace(*heap, facts_.pools.size());
    if (is_new) {
      facts_.pools.push_back(
          {.vendor = "Rockchip", .name = std::string{*heap}, .kind = Kind::Cma, .line = line.number});
    }
    current_ = found->second;
    facts_.pools[current_].blocks.push_back({.name = std::move(name), .line = line.number});
    return {};
  }

  Result<void> take_allocation(const Line& line, std::string_view text) {
    Scanner scan{text};
    const auto allocation = parse_allocation(scan);
    if (!allocation || facts_.pools.empty()) {
      return malformed(file_, line.number, scan.column(),
                       "no allocation of a heap (expected Alloc by (<task>) [0x<first>-0x<last>] 0x<size>)");
    }
    PoolBlock& block = facts_.pools[current_].blocks.back();
    block.client = allocation->task;
    block.range = allocation->range;
    block.size = allocation->size;
    ranges_.check(block.range, *block.size, "buffer", line.number);
    return {};
  }

  /// Reads `Total : 0x000c1000 (772 KiB)`.
  Result<void> take_sum(const Line& line, std::string_view text) {
    Scanner scan{text};
    scan.literal("Total :");
    scan.blanks();
    const auto size = scan.hex();
    if (!size) return malformed(file_, line.number, scan.column(), "no total (expected 0x<size>)");
    facts_.totals = PoolTotals{};
    facts_.totals->used = Bytes{*size};
    facts_.totals->line = line.number;
    return {};
  }

  std::string_view file_;
  VendorPoolText facts_;
  std::map<std::string_view, std::size_t> pools_;  // from a heap's name to its pool
  std::size_t current_ = 0;
  std::size_t block_count_ = 0;
  PoolRangeCheck ranges_;
};

}  // namespace

Result<VendorPoolText> parse_rk_dma_heap(std::string_view text, std::string_view file) {
  RkDmaHeapParser parser{file};
  for (const Line line : Lines{text}) {
    if (auto done = parser.take(line); !done) return std::unexpected(std::move(done.error()));
  }
  return std::move(parser).finish();
}

}  // namespace rampart

#include "analyses/cma_simulation/cma_simulation.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace rampart {
namespace {

class Run {
 public:
  Run(CmaAllocator area, const CmaWorkload& workload) : area_{std::move(area)}, places_(workload.block_count) {
    result_.geometry = area_.geometry();
    result_.samples.reserve(workload.operations.size());
  }

  void operate(const CmaOperation& operation) {
    switch (operation.action) {
      case CmaAction::Allocate:
        places_[operation.block] = allocate(operation);
        break;
      case CmaAction::Try:
        if (const auto pfn = allocate(operation)) area_.release(*pfn, operation.count);
        break;
      case CmaAction::Release:
        if (const auto pfn = places_[operation.block]) area_.release(*pfn + operation.offset.value, operation.count);
        break;
      case CmaAction::AllocateAny:
        if (const auto pfn = allocate(operation)) last_.push_back({*pfn, operation.count});
        break;
      case CmaAction::ReleaseLast:
        release_last(operation.count.value);
        break;
    }
    result_.samples.push_back({operation.microseconds, area_.used(), area_.longest_free_run()});
  }

  const CmaAllocator& area() const { return area_; }
  CmaSimulation done() { return std::move(result_); }

 private:
  struct Block {
    std::uint64_t pfn;
    Pages count;
  };

  std::optional<std::uint64_t> allocate(const CmaOperation& operation) {
    const auto pfn = area_.allocate(operation.count, operation.align_order);
    if (!pfn) {
      result_.failures.push_back({.operation = result_.samples.size(),
                                  .count = operation.count,
                                  .align_order = operation.align_order,
                                  .free = {usable_pages() - area_.used().value},
                                  .longest_free_run = area_.longest_free_run()});
      return std::nullopt;
    }
    ++result_.served;
    result_.peak_used = std::max(result_.peak_used, area_.used());
    const std::uint64_t bit = std::uint64_t{1} << area_.geometry().order_per_bit;
    const std::uint64_t end = *pfn - area_.geometry().base_pfn + operation.count.value;
    result_.reached = std::max(result_.reached, Pages{(end + bit - 1) / bit * bit});
    return pfn;
  }

  /// As debugfs's `free` (6.12, mm/cma_debug.c): whole blocks, the last first, then the beginning of one; that last
  /// only where a bit is a page.
  void release_last(std::uint64_t count) {
    while (count > 0 && !last_.empty()) {
      Block& block = last_.back();
      if (block.count.value > count) {
        if (area_.geometry().order_per_bit != 0) return;
        area_.release(block.pfn, {count});
        block.pfn += count;
        block.count.value -= count;
        return;
      }
      area_.release(block.pfn, block.count);
      count -= block.count.value;
      last_.pop_back();
    }
  }

  std::uint64_t usable_pages() const {
    const CmaGeometry& geometry = area_.geometry();
    return geometry.count.value >> geometry.order_per_bit << geometry.order_per_bit;
  }

  CmaAllocator area_;
  CmaSimulation result_;
  std::vector<std::optional<std::uint64_t>> places_;  ///< Of blocks, by number.
  std::vector<Block> last_;                           ///< What AllocateAny got.
};

}  // namespace

Result<CmaSimulation> simulate_cma(const CmaWorkload& workload, const CmaGeometry& geometry,
                                   const CmaStepWatcher& watcher) {
  auto area = CmaAllocator::make(geometry);
  if (!area) return std::unexpected(std::move(area.error()));
  Run run{std::move(*area), workload};
  for (const CmaOperation& operation : workload.operations) {
    run.operate(operation);
    if (watcher) watcher(run.area());
  }
  return run.done();
}

Result<CmaPoolNeed> cma_pool_need(const CmaWorkload& workload, std::uint64_t base_pfn, unsigned order_per_bit) {
  // The lowest place that is free does not depend on how much lies above it: a pool that ends where the highest block
  // of a larger pool ends places all of them alike, and one that ends before it has no room for that block.
  for (std::uint64_t bits = HoleIndex::max_size >> 8; bits <= HoleIndex::max_size; bits <<= 4) {
    const Pages large{order_per_bit > max_order_per_bit ? 0 : bits << order_per_bit};
    auto run = simulate_cma(workload, {base_pfn, large, order_per_bit});
    if (!run) return std::unexpected(std::move(run.error()));
    if (run->failures.empty()) return CmaPoolNeed{.smallest = run->reached, .lower_bound = run->peak_used};
  }
  return std::unexpected(
      Error{Errc::TooLarge, {}, "too much is held at once (expected what a pool of 2^24 bits holds)"});
}

}  // namespace rampart

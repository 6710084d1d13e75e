#include "analyses/predict/low_memory.h"

#include <algorithm>
#include <cstdint>
#include <fmt/format.h>
#include <optional>

#include "analyses/predict/ram.h"

namespace rampart {
namespace {

constexpr std::uint64_t hardware_section = std::uint64_t{1} << 20;
constexpr std::uint64_t block =
    2 * hardware_section;  // one entry of the kernel's page directory, two of the processor's

constexpr std::uint64_t begin_of_block(std::uint64_t address) { return address & ~(block - 1); }

/// Maps runs of RAM in rising order, as far as it takes to find a block whose entry holds sections already when it
/// needs a table of pages. To the kernel that is a bug (arm_pte_alloc). It looks at the first section of a block only.
class BlockMapping {
 public:
  /// True if [base, end) cannot be mapped; `bad_block` is where then. In whole pages, not empty.
  bool fails_at(std::uint64_t base, std::uint64_t end) {
    const std::uint64_t last = begin_of_block(end - 1);
    return enter(base, std::min(end, begin_of_block(base) + block)) ||
           (last != begin_of_block(base) && enter(last, end));
  }
  std::uint64_t bad_block() const { return block_; }

 private:
  /// A part of one block.
  bool enter(std::uint64_t base, std::uint64_t end) {
    if (begin_of_block(base) != block_) begins_with_section_ = false;
    block_ = begin_of_block(base);
    if ((base | end) % hardware_section != 0) return begins_with_section_;
    begins_with_section_ |= base == block_;
    return false;
  }

  std::uint64_t block_ = 0;
  bool begins_with_section_ = false;
};

void report_unmappable_block(BootState& state) {
  if (!state.is_32_bit()) return;  // LPAE has an entry for each block
  BlockMapping mapping;
  for (const MemblockRange& bank : state.memblock.ram()) {
    const std::uint64_t end = std::min(bank.end, state.low_memory_end);
    if (bank.flag || bank.base >= end) continue;
    if (!mapping.fails_at(state.page_down(bank.base), state.page_up(end))) continue;
    state.add_error(
        "block-half-mapped",
        fmt::format("a no-map border cuts the 2 MiB of RAM at {:#x} so that the kernel cannot map the rest: it "
                    "hangs before its first message",
                    mapping.bad_block()),
        "align no-map regions to 2 MiB", {});
    return;
  }
}

/// Before the kernel maps low memory it clears what the boot has mapped behind the first run of RAM, in whole blocks
/// (prepare_page_table).
void report_cleared_kernel(BootState& state) {
  const auto& kernel = state.setup.loaded.kernel;
  if (!kernel || state.memblock.ram().empty()) return;
  const MemblockRange& first = state.memblock.ram().front();
  const std::uint64_t start = kernel->base().value;
  // Where a kernel is elsewhere, RAM does not begin here for it: it lies at the start.
  if (start < first.base || start >= first.base + block || begin_of_block(first.end) > kernel->last().value) return;
  state.add_error(
      "kernel-unmapped",
      fmt::format("a no-map border at {:#x} lies in the 2 MiB blocks of the kernel, which takes away its own "
                  "mapping from there on and hangs before its first message",
                  first.end),
      "keep no-map regions out of the blocks of 2 MiB from the start of RAM to the end of the kernel", {});
}

/// The kernel reaches the initrd at the address that low memory would have (arch/arm/mm/init.c, arm_initrd_init).
void report_initrd_in_high_memory(BootState& state) {
  const auto initrd = initrd_of(state.setup);
  if (!initrd || state.initrd_refused || initrd->last().value < state.low_memory_end) return;
  state.add_error("initrd-in-high-memory",
                  fmt::format("the initrd reaches past the end of low memory at {:#x}, where it has no mapping: the "
                              "kernel crashes when it reads it",
                              state.low_memory_end),
                  "load it below that address, or change vmalloc=", {});
}

}  // namespace

void report_low_memory_hazards(BootState& state) {
  if (state.setup.architecture != Architecture::Arm) return;
  report_unmappable_block(state);
  report_cleared_kernel(state);
  report_initrd_in_high_memory(state);
}

}  // namespace rampart

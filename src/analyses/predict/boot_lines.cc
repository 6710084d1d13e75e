#include "analyses/predict/boot_lines.h"

#include <fmt/format.h>

namespace rampart {
namespace {

constexpr std::uint64_t mebi(std::uint64_t size) { return size >> 20; }

constexpr std::string_view early_prefix = "OF: fdt: ";
constexpr std::string_view prefix = "OF: reserved mem: ";

}  // namespace

BootLines::BootLines(bool is_32_bit, const KernelVersion& version, const KernelBehaviour& behaviour)
    : scan_has_moved_{behaviour.static_nodes_late},
      tells_size_{compare(version, {5, 11}) >= 0},
      cma_names_node_{behaviour.cma_lines_name_node},
      digits_{is_32_bit ? 8 : 16},
      default_node_{behaviour.default_node} {}

std::string BootLines::address(std::uint64_t value) const { return fmt::format("0x{:0{}x}", value, digits_); }

void BootLines::memory_limited(std::uint64_t size) { add(fmt::format("Memory limited to {}MB", mebi(size))); }

void BootLines::initrd_not_ram(std::uint64_t base, std::uint64_t size) {
  add(fmt::format("INITRD: 0x{:08x}+0x{:08x} is not a memory region - disabling initrd", base, size));
}

void BootLines::initrd_in_use(std::uint64_t base, std::uint64_t size) {
  add(fmt::format("INITRD: 0x{:08x}+0x{:08x} overlaps in-use memory region - disabling initrd", base, size));
}

void BootLines::tree_without_node() {
  if (scan_has_moved_) add(fmt::format("{}Reserved memory: No reserved-memory node in the DT", prefix));
}

void BootLines::tree_not_used() {
  add(fmt::format("{}Reserved memory: unsupported node format, ignoring", scan_has_moved_ ? prefix : early_prefix));
}

void BootLines::bad_reg(std::string_view node) {
  add(fmt::format("{}Reserved memory: invalid reg property in '{}', skipping node.",
                  scan_has_moved_ ? prefix : early_prefix, node));
}

void BootLines::bad_size(std::string_view node) {
  add(fmt::format("{}invalid size property in '{}' node.", prefix, node));
}

void BootLines::bad_alignment(std::string_view node) {
  add(fmt::format("{}invalid alignment property in '{}' node.", prefix, node));
}

void BootLines::bad_alloc_ranges(std::string_view node) {
  add(fmt::format("{}invalid alloc-ranges property in '{}', skipping node.", prefix, node));
}

void BootLines::entries_ignored(std::string_view node, std::uint64_t entries) {
  if (default_node_ == KernelBehaviour::DefaultNode::SkippedIfPool) {
    add(fmt::format("{}Reserved memory: node '{}' has {} <base size> entries, only the first is used", prefix, node,
                    entries));
  } else if (scan_has_moved_) {
    add(fmt::format("{}fdt_scan_reserved_mem_reg_nodes() ignores {} regions in node '{}'", prefix, entries - 1, node));
  }
}

void BootLines::not_reserved(std::string_view node, std::uint64_t base, std::uint64_t size) {
  add(fmt::format("{}Reserved memory: failed to reserve memory for node '{}': base {}, size {} MiB",
                  scan_has_moved_ ? prefix : early_prefix, node, address(base), mebi(size)));
}

void BootLines::not_allocated(std::string_view node, std::uint64_t size) {
  std::string line = fmt::format("{}failed to allocate memory for node '{}'", prefix, node);
  if (tells_size_) line += fmt::format(": size {} MiB", mebi(size));
  add(std::move(line));
}

void BootLines::table_full() { add(fmt::format("{}not enough space for all defined regions.", prefix)); }

void BootLines::too_many_dynamic(std::string_view node) {
  add(fmt::format("{}too many defined dynamic regions, skip '{}'", prefix, node));
}

void BootLines::overlap(const NamedRange& a, const NamedRange& b) {
  add(fmt::format("{}OVERLAP DETECTED!", prefix));
  add(fmt::format("{} ({}--{}) overlaps with {} ({}--{})", a.name, address(a.base), address(a.end), b.name,
                  address(b.base), address(b.end)));
}

void BootLines::pool_created(std::string_view kind, std::uint64_t base, std::uint64_t size) {
  add(fmt::format("Reserved memory: created {} memory pool at {}, size {} MiB", kind, address(base), mebi(size)));
}

void BootLines::initialized(std::string_view node) {
  add(fmt::format("{}initialized node {}, compatible id shared-dma-pool", prefix, node));
}

void BootLines::match_failed(std::string_view node) {
  add(fmt::format("{}node {} compatible matching fail", prefix, node));
}

void BootLines::region(const NamedRange& region, bool no_map, bool reusable) {
  add(fmt::format("{}{}..{} ({} KiB) {} {} {}", prefix, address(region.base), address(region.end - 1),
                  (region.end - region.base) >> 10, no_map ? "nomap" : "map", reusable ? "reusable" : "non-reusable",
                  region.name));
}

void BootLines::bypassed(std::string_view node) {
  add(fmt::format("Reserved memory: bypass {} node, using cmdline CMA params instead", node));
}

void BootLines::default_skipped() {
  if (default_node_ == KernelBehaviour::DefaultNode::SkippedIfPool) {
    add("Skipping dt linux,cma-default node in favor for \"cma=\" kernel param.");
  } else {
    add(fmt::format("{}Skipping dt linux,cma-default for \"cma=\" kernel param.", prefix));
  }
}

void BootLines::pool_misaligned() { add("Reserved memory: incorrect alignment of CMA region"); }
void BootLines::pool_not_set_up() { add("Reserved memory: unable to setup CMA region"); }
void BootLines::no_slots() { add("cma: Not enough slots for CMA reserved regions!"); }
void BootLines::needs_no_map() { add("Reserved memory: regions without no-map are not yet supported"); }

void BootLines::cma_reserved(std::uint64_t base, std::uint64_t size, int node) {
  add(fmt::format("cma: Reserved {} MiB at {}{}", mebi(size), address(base),
                  cma_names_node_ ? fmt::format(" on node {}", node) : ""));
}

void BootLines::cma_failed(std::uint64_t size, int node) {
  add(fmt::format("cma: Failed to reserve {} MiB{}", mebi(size),
                  cma_names_node_ ? fmt::format(" on node {}", node) : ""));
}

void BootLines::cma_past_limit(std::uint64_t base, std::uint64_t size, std::uint64_t limit) {
  add(fmt::format("cma: Size ({}) of region at {} exceeds limit ({})", address(size), address(base), address(limit)));
}

void BootLines::cma_base_misaligned(std::uint64_t base, std::uint64_t align) {
  add(fmt::format("cma: Region at {} must be aligned to {} bytes", address(base), address(align)));
}

void BootLines::cma_over_boundary(std::uint64_t base, std::uint64_t boundary) {
  add(fmt::format("cma: Region at {} defined on low/high memory boundary ({})", address(base), address(boundary)));
}

void BootLines::cma_not_activated(std::string_view area) {
  add(fmt::format("cma: CMA area {} could not be activated", area));
}

void BootLines::crash_reserved(std::uint64_t base, std::uint64_t size) {
  add(fmt::format("crashkernel reserved: 0x{:016x} - 0x{:016x} ({} MB)", base, base + size, mebi(size)));
}

void BootLines::crash_low_reserved(std::uint64_t base, std::uint64_t size) {
  add(fmt::format("crashkernel low memory reserved: 0x{:08x} - 0x{:08x} ({} MB)", base, base + size, mebi(size)));
}

void BootLines::crash_not_allocated(std::uint64_t size) {
  add(fmt::format("cannot allocate crashkernel (size:0x{:x})", size));
}

void BootLines::crash_low_not_allocated(std::uint64_t size) {
  add(fmt::format("cannot allocate crashkernel low memory (size:0x{:x}).", size));
}

void BootLines::crash_in_use() { add("crashkernel reservation failed - memory is in use."); }

void BootLines::crash_not_reserved(std::string_view why) { add(fmt::format("cannot reserve crashkernel: {}", why)); }

void BootLines::hugetlb_too_small(std::uint64_t granule) {
  add(fmt::format("hugetlb_cma: cma area should be at least {} MiB", mebi(granule)));
}

void BootLines::hugetlb_not_multiple(std::uint64_t granule) {
  add(fmt::format("hugetlb_cma: cma area must be a multiple of {} MiB", mebi(granule)));
}

void BootLines::hugetlb_plan(std::uint64_t size) {
  add(fmt::format("hugetlb_cma: reserve {} MiB, up to {} MiB per node", mebi(size), mebi(size)));
}

void BootLines::hugetlb_failed(int error) {
  add(fmt::format("hugetlb_cma: reservation failed: err {}, node 0", error));
}

void BootLines::hugetlb_reserved(std::uint64_t size) {
  add(fmt::format("hugetlb_cma: reserved {} MiB on node 0", mebi(size)));
}

}  // namespace rampart

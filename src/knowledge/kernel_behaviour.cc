#include "knowledge/kernel_behaviour.h"

#include <algorithm>

namespace rampart {
namespace {

using B = KernelBehaviour;

// One row a change, in the order of releases. `since` of a row that stable took back is the release of the newest
// series that had it first; where the patch level is not known the row says so and counts from the series on.
constexpr KernelChange changes[] = {
    {{5, 6},
     "cmdline-first",
     "cma= takes the place of the tree's default pool; before, the tree's pool won",
     "commit \"dma-contiguous: CMA: give precedence to cmdline\" in the 5.6 dma-mapping pull; boots of 5.10, 6.1, 6.12",
     Evidence::Booted,
     [](B& b) { b.default_node = B::DefaultNode::Bypassed; }},
    {{5, 11},
     "default-above-4g",
     "with RAM beyond 4 GiB and no DMA zone the default area is looked for from 4 GiB up",
     "boots of 5.10 (not yet) and 6.1 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.default_above_4g = true; }},
    {{5, 11},
     "names-whole",
     "debugfs names a CMA area in full instead of cma- and 15 characters",
     "boots of 5.10 (not yet) and 6.1 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.names_are_cut = false; }},
    {{5, 12},
     "sections-128m",
     "arm64 keeps its memory map in sections of 128 MiB instead of 1 GiB",
     "boots of 5.10 (not yet) and 6.1 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.arm64_section_bits = 27; }},
    {{5, 16},
     "no-map-kept",
     "a dynamic no-map region stays RAM, reserved and marked, instead of being removed",
     "boots of 5.10 (not yet) and 6.1 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.dynamic_no_map_is_removed = false; }},
    {{5, 16},
     "no-map-outside-ram",
     "a static no-map region outside RAM is not refused for touching a reservation",
     "boots of 5.10.223 (not yet) and 6.1 (so); stable tried both ways before",
     Evidence::Believed,
     [](B& b) { b.no_map_refusal = B::NoMapRefusal::TouchesReservationInRam; }},
    {{5, 16},
     "image-from-stext",
     "arm64 leaves the first 64 KiB of its image free; whole again later",
     "boots of 6.1",
     Evidence::Believed,
     [](B& b) { b.image_reserved = B::ImageReserved::FromStext; },
     {6, 2}},
    {{5, 18},
     "granule-is-pageblock",
     "a CMA area is aligned to a pageblock, not also to the largest buddy block",
     "read in 6.1 and 5.10; boots of both; which release between is believed",
     Evidence::Believed,
     [](B& b) { b.granule_has_max_order = false; }},
    {{6, 0},
     "crash-high",
     "arm64 takes crashkernel=SIZE,high and ,low",
     "commit 944a45abfabc \"arm64: kdump: Reimplement crashkernel=X\"; read in 5.10.262 (not yet) and 6.1.4 (so)",
     Evidence::Read,
     [](B& b) { b.crash_kernel = B::CrashKernel::HighToo; }},
    {{6, 3},
     "crash-fallback",
     "a crashkernel= that finds no room below the limit of the DMA zone is tried above it, and the other way round "
     "with ,high",
     "read in 6.1.4 (not yet), 6.4.6 and 6.12.8 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.crash_kernel = B::CrashKernel::FallsBack; }},
    {{6, 4},
     "crash-always-late",
     "arm64 places the crash kernel after the default CMA area with or without a DMA zone, and maps RAM in blocks "
     "all the same",
     "read in 6.1.4 (not yet) and 6.4.6 (so)",
     Evidence::Read,
     [](B& b) { b.crash_is_always_late = true; }},
    {{6, 4},
     "max-order-inclusive",
     "CONFIG_ARCH_FORCE_MAX_ORDER is the largest order, no longer one more",
     "boots of 6.1 (11) and 6.12 (10); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.max_order_is_exclusive = false; }},
    {{6, 4},
     "memreserve-last",
     "/memreserve/ is reserved after the static regions instead of first; after the dynamic ones too once they are "
     "placed in the same pass",
     "its patch; boots of 6.1 (not yet) and 6.12 (so)",
     Evidence::Patch,
     [](B& b) { b.memreserve_is_last = true; }},
    {{6, 4},
     "prints-regions",
     "every initialised region gets a line with its place",
     "read in a tree of 6.3 to 6.6; boots of 6.12",
     Evidence::Believed,
     [](B& b) { b.prints_regions = true; }},
    {{6, 5},
     "stable-order",
     "dynamic regions are placed in the order of the tree instead of that of a heapsort",
     "patch \"Use stable allocation order\"; boots of 6.1 (not yet) and 6.12 (so)",
     Evidence::Patch,
     [](B& b) { b.sort = B::RegionSort::ByOffset; }},
    {{6, 5},
     "bottom-up-beside",
     "a dynamic region goes bottom-up beside a region that holds its range's start",
     "its patch; boots of 6.1 (not yet) and 6.12 (so)",
     Evidence::Patch,
     [](B& b) { b.neighbours = B::Neighbours::AllKnown; }},
    {{6, 9},
     "crash-switch",
     "CONFIG_CRASH_RESERVE decides whether crashkernel= counts, no longer CONFIG_KEXEC_CORE",
     "read in 6.4.6 (not yet) and 6.12.8 (so); which release between is believed",
     Evidence::Believed,
     [](B& b) { b.crash_has_own_switch = true; }},
    {{6, 10},
     "thp-pageblock",
     "TRANSPARENT_HUGEPAGE alone makes pageblocks as large as a huge page",
     "read in 6.12, not in 6.1; which release between is believed",
     Evidence::Believed,
     [](B& b) { b.thp_sets_pageblock = true; }},
    {{6, 12},
     "exact-dma-limit",
     "the DMA zone ends exactly where dma-ranges say, not at a power of two",
     "read in 6.12, not in 6.1; which release between is believed",
     Evidence::Read,
     [](B& b) { b.dma_limit_is_exact = true; }},
    {{6, 12},
     "hugetlb-gigantic",
     "hugetlb_cma= areas are aligned to the gigantic page",
     "read in 6.12, boots of 6.1 (not yet); which release between is believed",
     Evidence::Read,
     [](B& b) { b.hugetlb_is_gigantic = true; }},
    {{6, 12},
     "high-memory-later",
     "the default area tries high memory after the place above 4 GiB, not before",
     "read in 6.12 and 6.1; which release between is believed",
     Evidence::Read,
     [](B& b) { b.high_memory_after_4g = true; }},
    {{6, 12},
     "cma-areas-exact",
     "the CMA table has CONFIG_CMA_AREAS entries, not one more",
     "read in 6.1 and 6.12, boots of 7.2; which release between is believed",
     Evidence::Read,
     [](B& b) { b.one_slot_more = false; }},
    {{6, 12},
     "node-in-lines",
     "the lines of the default area end in `on node`",
     "boots of 6.12, not of 6.1 and 7.2",
     Evidence::Booted,
     [](B& b) { b.cma_lines_name_node = true; },
     {6, 13}},
    {{6, 12},
     "late-static-nodes",
     "static nodes are initialised after the page tables, the table of regions is as "
     "large as the tree needs, and the overlap test comes last with dynamic regions in it",
     "upstream 6.13 (8a6e02d0c00e), taken back into 6.12.y; boots of 6.12.117 and 7.2; 6.12.0 is without",
     Evidence::Booted,
     [](B& b) {
       b.static_nodes_late = true;
       b.overlap_test_late = true;
       b.table_is_fixed = false;
       b.neighbours = B::Neighbours::DynamicOnly;
     }},
    {{6, 18},
     "skipped-before-scan",
     "with cma= a linux,cma-default node is left out before it is reserved",
     "upstream 6.19 (0fd17e598333), in 6.18.y since early 2026",
     Evidence::Patch,
     [](B& b) { b.default_node = B::DefaultNode::SkippedBeforeScan; }},
    {{7, 2},
     "validation",
     "a pool's driver is asked before its node is reserved; failed nodes leave the table; "
     "broken reg and alloc-ranges count as absent; only the first reg entry is reserved; reusable with no-map is no "
     "failure",
     "boots of 7.2; which release after 6.19 is believed",
     Evidence::Booted,
     [](B& b) {
       b.default_node = B::DefaultNode::SkippedIfPool;
       b.validates_nodes = true;
       b.failed_nodes_are_forgotten = true;
       b.bad_length_is_absent = true;
       b.first_reg_only = true;
       b.reusable_no_map_fails = false;
       b.sort = B::RegionSort::UnstablePairwise;
     }},
    {{7, 2},
     "early-default",
     "the default CMA area is placed before the memory map; its lines show the size asked for",
     "boots of 7.2; which release after 6.12 is believed",
     Evidence::Booted,
     [](B& b) {
       b.default_before_memory_map = true;
       b.lines_show_asked_size = true;
     }},
    {{7, 2},
     "parameter-limit",
     "the limit of cma= takes the place of the DMA zone's",
     "read in 7.2",
     Evidence::Read,
     [](B& b) { b.parameter_limit_wins = true; }},
    {{7, 2},
     "linear-map-pages",
     "arm64 maps RAM in 4 KiB pages unless told otherwise, RAM/512 of page tables",
     "boots of 7.2; which release after 6.12 is believed",
     Evidence::Booted,
     [](B& b) { b.linear_map_in_pages = true; }},
};

}  // namespace

std::string_view to_string(Evidence evidence) {
  switch (evidence) {
    case Evidence::Booted:
      return "seen in booted kernels";
    case Evidence::Read:
      return "read in its source";
    case Evidence::Patch:
      return "taken from the patch";
    case Evidence::Believed:
      return "believed, not checked";
  }
  return "";
}

std::span<const KernelChange> kernel_changes() { return changes; }

bool has_change(const KernelVersion& version, const KernelChange& change) {
  const auto first_of = [](KernelVersion series) {
    return KernelVersion{series.major, series.minor, series.patch.value_or(0)};
  };
  if (compare(version, first_of(change.since)) < 0) return false;
  return change.until.major == 0 || compare(version, first_of(change.until)) < 0;
}

KernelBehaviour behaviour_of(const KernelVersion& version) {
  KernelBehaviour behaviour;
  for (const KernelChange& change : changes) {
    if (has_change(version, change)) change.apply(behaviour);
  }
  return behaviour;
}

}  // namespace rampart

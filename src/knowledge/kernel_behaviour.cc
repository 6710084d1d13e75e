#include "knowledge/kernel_behaviour.h"

#include <algorithm>

namespace rampart {
namespace {

using B = KernelBehaviour;

// One row a change, in the order of the releases of mainline. `stable` has the first release of each older series that
// took it back. A commit is named by its first twelve digits and its subject; what was read is named by its release.
constexpr KernelChange changes[] = {
    {{5, 6},
     "cmdline-first",
     "cma= takes the place of the tree's default pool; before, the tree's pool won",
     "\"dma-contiguous: CMA: give precedence to cmdline\", in the dma-mapping pull for 5.6; boots of 5.10, 6.1, 6.12",
     Evidence::Patch,
     [](B& b) { b.default_node = B::DefaultNode::Bypassed; }},
    {{5, 11},
     "image-from-stext",
     "arm64 leaves the first 64 KiB of its image free",
     "e2a073dde921 \"arm64: omit [_text, _stext) from permanent kernel mapping\"; read in 5.10.262 and 5.11, boots of "
     "6.1",
     Evidence::Read,
     [](B& b) { b.image_reserved = B::ImageReserved::FromStext; }},
    {{5, 11},
     "memory-map-in-pages",
     "arm64 maps its memory map in single pages where no run of 2 MiB is free for a block of it",
     "9f84f39f5515 \"arm64/mm: add fallback option to allocate virtually contiguous memory\"; read in 5.10.262 "
     "(not yet) and 6.1.192, boots of 6.12",
     Evidence::Patch,
     [](B& b) { b.memory_map_falls_to_pages = true; }},
    {{5, 12},
     "default-above-4g",
     "with RAM beyond 4 GiB and no DMA zone the default area is looked for from 4 GiB up",
     "\"mm: cma: allocate cma areas bottom-up\"; read in 5.11 and 5.12.9, boots of 5.10 and 6.1",
     Evidence::Read,
     [](B& b) { b.default_above_4g = true; }},
    {{5, 12},
     "sections-128m",
     "arm64 keeps its memory map in sections of 128 MiB instead of 1 GiB",
     "f0b13ee23241 \"arm64/sparsemem: reduce SECTION_SIZE_BITS\"; read in 5.11 and 5.12.9, boots of 5.10 and 6.1",
     Evidence::Read,
     [](B& b) { b.arm64_section_bits = 27; }},
    {{5, 14},
     "no-map-kept",
     "a dynamic no-map region stays RAM, reserved and marked, instead of being removed",
     "patch of June 2021 to early_init_dt_alloc_reserved_memory_arch(), after 86588296acbf had done so for static "
     "ones; "
     "read in 5.12.9, 5.10.262 (not yet) and 5.14-rc5",
     Evidence::Patch,
     [](B& b) { b.dynamic_no_map_is_removed = false; }},
    {{5, 16},
     "hugetlb-demotable",
     "hugetlb_cma= areas are aligned to the huge page, no longer to the gigantic one",
     "a01f43901cfb \"hugetlb: be sure to free demoted CMA pages to CMA\"; read in 5.15.148 and 5.17-rc5, boots of 6.1",
     Evidence::Patch,
     [](B& b) { b.hugetlb_is_gigantic = false; }},
    {{5, 17},
     "no-map-outside-ram",
     "a static no-map region outside RAM is not refused for touching a reservation",
     "da17d6905d29 \"of/fdt: Don't worry about non-memory region overlap for no-map\", stable mails of 24 January "
     "2022; "
     "read in 5.15.16, 5.10.262 (not yet), 5.15.135 and 5.17-rc5",
     Evidence::Patch,
     [](B& b) { b.no_map_refusal = B::NoMapRefusal::TouchesReservationInRam; },
     {{{5, 15, 17}, {5, 16, 3}}}},
    {{5, 18},
     "granule-is-pageblock",
     "a CMA area is aligned to a pageblock, not also to the largest buddy block",
     "e16faf26780f \"cma: factor out minimum alignment requirement\"; read in 5.17-rc5 and 5.19, boots of 5.10 and 6.1",
     Evidence::Patch,
     [](B& b) { b.granule_has_max_order = false; }},
    {{5, 19},
     "crash-high",
     "arm64 takes crashkernel=SIZE,high and ,low",
     "944a45abfabc \"arm64: kdump: Reimplement crashkernel=X\"; read in 5.17-rc5 and 5.19, boots of 6.1",
     Evidence::Patch,
     [](B& b) { b.crash_kernel = B::CrashKernel::HighToo; }},
    {{6, 1},
     "names-whole",
     "debugfs names a CMA area in full instead of cma- and 15 characters",
     "\"mm/cma_debug: show complete cma name in debugfs directories\"; read in 6.0.1 and 6.1.4, boots of 5.10 and 6.1",
     Evidence::Read,
     [](B& b) { b.names_are_cut = false; }},
    {{6, 2},
     "crash-falls-up",
     "a crashkernel= that finds no room below the limit of the DMA zone is tried above it too",
     "read in arch/arm64/mm/init.c of 6.1.4 and 6.2.1, boots of 6.1 and 6.12",
     Evidence::Read,
     [](B& b) { b.crash_kernel = B::CrashKernel::FallsUp; }},
    {{6, 3},
     "prints-regions",
     "every initialised region gets a line with its place",
     "aeb9267eb6b1 \"of: reserved-mem: print out reserved-mem details during boot\"; read in 6.2.1 and 6.3.8, boots of "
     "6.1 and 6.12",
     Evidence::Read,
     [](B& b) { b.prints_regions = true; }},
    {{6, 3},
     "high-memory-later",
     "the default area tries high memory after the place above 4 GiB, not before",
     "read in mm/cma.c of 6.2.1 and 6.3.8",
     Evidence::Read,
     [](B& b) { b.high_memory_after_4g = true; }},
    {{6, 4},
     "kfence-early",
     "arm64 places the pool of KFENCE before it maps RAM, which need not be mapped in pages for it any longer",
     "read in arch/arm64/mm/mmu.c of 6.3.8 and 6.4.6, boots of 6.1 and 6.12",
     Evidence::Read,
     [](B& b) { b.kfence_pool_is_early = true; }},
    {{6, 4},
     "crash-always-late",
     "arm64 places the crash kernel after the default CMA area with or without a DMA zone, and maps RAM in blocks "
     "all the same",
     "read in arch/arm64/mm/init.c of 6.3.8 and 6.4.6",
     Evidence::Read,
     [](B& b) { b.crash_is_always_late = true; }},
    {{6, 4},
     "max-order-inclusive",
     "CONFIG_ARCH_FORCE_MAX_ORDER is the largest order, no longer one more",
     "23baf831a32c \"mm, treewide: redefine MAX_ORDER sanely\"; read in 6.3.8 and 6.4.6, boots of 6.1 (11) and 6.12 "
     "(10)",
     Evidence::Read,
     [](B& b) { b.max_order_is_exclusive = false; }},
    {{6, 4},
     "memreserve-last",
     "/memreserve/ is reserved after the static regions instead of first; after the dynamic ones too once they are "
     "placed in the same pass",
     "b41328187629 \"of: fdt: Scan /memreserve/ last\"; read in 6.3.8 and 6.4.6, boots of 6.1 and 6.12",
     Evidence::Read,
     [](B& b) { b.memreserve_is_last = true; }},
    {{6, 5},
     "stable-order",
     "dynamic regions are placed in the order of the tree instead of that of a heapsort",
     "4cea2821882b \"of: reserved_mem: Use stable allocation order\", in the devicetree pull for 6.5; read in 6.4.6 "
     "and "
     "6.6.9, boots of 6.1 and 6.12",
     Evidence::Patch,
     [](B& b) { b.sort = B::RegionSort::ByOffset; }},
    {{6, 5},
     "bottom-up-beside",
     "a dynamic region goes bottom-up beside a region that holds its range's start",
     "83ba7361e168 \"of: reserved_mem: Try to keep range allocations contiguous\", in the devicetree pull for 6.5; "
     "read "
     "in 6.4.6 and 6.6.9, boots of 6.1 and 6.12",
     Evidence::Patch,
     [](B& b) { b.neighbours = B::Neighbours::AllKnown; }},
    {{6, 5},
     "crash-falls-both-ways",
     "crashkernel=SIZE,high looks above the limit only, and below it where it finds no room",
     "6c4dcaddbd36 \"arm64: kdump: simplify the reservation behaviour of crashkernel=,high\"; read in 6.4.6 and 6.6.9, "
     "boots of 6.12",
     Evidence::Patch,
     [](B& b) { b.crash_kernel = B::CrashKernel::FallsBothWays; }},
    {{6, 6},
     "node-areas-with-default",
     "the areas of cma_pernuma= and numa_cma= are made together with the default area, no longer before the memory map",
     "read in kernel/dma/contiguous.c of 6.4.6 and 6.6.9; that 6.5 is without is believed",
     Evidence::Believed,
     [](B& b) { b.node_areas_with_default = true; }},
    {{6, 6},
     "node-in-lines",
     "the lines of the default area end in `on node`",
     "read in mm/cma.c of 6.4.6 and 6.6.9, boots of 6.12; that 6.5 is without is believed",
     Evidence::Believed,
     [](B& b) { b.cma_lines_name_node = true; }},
    {{6, 9},
     "cma-areas-exact",
     "the CMA table has CONFIG_CMA_AREAS entries, not one more",
     "read in include/linux/cma.h of 6.8.1 and 6.9, boots of 7.2",
     Evidence::Read,
     [](B& b) { b.one_slot_more = false; }},
    {{6, 9},
     "crash-switch",
     "CONFIG_CRASH_RESERVE decides whether crashkernel= counts, no longer CONFIG_KEXEC_CORE",
     "read in arch/arm64/mm/init.c of 6.8.1 and 6.9",
     Evidence::Read,
     [](B& b) { b.crash_has_own_switch = true; }},
    {{6, 10},
     "thp-pageblock",
     "TRANSPARENT_HUGEPAGE alone makes pageblocks as large as a huge page",
     "read in include/linux/pageblock-flags.h of 6.9.3 and 6.10-rc5",
     Evidence::Read,
     [](B& b) { b.thp_sets_pageblock = true; }},
    {{6, 10},
     "hugetlb-gigantic",
     "hugetlb_cma= areas are aligned to the gigantic page again",
     "cc48be374b65 \"mm/hugetlb: align cma on allocation order, not demotion order\"; read in 6.9.3, 6.6.87 (not yet) "
     "and "
     "6.10-rc5",
     Evidence::Read,
     [](B& b) { b.hugetlb_is_gigantic = true; }},
    {{6, 12},
     "exact-dma-limit",
     "the DMA zone ends exactly where dma-ranges say, not at a power of two",
     "ba0fb44aed47 \"dma-mapping: replace zone_dma_bits by zone_dma_limit\"; read in 6.11.11 and 6.12.8",
     Evidence::Read,
     [](B& b) { b.dma_limit_is_exact = true; }},
    {{6, 12},
     "crash-below-ram",
     "a crashkernel= of all of RAM or more counts for nothing, without a message",
     "read in kernel/crash_reserve.c of 6.11.11 (not yet) and 6.12.8",
     Evidence::Read,
     [](B& b) { b.crash_stays_below_ram = true; }},
    {{6, 13},
     "late-static-nodes",
     "static nodes are initialised after the page tables, and the overlap test comes last with dynamic regions in it",
     "8a6e02d0c00e \"of: reserved_mem: Restructure how the reserved memory regions are processed\", stable mail of "
     "5 February 2025; read in 6.12.8, 6.12.43 and 6.13.2, boots of 6.12.117 and 7.2",
     Evidence::Read,
     [](B& b) {
       b.static_nodes_late = true;
       b.overlap_test_late = true;
       b.neighbours = B::Neighbours::DynamicOnly;
     },
     {{{6, 12, 13}}}},
    {{6, 13},
     "table-as-large-as-tree",
     "the table of regions is as large as the tree needs, not 64 entries",
     "00c9a452a235 \"of: reserved_mem: Add code to dynamically allocate reserved_mem array\", in Debian's list of what "
     "6.12.103 has; read in 6.12.69, 6.12.117 and 6.13.2, boots of 6.12.117 and 7.2",
     Evidence::Read,
     [](B& b) { b.table_is_fixed = false; },
     {{{6, 12, 103}}}},
    {{6, 15},
     "areas-of-ranges",
     "the lines of the default area show the size asked for and no node; whether a fixed one crosses the end of low "
     "memory is asked after its limit",
     "c009da4258f9 \"mm, cma: support multiple contiguous ranges, if requested\", in the mm pull for 6.15; read in "
     "6.14 "
     "and 6.18.2, boots of 7.2",
     Evidence::Patch,
     [](B& b) {
       b.cma_lines_name_node = false;
       b.lines_show_asked_size = true;
       b.boundary_is_asked_late = true;
     }},
    {{6, 16},
     "parameter-limit",
     "the limit of cma= takes the place of the DMA zone's",
     "aa807b9f22df \"dma-contiguous: hornor the cma address limit setup by user\", in the dma-mapping pull of July "
     "2025 "
     "for 6.16; read in 6.14, 6.12.117 (not yet) and 6.18.2",
     Evidence::Patch,
     [](B& b) { b.parameter_limit_wins = true; }},
    {{6, 18},
     "image-whole",
     "arm64 reserves its whole image again",
     "5973a62efa34 \"arm64: map [_text, _stext) virtual address range non-executable+read-only\", stable mails of "
     "17 October 2025; read in 6.12.43, 6.12.69, 6.14 and 6.18.2, boots of 6.1 (not yet) and 6.12.117",
     Evidence::Patch,
     [](B& b) { b.image_reserved = B::ImageReserved::Whole; },
     {{{6, 12, 54}, {6, 17, 4}}}},
    {{6, 18},
     "linear-map-pages",
     "arm64 maps RAM in 4 KiB pages unless told otherwise, RAM/512 of page tables",
     "bfbbb0d3215f \"arm64/Kconfig: Remove CONFIG_RODATA_FULL_DEFAULT_ENABLED\"; read in 6.14, 6.12.69 (not yet) and "
     "6.18.2, boots of 7.2",
     Evidence::Patch,
     [](B& b) { b.linear_map_in_pages = true; }},
    {{6, 19},
     "skipped-before-scan",
     "with cma= a linux,cma-default node is left out before it is reserved",
     "0fd17e598333 \"of: reserved_mem: Allow reserved_mem framework detect \"cma=\" kernel param\", in the review of "
     "6.18.9; read in 6.18.2, 6.18.33 and 6.19",
     Evidence::Read,
     [](B& b) { b.default_node = B::DefaultNode::SkippedBeforeScan; },
     {{{6, 18, 9}}}},
    {{6, 19},
     "broken-lists-absent",
     "a reg or alloc-ranges of a wrong length counts as not there",
     "read in drivers/of/of_reserved_mem.c of 6.18.2, 6.18.33 (not yet) and 6.19, boots of 7.2",
     Evidence::Read,
     [](B& b) { b.bad_length_is_absent = true; }},
    {{6, 19},
     "several-regs-no-region",
     "a node with several reg entries is reserved, but becomes no region",
     "read in drivers/of/of_reserved_mem.c of 6.18.2 (not yet), 6.18.33, 6.19 and 7.1.5; the review of 6.18.9 shows it "
     "there already",
     Evidence::Read,
     [](B& b) { b.several_regs_are_none = true; },
     {{{6, 18, 9}}}},
    {{7, 0},
     "early-default",
     "the default CMA area is placed before the memory map",
     "d49004c5f0c1 \"arch, mm: consolidate initialization of nodes, zones and memory map\"; read in 6.19 and 7.0, "
     "boots "
     "of 7.2",
     Evidence::Read,
     [](B& b) { b.default_before_memory_map = true; }},
    {{7, 1},
     "validation",
     "a pool's driver is asked before its node is reserved; failed nodes leave the table; reusable with no-map is no "
     "failure; the place in the tree no longer breaks ties of the sort",
     "\"of: reserved_mem: replace CMA quirks by generic methods\" and its series; read in 7.0 and 7.1.3, boots of 7.2",
     Evidence::Read,
     [](B& b) {
       b.default_node = B::DefaultNode::SkippedIfPool;
       b.validates_nodes = true;
       b.failed_nodes_are_forgotten = true;
       b.reusable_no_map_fails = false;
       b.sort = B::RegionSort::UnstablePairwise;
     }},
    {{7, 2},
     "first-reg-only",
     "only the first reg entry of a node is reserved, and becomes its region",
     "patch of May 2026 to __reserved_mem_reserve_reg(); read in 7.1.5 and 7.2.12, boots of 7.2",
     Evidence::Read,
     [](B& b) {
       b.several_regs_are_none = false;
       b.first_reg_only = true;
     }},
    {{7, 3},
     "map-whole-pages",
     "arm64 leaves a page unmapped of which a no-map region has a part, and no longer maps it for the RAM beside it",
     "\"arm64: mm: fix accidental linear mapping of no-map reserved memory\", in Debian's list of what 6.12.117 has; "
     "read in 6.12.69 (not yet), 6.12.117, 6.1.192, 5.10.262 and 7.2.12 (not yet), boots of 6.12.118; that 7.3 has it "
     "is believed",
     Evidence::Believed,
     [](B& b) { b.maps_whole_pages = true; },
     {{{6, 12, 117}}}},
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
  const auto reached = [&](const KernelVersion& first) {
    return compare(version, {first.major, first.minor, first.patch.value_or(0)}) >= 0;
  };
  if (reached(change.since)) return true;
  return std::ranges::any_of(change.stable,
                             [&](const KernelVersion& first) { return first.same_series(version) && reached(first); });
}

KernelBehaviour behaviour_of(const KernelVersion& version) {
  KernelBehaviour behaviour;
  for (const KernelChange& change : changes) {
    if (has_change(version, change)) change.apply(behaviour);
  }
  return behaviour;
}

}  // namespace rampart

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "knowledge/kernel_version.h"

namespace rampart {

/// What the early memory set-up of a kernel version does where versions differ. The initial values are those of the
/// oldest known kernel; `kernel_changes()` has what each later one changed, and from where that is known.
struct KernelBehaviour {
  /// Which node a kernel turns down because of `cma=`, and when.
  enum class DefaultNode {
    TreeWins,           ///< `cma=` is ignored where the tree has a default pool.
    Bypassed,           ///< `cma=` wins: the node is reserved, then bypassed and freed.
    SkippedBeforeScan,  ///< Any node with `linux,cma-default` is left out before it is reserved.
    SkippedIfPool,      ///< Only one that would be a CMA pool is.
  };
  /// When a static no-map node is refused because of an earlier reservation.
  enum class NoMapRefusal { TouchesReservation, TouchesReservationInRam };
  /// The order in which regions are sorted and, before 6.5, allocated.
  enum class RegionSort {
    Unstable,         ///< Heapsort of base and size: equal ones, as all dynamic ones are, change places.
    ByOffset,         ///< The place in the tree breaks ties.
    UnstablePairwise  ///< The heapsort of 7.x, which takes out two elements a round.
  };
  /// Whose addresses vote for bottom-up allocation.
  enum class Neighbours { None, AllKnown, DynamicOnly };
  /// What arm64 reserves of its own image.
  enum class ImageReserved { Whole, FromStext };
  /// Where `crashkernel=` looks on arm64.
  enum class CrashKernel {
    LowOnly,       ///< Below the limit of the DMA zones; `,high` counts for nothing.
    HighToo,       ///< `,high` looks from the top of RAM down.
    FallsUp,       ///< What finds no room below the limit does so too.
    FallsBothWays  ///< `,high` looks above the limit first; what finds no room on its side is tried on the other.
  };

  DefaultNode default_node = DefaultNode::TreeWins;
  bool granule_has_max_order = true;   ///< The CMA granule is at least the largest buddy block.
  bool thp_sets_pageblock = false;     ///< TRANSPARENT_HUGEPAGE alone lowers the pageblock order.
  bool max_order_is_exclusive = true;  ///< CONFIG_ARCH_FORCE_MAX_ORDER is one more than the largest order.
  NoMapRefusal no_map_refusal = NoMapRefusal::TouchesReservation;
  bool dynamic_no_map_is_removed = true;  ///< A dynamic no-map region is taken out of RAM instead of being marked.
  bool reusable_no_map_fails = true;      ///< `shared-dma-pool` with both properties fails its initialisation.
  bool memreserve_is_last = false;        ///< /memreserve/ comes after the nodes of /reserved-memory, not before.
  bool table_is_fixed = true;             ///< 64 entries for static and dynamic regions together.
  RegionSort sort = RegionSort::Unstable;
  Neighbours neighbours = Neighbours::None;
  bool static_nodes_late = false;           ///< Static nodes are initialised after the page tables exist.
  bool overlap_test_late = false;           ///< The overlap test runs after dynamic regions have their addresses.
  bool bad_length_is_absent = false;        ///< A `reg` or `alloc-ranges` of wrong length counts as not there.
  bool several_regs_are_none = false;       ///< A node with several `reg` entries is reserved, but becomes no region.
  bool first_reg_only = false;              ///< Further `reg` entries of a node are not reserved.
  bool prints_regions = false;              ///< `0x..0x (KiB) map|nomap ...` for each region.
  bool validates_nodes = false;             ///< A pool that a driver would refuse is dropped before it is reserved.
  bool failed_nodes_are_forgotten = false;  ///< They take no part in the overlap test.
  bool default_before_memory_map = false;   ///< The default CMA area is placed before the memory map.
  bool default_above_4g = false;            ///< With RAM beyond 4 GiB it goes bottom-up from there.
  std::uint32_t arm64_section_bits = 30;    ///< The sparse memory section of arm64 with 4 KiB pages.
  bool memory_map_falls_to_pages = false;   ///< arm64: pages take the place of a block of the map that has no room.
  ImageReserved image_reserved = ImageReserved::Whole;
  bool names_are_cut = true;          ///< debugfs: `cma-<name>` cut to 15 characters.
  bool parameter_limit_wins = false;  ///< The limit of `cma=@-` takes the place of the zone's, not the smaller.
  bool linear_map_in_pages = false;   ///< arm64 maps RAM in 4 KiB pages whatever the configuration says.
  bool maps_whole_pages = false;      ///< arm64 leaves a page unmapped of which a no-map region has a part.
  bool one_slot_more = true;          ///< The CMA table has 1 + CONFIG_CMA_AREAS entries.
  bool dma_limit_is_exact = false;    ///< The zone's limit of `dma-ranges` is not rounded to a power of two.
  bool hugetlb_is_gigantic = true;    ///< `hugetlb_cma=` areas are aligned to the gigantic page, not the huge page.
  bool high_memory_after_4g = false;  ///< The default area tries high memory only after 4 GiB.
  bool cma_lines_name_node = false;   ///< `... on node -1` behind the lines of the default area.
  CrashKernel crash_kernel = CrashKernel::LowOnly;
  bool node_areas_with_default =
      false;  ///< `cma_pernuma=` counts where the default area is made, not before the memory map.
  bool kfence_pool_is_early = false;   ///< arm64 places KFENCE's pool before it maps RAM, and maps that alone in pages.
  bool crash_is_always_late = false;   ///< arm64 places it after the default area even without a DMA zone.
  bool crash_has_own_switch = false;   ///< CONFIG_CRASH_RESERVE decides, not CONFIG_KEXEC_CORE.
  bool crash_stays_below_ram = false;  ///< `crashkernel=` of all of RAM or more counts for nothing.
  bool lines_show_asked_size = false;  ///< They show the size asked for, before rounding.
  /// Whether a fixed area crosses the end of low memory is asked when it is reserved, and only with high memory.
  bool boundary_is_asked_late = false;
};

/// How a fact is known.
enum class Evidence {
  Booted,    ///< Seen in booted kernels.
  Read,      ///< Read in the source of that version.
  Patch,     ///< Taken from the patch itself, its pull request or its stable mail.
  Believed,  ///< Not checked.
};

/// `seen in booted kernels`, `read in its source`, `taken from the patch`, `believed, not checked`.
std::string_view to_string(Evidence evidence);

/// One thing that a version changed.
struct KernelChange {
  KernelVersion since;      ///< The first release of mainline with it.
  std::string_view id;      ///< A short stable word: `cmdline-first`.
  std::string_view what;    ///< What the kernel does from then on, one sentence without a full stop.
  std::string_view source;  ///< Where it is known from: a commit, a pull request, boots.
  Evidence evidence;        ///< That it is so from `since` on.
  void (*apply)(KernelBehaviour& behaviour);
  /// The first release of each older series that took it back; 0.0 is none.
  std::array<KernelVersion, 2> stable{};
};

/// All changes, oldest first. The one table of what differs between versions.
std::span<const KernelChange> kernel_changes();

/// Whether a kernel has a change.
bool has_change(const KernelVersion& version, const KernelChange& change);

/// What a kernel does.
KernelBehaviour behaviour_of(const KernelVersion& version);

}  // namespace rampart

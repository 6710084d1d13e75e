#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <rampart/model/phys_range.h>
#include <rampart/model/region.h>

#include "analyses/boot_setup.h"
#include "knowledge/kernel_behaviour.h"
#include "sources/device_tree.h"

namespace rampart {

struct UbootEnvironment;
struct UbootMemory;

/// What may be told beside the board itself.
struct CheckExtras {
  bool kernel_stated = false;            ///< `--kernel` was given: else the tree has to do for every kernel.
  const DeviceTree* baseline = nullptr;  ///< `--baseline`: the tree before the change.
  std::string_view boot_loader{};        ///< `--bootloader`: `u-boot`, `grub`, `extlinux`, ...; empty: not told.
  const UbootEnvironment* environment = nullptr;  ///< `--uboot-env`
  const UbootMemory* boot_memory = nullptr;       ///< What it says of memory.
};

/// An enabled node of /reserved-memory with what can be read of it. Its numbers are empty where they are malformed.
struct CheckedNode {
  const ReservedNode* node;
  std::size_t index;  ///< Into `ReservedMemory::nodes`, as `RegionTarget::node` has it.
  Kind kind;
  bool is_pool = false;       ///< `shared-dma-pool`
  bool is_static = false;     ///< Has a `reg` that the kernel takes for one.
  bool is_dynamic = false;    ///< Has none, but a `size`.
  std::size_t first = 0;      ///< Its ranges in `CheckInput::ranges`,
  std::size_t end = 0;        ///< and one past the last.
  std::optional<Bytes> size;  ///< Of a dynamic one.
  std::optional<Bytes> alignment;

  bool is_cma_pool() const { return kind == Kind::Cma; }
};

/// One entry of the `reg` of a node, as the kernel reads it: no `ranges` of the parent are applied.
struct StaticRange {
  PhysRange range;
  std::size_t node;   ///< Index into `CheckInput::nodes`.
  std::size_t entry;  ///< Which entry of its `reg`.
};

/// Everything the rules look at, computed once for all of them. Refers to the setup and the extras it was made from.
struct CheckInput {
  const BootSetup& setup;
  const CheckExtras& extras;
  const DeviceTree& tree;
  KernelBehaviour behaviour;
  Bytes page_size;
  Bytes granule;  ///< What a CMA area has to be aligned to.
  bool granule_assumed = false;
  std::optional<CellWidths> widths;    ///< By which children of /reserved-memory are read.
  bool has_foreign_cells = false;      ///< The widths are not the root's: no kernel reads the children.
  std::vector<CheckedNode> nodes;      ///< In the order of the tree; none if there is no /reserved-memory.
  std::vector<StaticRange> ranges;     ///< In the order of the tree; none if `has_foreign_cells`.
  std::vector<std::size_t> by_base;    ///< Indices into `ranges`, sorted by base, then by size.
  std::vector<PhysRange> ram;          ///< `--ram`, else what the kernel takes of the memory nodes; sorted and joined.
  bool ram_is_complete = false;        ///< Nothing says that a boot loader fills RAM in.
  std::optional<PhysAddr> open_ram{};  ///< Where RAM begins whose size a boot loader fills in.
};

CheckInput check_input(const BootSetup& setup, const CheckExtras& extras);

/// The node that has this index in `ReservedMemory::nodes`; null if it is disabled.
const CheckedNode* checked_node(const CheckInput& input, std::size_t reserved_index);

/// The entries of the `alloc-ranges` of a node; none if it has none or they are malformed.
std::vector<RegEntry> alloc_ranges_of(const CheckInput& input, const CheckedNode& node);

/// Whether any byte of a range is RAM of the board, as far as the tree tells where that is.
bool touches_known_ram(const CheckInput& input, const PhysRange& range);
/// The same; true where only the boot loader knows.
bool touches_ram(const CheckInput& input, const PhysRange& range);
/// Whether every byte of a range is.
bool lies_in_ram(const CheckInput& input, const PhysRange& range);

/// `Linux 6.12`, as findings name the kernel asked about.
std::string kernel_name(const CheckInput& input);

}  // namespace rampart

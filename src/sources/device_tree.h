#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/source_pos.h>

#include "sources/cell_property.h"
#include "sources/dts_positions.h"

namespace rampart {

/// A child of the root that describes RAM: `device_type = "memory"`, or the name `memory` with or without an address.
struct MemoryNode {
  std::string path;
  bool is_device_type = false;  ///< Has `device_type = "memory"`, by which a kernel knows it.
  std::optional<std::string> status;
  std::optional<CellProperty> reg;            ///< In the root's cells.
  std::optional<CellProperty> usable_memory;  ///< `linux,usable-memory`, which takes the place of `reg`.
  SourcePos where;
  friend bool operator==(const MemoryNode&, const MemoryNode&) = default;
};

/// An entry of the blob's reservation block, a `/memreserve/` line of the source.
struct MemReserve {
  std::uint64_t base = 0;
  std::uint64_t size = 0;
  friend bool operator==(const MemReserve&, const MemReserve&) = default;
};

/// A child of /reserved-memory, its properties as written.
struct ReservedNode {
  std::string name;   ///< With its unit address: `adsp@86100000`.
  std::string path;   ///< `/reserved-memory/adsp@86100000`.
  std::string label;  ///< From __symbols__ or the source; empty where there is none.
  std::optional<std::uint32_t> phandle;
  std::optional<CellProperty> reg;  ///< Reserved at a fixed place.
  std::optional<CellProperty> size;
  std::optional<CellProperty> alignment;
  std::optional<CellProperty> alloc_ranges;
  std::vector<std::string> compatible;
  bool no_map = false;
  bool reusable = false;
  bool cma_default = false;  ///< `linux,cma-default`
  bool dma_default = false;  ///< `linux,dma-default`
  std::optional<std::string> status;
  SourcePos where;
  friend bool operator==(const ReservedNode&, const ReservedNode&) = default;
};

/// /reserved-memory and its children in the order of the tree, which decides what a kernel does.
struct ReservedMemory {
  std::string path;  ///< `/reserved-memory`, or with a unit address, which no kernel looks at.
  CellCounts counts;
  std::optional<CellProperty> ranges;  ///< Present and empty: children have CPU addresses.
  std::optional<std::string> status;
  std::vector<ReservedNode> nodes;
  SourcePos where;
  friend bool operator==(const ReservedMemory&, const ReservedMemory&) = default;
};

/// What one phandle of a `memory-region` names.
struct RegionTarget {
  std::uint32_t phandle = 0;
  std::optional<std::size_t> node;   ///< Index into `ReservedMemory::nodes`.
  std::optional<std::size_t> other;  ///< Index into `DeviceTree::other_targets`; both empty: no node has it.
  friend bool operator==(const RegionTarget&, const RegionTarget&) = default;
};

/// A device that names memory through `memory-region`.
struct MemoryReference {
  std::string path;        ///< The device's.
  std::string compatible;  ///< The first of its list; may be empty.
  std::optional<std::string> status;
  bool is_below_disabled = false;  ///< A node above it is disabled: no kernel makes a device of it.
  std::uint32_t byte_length = 0;   ///< Of `memory-region`; not a multiple of 4 is malformed.
  std::vector<RegionTarget> targets;
  std::optional<std::vector<std::string>> names;  ///< `memory-region-names`
  SourcePos where;
  friend bool operator==(const MemoryReference&, const MemoryReference&) = default;
};

/// A node outside /reserved-memory that a device names as its memory.
struct OtherTarget {
  std::string path;
  std::optional<CellProperty> reg;  ///< In the cells of the node above it.
  CellCounts counts;                ///< Those.
  friend bool operator==(const OtherTarget&, const OtherTarget&) = default;
};

/// A bus whose devices reach only part of memory, or see it elsewhere.
struct DmaRanges {
  std::string path;
  std::string compatible;    ///< The first of its list; may be empty.
  bool is_disabled = false;  ///< It, or a node above it: no kernel counts what it reaches.
  CellProperty ranges;       ///< Child address, parent address, size; empty: nothing is different.
  CellCounts child;
  CellCounts parent;
  friend bool operator==(const DmaRanges&, const DmaRanges&) = default;
};

/// /chosen: what the boot loader tells the kernel.
struct Chosen {
  std::optional<std::string> bootargs;
  std::optional<CellProperty> initrd_start;  ///< One or two cells, whatever the root says.
  std::optional<CellProperty> initrd_end;    ///< One past the last byte.
  std::optional<CellProperty> usable_memory_range;
  std::optional<CellProperty> elf_core_header;
  std::optional<std::string> stdout_path;
  bool has_kaslr_seed = false;
  SourcePos where;
  friend bool operator==(const Chosen&, const Chosen&) = default;
};

/// A property whose length or content breaks its format.
struct MalformedProperty {
  std::string path;
  std::string property;
  std::uint32_t byte_length = 0;
  std::string expected;
  friend bool operator==(const MalformedProperty&, const MalformedProperty&) = default;
};

/// How much there is of a tree, which decides how much memory a kernel needs to unflatten it.
struct TreeExtent {
  std::uint64_t nodes = 0;
  std::uint64_t properties = 0;
  std::uint64_t name_bytes = 0;  ///< Of all nodes' names, unit addresses included.
  friend bool operator==(const TreeExtent&, const TreeExtent&) = default;
};

/// What a device tree says of memory, as written and in its order. Nothing is judged: a zero size, an overlap or a
/// `reg` of the wrong length stand here as in the tree.
struct DeviceTree {
  std::string file;
  std::uint32_t total_size = 0;  ///< The header's, padding included: what a kernel keeps for the blob.
  TreeExtent extent;
  std::string model;
  std::vector<std::string> compatible;
  std::string cpu_compatible;  ///< Of the first CPU: `arm,cortex-a53`, `riscv`.
  CellCounts counts;           ///< The root's.
  std::vector<MemoryNode> memory;
  std::vector<MemReserve> mem_reserves;
  std::optional<ReservedMemory> reserved;
  std::vector<MemoryReference> references;
  std::vector<OtherTarget> other_targets;
  std::vector<DmaRanges> dma_ranges;
  std::optional<Chosen> chosen;
  std::vector<MalformedProperty> malformed;
  bool has_symbols = false;  ///< Has __symbols__, without which no overlay that names labels can be applied.
  DtsPositions positions;    ///< Of the source, if it was compiled from one.
};

/// True if a kernel looks at a node of this `status`: absent, `okay` or `ok`.
bool is_enabled(const std::optional<std::string>& status);
/// True if neither the device nor a node above it is disabled.
bool is_enabled(const MemoryReference& device);

/// Limits of `parse_dtb`. Linux takes at most 2 MiB of blob and 64 levels.
constexpr std::size_t max_blob_size = std::size_t{4} << 20;
constexpr std::size_t max_tree_depth = 64;
constexpr std::size_t max_path_bytes = std::size_t{8} << 20;  ///< All paths that a tree makes us keep.

/// Reads a flattened device tree in one pass; `file` only names it in errors and positions.
/// Malformed if the header or the structure is broken, or the file is shorter than the header says; Unsupported for
/// versions before 16; TooLarge over the limits above.
Result<DeviceTree> parse_dtb(std::string_view blob, std::string_view file);

/// Keeps the source's positions and gives each node its own.
void attach_positions(DeviceTree& tree, DtsPositions positions);

/// The place of a property, else of its node, else the tree's file.
SourcePos position_of(const DeviceTree& tree, std::string_view path, std::string_view property = {});

}  // namespace rampart

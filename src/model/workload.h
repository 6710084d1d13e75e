#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/source_pos.h>
#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

namespace rampart {

/// Where memory for devices comes from: pages of Linux, the two pools of `shared-dma-pool`, a carve-out that Linux
/// never sees, or a pool of a vendor's driver.
enum class PoolKind { System, Cma, Coherent, NoMap, Cmm, Ion };

/// `system`, `cma`, `coherent`, `no-map`, `cmm`, `ion`.
std::string_view to_string(PoolKind kind);
/// The kind whose `to_string` is `word`; nothing for another word.
std::optional<PoolKind> pool_kind_from(std::string_view word);

/// What a device, or one of its buffers, asks of the memory. What is not said stays empty.
struct MemoryWish {
  std::optional<bool> contiguous{};  ///< False: an IOMMU or a list of pages serves the device. Not said: true.
  std::optional<PhysAddr> below{};   ///< Every byte lies below this address.
  std::optional<Bytes> alignment{};  ///< Of each buffer's address: a power of two.
  std::optional<bool> is_private{};  ///< Shares its pool with no other device.
  std::string pool{};                ///< Name of a pool of the workload, or of a kind; empty: to be chosen.
  friend bool operator==(const MemoryWish&, const MemoryWish&) = default;
};

/// A pool that the workload wants by name.
struct WorkloadPool {
  std::string name;
  PoolKind kind{};
  std::optional<PhysAddr> base{};  ///< It must begin here.
  std::optional<Bytes> at_most{};  ///< It may not be larger.
  std::optional<PhysAddr> below{};
  std::optional<Bytes> alignment{};  ///< Of the base.
  bool fixed_offsets = false;        ///< Its buffers are put at planned offsets; else an allocator places them.
  SourcePos where;
};

struct WorkloadDevice {
  std::string name;
  std::string node;  ///< Path in the board's device tree, for `memory-region`; may be empty.
  MemoryWish wish;
  SourcePos where;
};

enum class DemandKind { Buffer, Model, Queue };
/// `buffer`, `model`, `queue`.
std::string_view to_string(DemandKind kind);

/// Memory that devices need while they run.
struct Demand {
  DemandKind kind{};
  std::string name;
  std::vector<std::string> devices;  ///< At least one; it is alive while any of them runs.
  std::uint64_t count = 1;           ///< At least 1.
  Bytes size;                        ///< Of each, at least 1.
  std::string rule;                  ///< How the size came about: `3840x2160 NV12, stride 3840`; empty: as given.
  MemoryWish wish;
  SourcePos where;
};

/// What Linux itself needs beside the demands: programs, page cache, network.
struct LinuxNeed {
  std::string name;
  Bytes size;
  SourcePos where;
};

/// Who runs at the same time: names of devices or of single demands.
struct Scenario {
  std::string name;
  std::vector<std::string> runs;
  SourcePos where;
};

/// Names of devices or demands of which no two ever run at the same time.
struct NeverTogether {
  std::vector<std::string> names;
  SourcePos where;
};

struct WorkloadBoard {
  std::string device{};             ///< Of data/devices; may be empty.
  std::string tree{};               ///< A .dts or .dtb, beside the workload's file; may be empty.
  std::vector<PhysRange> ram{};     ///< Where it lies.
  std::optional<Bytes> ram_size{};  ///< Where only that is known.
  std::string arch{};               ///< As architecture_from() reads it; empty: the device's or the tree's.
  std::string kernel{};             ///< As parse_kernel_version() reads it; empty: the newest that is known.
  std::optional<std::string> cmdline{};
  SourcePos where{};
};

/// What must be in memory, for whom, and who runs with whom.
struct Workload {
  std::string name;
  WorkloadBoard board;
  std::vector<WorkloadPool> pools;
  std::vector<WorkloadDevice> devices;
  std::vector<Demand> demands;
  std::vector<LinuxNeed> needs;
  std::vector<Scenario> scenarios;  ///< None: everything may run at once but what `never` forbids.
  std::vector<NeverTogether> never;

  const WorkloadDevice* device(std::string_view name) const;
  const WorkloadPool* pool(std::string_view name) const;
};

/// Whether `name` means this demand: its own name, or one of its devices.
bool is_meant(const Demand& demand, std::string_view name);

}  // namespace rampart

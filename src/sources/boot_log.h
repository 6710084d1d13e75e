#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// What a line of a kernel log says of memory.
enum class LogFact {
  KernelVersion,      ///< name: release. Begins a boot.
  MachineModel,       ///< name
  CommandLine,        ///< name: the line, which the log cuts at about 1 kB.
  UnknownParameters,  ///< name: what the kernel did not take, a `cma=` without CONFIG_DMA_CMA among it.
  FirmwareRange,      ///< first, last, name: BIOS-e820's type.
  UserRange,          ///< The same after `mem=` or `memmap=`.
  NodeRange,          ///< first, last: RAM that the kernel knows, no-map regions included.
  ZoneRange,          ///< first, last, name: the zone.
  MemoryLimited,      ///< size: `mem=` on arm64 and riscv64.
  MemoryLine,         ///< size: physical RAM; `memory` has all of it.
  CmaPoolCreated,     ///< first, size, name if `initialized node` followed: from a device-tree node.
  DmaPoolCreated,     ///< The same, a coherent pool.
  VendorPoolCreated,  ///< first, size, name.
  CmaReserved,        ///< first unless in several ranges, size: default pool of command line or Kconfig.
  NodeInitialized,    ///< name, other: compatible.
  RegionLine,         ///< first, last, size, no_map, reusable, name. Since about 6.3.
  RegionForNode,      ///< first, size, name: 3.15 and debug builds.
  CrashReserved,      ///< first, last or size.
  SwiotlbMapped,      ///< first, last.
  NodeBypassed,       ///< name: `cma=` took the place of this node.
  DefaultSkipped,     ///< `cma=` took the place of a node that is not named; since 6.18.
  EntriesIgnored,     ///< name, number: of `reg` entries; only the first is a region.
  NodeFailed,         ///< name: no driver took it.
  NodeNotAllocated,   ///< name, size if told.
  NodeNotReserved,    ///< name, first, size.
  NodeMalformed,      ///< name, other: the property.
  NodesOverlap,       ///< name first..last and other other_first..other_last.
  TreeNotUsed,        ///< /reserved-memory is of a form that the kernel ignores.
  TreeWithoutNode,    ///< There is no /reserved-memory.
  TooManyRegions,     ///< name if told.
  NeedsNoMap,         ///< arm refuses a mapped coherent pool.
  CmaFailed,          ///< size: as asked for.
  CmaPastLimit,       ///< first, size, limit.
  CmaBaseMisaligned,  ///< first, size: the alignment.
  CmaOverBoundary,    ///< first, limit: between low and high memory.
  CmaNodeMisaligned,  ///< A node's pool is off the granule.
  CmaNotSetUp,        ///< A node's pool was refused.
  CmaNoSlots,
  CmaNotActivated,  ///< name
  CmaAllocFailed,   ///< name if told, pages asked for, number: errno.
  CmaFreeRuns,      ///< name: runs as printed; pages free, number: total.
  PagesBusy,        ///< first, last: page frames, not addresses.
};

/// `Memory: AVAILABLE/PHYSICAL available (...)`. Absent parts stay empty.
struct MemoryLine {
  Bytes available;
  Bytes physical;  ///< RAM less no-map regions and what `mem=` cut.
  std::optional<Bytes> code, rwdata, rodata, init, bss;
  std::optional<Bytes> reserved;  ///< Without CMA.
  std::optional<Bytes> cma_reserved;
  std::optional<Bytes> highmem;
  friend bool operator==(const MemoryLine&, const MemoryLine&) = default;
};

/// One fact of a log. Which fields are filled stands beside each LogFact; ends are inclusive.
struct LogEvent {
  LogFact what{};
  std::size_t line{};
  std::size_t boot{};  ///< 0 for the first boot of the text.
  std::optional<std::int64_t> microseconds;
  std::string name;
  std::string other;
  std::optional<std::uint64_t> first, last;
  std::optional<std::uint64_t> other_first, other_last;
  std::optional<Bytes> size;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> pages;
  std::optional<std::int64_t> number;
  std::optional<bool> no_map, reusable;
  std::optional<MemoryLine> memory;
  friend bool operator==(const LogEvent&, const LogEvent&) = default;
};

/// What a text says of memory, in its order.
struct BootLog {
  std::string file;
  std::vector<LogEvent> events;
  std::size_t boots = 1;
  std::size_t line_count = 0;

  /// The events of the last boot: what is true now.
  BootLog last_boot() const;
  /// The first event of this sort, or null.
  const LogEvent* find(LogFact what) const;
};

/// `region-line`, `cma-failed`, ...: as in golden files and JSON.
std::string_view to_string(LogFact what);

/// Reads a kernel log line by line: dmesg with or without time stamps and levels, journalctl, a serial capture with
/// stray bytes. A line that it does not know is passed over, and no line is an error.
class BootLogReader {
 public:
  explicit BootLogReader(std::string_view file);
  void read_line(std::string_view text);
  BootLog finish() &&;

 private:
  void add(LogEvent event, std::string_view text);
  void join(const LogEvent& initialized);

  BootLog log_;
  std::string clean_;
  bool version_seen_ = false;
};

/// All lines of a text.
BootLog parse_boot_log(std::string_view text, std::string_view file);

}  // namespace rampart

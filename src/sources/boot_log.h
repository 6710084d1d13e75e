#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>

#include "sources/log_message.h"

namespace rampart {

/// What a line of a kernel log says of memory.
enum class LogFact {
  KernelVersion,       ///< name: release. Begins a boot.
  MachineModel,        ///< name
  CommandLine,         ///< name: the line, which kernels before 6.19 cut at about 1 kB.
  UnknownParameters,   ///< name: what the kernel did not take, a `cma=` without CONFIG_DMA_CMA among it.
  FirmwareRange,       ///< first, last, name: BIOS-e820's type.
  UserRange,           ///< The same after `mem=` or `memmap=`.
  NodeRange,           ///< first, last, number: the node. RAM that the kernel knows, no-map regions included.
  ZoneRange,           ///< first, last, name: the zone. Holes between banks are inside.
  RamIgnored,          ///< first, last: RAM that the kernel leaves alone.
  MemoryLimited,       ///< size: `mem=` on arm64 and riscv64.
  MemoryBanks,         ///< name: `512MB 512MB`, size: their total. Up to 3.x on arm.
  MemoryLine,          ///< size: physical RAM; `memory` has all of it.
  CmaPoolCreated,      ///< first, size, name if `initialized node` followed: from a device-tree node.
  DmaPoolCreated,      ///< The same, a coherent pool.
  VendorPoolCreated,   ///< first, size, name.
  CmaReserved,         ///< first unless in several ranges, size, number: the node if told. Of command line or Kconfig.
  HugetlbCmaReserved,  ///< size, number: the node.
  NodeInitialized,     ///< name, other: compatible.
  RegionLine,          ///< first, last, size, no_map, reusable, name. Since about 6.3.
  RegionForNode,       ///< first, size, name: 3.15 and debug builds.
  CrashReserved,       ///< first, last or size; name: `low` for the part below 4 GiB.
  SwiotlbMapped,       ///< first, last.
  AtomicPool,          ///< size, name: its GFP flags. Lies in the default CMA area if there is one.
  NodeBypassed,        ///< name: `cma=` took the place of this node.
  DefaultSkipped,      ///< `cma=` took the place of a node that is not named; since 6.18.
  EntriesIgnored,      ///< name, number: of `reg` entries; only the first is a region.
  NodeFailed,          ///< name: no driver took it.
  NodeNotAllocated,    ///< name, size if told.
  NodeNotReserved,     ///< name, first, size.
  NodeMalformed,       ///< name, other: the property.
  NodesOverlap,        ///< name first..last and other other_first..other_last.
  TreeNotUsed,         ///< /reserved-memory is of a form that the kernel ignores.
  TreeWithoutNode,     ///< There is no /reserved-memory.
  TooManyRegions,      ///< name if told.
  TableNotAllocated,   ///< number: errno. No room for the table of regions.
  NeedsNoMap,          ///< arm refuses a mapped coherent pool.
  CmaFailed,           ///< size: as asked for; number: the node if told.
  CmaPastLimit,        ///< first, size, limit.
  CmaBaseMisaligned,   ///< first, size: the alignment.
  CmaOverBoundary,     ///< first, limit: between low and high memory.
  CmaNodeMisaligned,   ///< A node's pool is off the granule.
  CmaNotSetUp,         ///< A node's pool was refused.
  CmaNoSlots,
  CmaNotActivated,    ///< name
  HugetlbCmaRefused,  ///< size: the granule.
  CrashNotReserved,
  SwiotlbFailed,
  CmaAllocFailed,     ///< name if told, pages asked for, number: errno.
  CmaFreeRuns,        ///< runs; pages free, number: total. Follows the failure that it explains.
  PagesBusy,          ///< first, last: page frames, not addresses.
  DriverAllocFailed,  ///< size: what a driver asked of the DMA API.
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

/// Pages in a row that are free in a CMA area.
struct FreeRun {
  std::uint64_t pages{};
  std::optional<std::uint64_t> bit;  ///< Its place in the area's bitmap; some Android kernels do not print it.
  std::uint64_t range{};             ///< Of the area; others than 0 since 6.15.
  friend bool operator==(const FreeRun&, const FreeRun&) = default;
};

/// One fact of a log. Which fields are filled stands beside each LogFact; ends are inclusive.
struct LogEvent {
  LogFact what{};
  std::size_t line{};
  std::size_t boot{};  ///< 0 for the first boot of the text.
  std::optional<std::int64_t> microseconds;
  std::string text;  ///< The message as printed, without time stamp and escape sequences.
  std::string name;
  std::string other;
  std::optional<std::uint64_t> first, last;
  std::optional<std::uint64_t> other_first, other_last;
  std::optional<Bytes> size;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> pages;
  std::optional<std::int64_t> number;
  std::optional<bool> no_map, reusable;
  std::vector<FreeRun> runs;
  std::optional<MemoryLine> memory;
  friend bool operator==(const LogEvent&, const LogEvent&) = default;
};

/// What a text says of memory, in its order.
struct BootLog {
  /// More events than these are only counted: a log that a failing driver filled must not fill our memory.
  static constexpr std::size_t max_events = std::size_t{1} << 16;

  std::string file;
  std::vector<LogEvent> events;
  std::size_t boots = 1;
  std::size_t line_count = 0;
  std::size_t dropped = 0;  ///< Events past the limit.

  /// The events of the last boot: what is true now.
  BootLog last_boot() const;
  /// The first event of this sort, or null.
  const LogEvent* find(LogFact what) const;
};

/// `region-line`, `cma-failed`, ...: as in golden files and JSON.
std::string_view to_string(LogFact what);

/// Reads a kernel log line by line: dmesg with or without time stamps and levels, journalctl, a serial capture with
/// stray bytes. A line that it does not know is passed over, and no line is an error.
///
/// A boot begins with the line that names the kernel, and where the time stamps fall back by more than a second.
class BootLogReader {
 public:
  /// No kernel prints more in one line; the rest of a longer one is not looked at.
  static constexpr std::size_t max_line = std::size_t{8} << 10;

  explicit BootLogReader(std::string_view file);
  void read_line(std::string_view text);
  /// Hands over what was read since the last call, for logs that need not be held. The newest event stays: a later
  /// line may add to it.
  std::vector<LogEvent> take_events();
  BootLog finish() &&;

 private:
  void read_message(const LogMessage& message);
  void begin_boot_if_new(const LogMessage& message, const LogEvent& event);
  void add(LogEvent event);

  BootLog log_;
  std::string clean_;
  bool boot_has_version_ = false;
  std::optional<std::int64_t> latest_;  ///< The latest time stamp of this boot.
};

/// All lines of a text.
BootLog parse_boot_log(std::string_view text, std::string_view file);

}  // namespace rampart

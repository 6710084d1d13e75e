#pragma once

#include <string_view>

namespace rampart {

/// What a line of a log says of memory.
///
/// A log is what somebody pasted: of a boot loader, of the kernel, of programs, of a shell, of a microcontroller.
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
  DriverAllocFailed,  ///< size if told: what a driver asked of the DMA API; other: the device.

  // At run time, of drivers
  RegionAssigned,     ///< name: the node; other: the device.
  RegionNotAssigned,  ///< other: the device, number: errno. Its `memory-region` could not be used.
  RegionTrouble,      ///< other: the device. Something else about its `memory-region`; the text says what.
  ProbeFailed,        ///< name or other: the device, number: errno.
  DriverMemoryUse,    ///< size: what a driver has allocated in all; or amounts: in how many buffers.
  PageAllocFailed,    ///< number: the order of pages.
  OutOfMemory,        ///< name: of whom the kernel killed.
  AddressSpaceFull,   ///< size: of kernel addresses that could not be had, memory or not.
  VmallocArea,        ///< first, last: the kernel's addresses for mappings; virtual.
  AtomicPoolFailed,   ///< size
  BounceFull,         ///< other: the device, size: swiotlb has no room for it; amounts: its slots in all and in use.
  DmaNotCapable,      ///< first: the physical address, other_first: the bus's.
  DmaLimits,          ///< limit: the device's mask, other_last: the last address that the bus reaches.
  DmaOverflow,        ///< other: the device, first, size, limit: its mask, other_last: as above.
  BufferTooHigh,      ///< other: the device. A buffer beyond its 32 bits.
  HeapMissing,        ///< No DMA-BUF heap could be opened.
  HeapNotOpened,      ///< name: the heap; the text says why.
  HeapFile,           ///< name: the heap, other: the rest of its mode, as a listing of /dev/dma_heap has it.
  ExternalAbort,      ///< name: its kind. An access that the bus or the firmware refused.
  CallSite,           ///< name: where the processor was (`pc`), other: who called (`lr`).
  Panic,              ///< name
  InitrdInUse,        ///< first, size: overlaps memory in use.
  InitrdOutsideRam,   ///< first, size.
  InitrdUnreachable,  ///< The kernel cannot map all of it.
  InitrdBroken,       ///< name: how its unpacking ended.
  RemoteTrouble,      ///< other: the device, name: what a remote processor could not get.

  // Of boot loaders
  LoaderStarted,         ///< name: U-Boot's version. Begins a boot.
  LoaderRam,             ///< other: RAM as the boot loader found it, `1 GiB`.
  LoaderMoved,           ///< name: `kernel`, `ramdisk`, `fdt`; first, last: where it goes.
  LoaderImage,           ///< name: the same, `load address` or `file`; first: where it lies.
  LoaderFile,            ///< name: a file that it loads; first: where, if told.
  LoaderDone,            ///< It starts the kernel.
  LoaderMemory,          ///< first: the lowest address of its own memory, or of part of it.
  ImageSize,             ///< size; name: `file` if it is that of the file that was loaded.
  ImageBroken,           ///< What was loaded is not whole; the text says how. name: which; other_first, other_last: the
                         ///< kernel that it lies on.
  LoaderNotReserved,     ///< first, size: of a region of the tree.
  LoaderWouldOverwrite,  ///< A file would be loaded over reserved memory.
  LoaderNoRoom,          ///< No place for ramdisk or tree; size and limit if told.
  LoaderVariable,        ///< name, other: its value.

  // Of vendors' allocators
  VendorSplit,        ///< name: the allocator, first; other: the size as a script prints it.
  VendorConflict,     ///< first, last if told: a zone over other_first, other_last, the kernel's memory.
  VendorZoneRefused,  ///< other: the zone as it was asked for.
  VendorZone,         ///< name: the allocator, first, last; other: the zone.
  VendorBlock,        ///< first, last; name if told.
  VendorTotals,       ///< size: of all zones; amounts: used and free KiB.
  VendorHeap,         ///< name: the heap; amounts: its bytes and those in use.
  VendorFree,         ///< size: what is left.
  VendorNoMemory,     ///< name: which call or unit was refused; size if told.

  // Of compressed swap
  ZramRow,           ///< number: of the device; other: the row of a table after its name.
  ZramTableHeading,  ///< other: the columns of a configuration table.
  ZramTableRow,      ///< other: the row after `swap`.
  ZramRefused,       ///< The text says what.
  SwapWriteFailed,   ///< name: major:minor:sector. A page could not be written to swap.
  SwapAdded,         ///< name: the device, size.

  // Of a shell
  ShellCommand,  ///< name: the file or value that it prints.
  ShellAnswer,   ///< name: the same; other: the line that followed.
  IoMemRange,    ///< first, last, name.
  MemInfoValue,  ///< name, size.
  CmaValue,      ///< name: the area, other: the file of debugfs, amounts: its content.

  // Of microcontrollers
  PythonBanner,     ///< name: MicroPython's version; other: its date and board.
  PythonMachine,    ///< name: `_machine` of sys.implementation.
  PythonBuild,      ///< name: `_build`.
  PythonHeap,       ///< amounts: total, used, free, what may be split off.
  PythonBlocks,     ///< amounts: objects of one block and of two, the largest, the longest free run, in blocks.
  PythonStack,      ///< amounts: bytes used and the limit.
  PythonArea,       ///< first: where an area of the heap begins.
  PythonHeapRange,  ///< first, last; size if told. Of the K210.
  PythonNoMemory,   ///< size: what could not be allocated.
  PythonTooDeep,    ///< The stack had no more room.
  ModuleGiven,      ///< name: of the module or board, as a person gives it; no line of a log.
  ChipName,         ///< name
  IdfVersion,       ///< name: ESP-IDF's.
  FlashFound,       ///< size; other: the tag that tells it.
  PsramPart,    ///< name: `octal` or `hex`, by its driver; other: the vendor, or size: the part's. Quad ones are not
                ///< told.
  PsramFound,   ///< size
  PsramSpeed,   ///< number: MHz; or name: `flash 80m sram 80m`.
  PsramReady,   ///< name: how the cache works.
  PsramTested,  ///< name: `ok` or `fail`.
  PsramFailed,  ///< other: the tag that tells it.
  PsramAdded,   ///< size: given to the heap.
  InternalReserved,  ///< size: of internal RAM, kept for DMA.
  HeapRegion,        ///< first, size, name: its type. Of ESP-IDF.
  ChipAborted,       ///< first: where the program was.
  ChipReset,         ///< Begins a boot of a microcontroller.
};

/// `region-line`, `cma-failed`, ...: as in golden files and JSON.
std::string_view to_string(LogFact what);

}  // namespace rampart

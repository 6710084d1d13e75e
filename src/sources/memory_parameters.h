#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>

#include "sources/cmdline.h"

namespace rampart {

/// `cma=SIZE[@BASE[-LIMIT]]`, after all of them: the last one decides the size, while a base or limit stays from an
/// earlier one if a later one has none (6.1 and 6.12, kernel/dma/contiguous.c early_cma).
struct CmaParameter {
  Bytes size;  ///< 0 asks for no area at all; so does what is no number.
  std::optional<PhysAddr> base;
  std::optional<PhysAddr> limit;  ///< One past the last address the area may take.
  bool fixed = false;             ///< It may only lie at `base`.
  std::size_t column{};
  friend bool operator==(const CmaParameter&, const CmaParameter&) = default;
};

/// `mem=SIZE[@START]`.
struct MemParameter {
  Bytes size;
  std::optional<PhysAddr> start;  ///< arm and mips: a bank; elsewhere not looked at.
  std::size_t column{};
  friend bool operator==(const MemParameter&, const MemParameter&) = default;
};

/// One entry of `memmap=`; x86, mips and xtensa only.
struct MemmapEntry {
  enum class Use { Ram, Reserved, Acpi, Persistent, Retype, Exact, Limit };
  Use use{};
  Bytes size;
  std::optional<PhysAddr> start;
  std::string types;  ///< Of Retype: `-OLD+NEW` as written.
  std::size_t column{};
  friend bool operator==(const MemmapEntry&, const MemmapEntry&) = default;
};

/// SIZE, or NODE:SIZE entries, of `hugetlb_cma=`, `cma_pernuma=`, `numa_cma=`.
struct NodeSize {
  std::optional<std::uint64_t> node;
  Bytes size;
  friend bool operator==(const NodeSize&, const NodeSize&) = default;
};

/// `reserve_mem=SIZE:ALIGN:NAME`, since 6.12; found again by name, placed anywhere.
struct ReserveMem {
  Bytes size;
  Bytes align;
  std::string name;
  std::size_t column{};
  friend bool operator==(const ReserveMem&, const ReserveMem&) = default;
};

/// `crashkernel=`: one size, or sizes by how much RAM there is.
struct Crashkernel {
  struct Step {
    Bytes from;
    std::optional<Bytes> below;  ///< Empty is no end.
    Bytes size;
    friend bool operator==(const Step&, const Step&) = default;
  };
  Bytes size;               ///< Of the plain form.
  std::vector<Step> steps;  ///< Of the form with ranges.
  std::optional<PhysAddr> base;
  std::string where;  ///< `high`, `low` or empty.
  std::size_t column{};
  friend bool operator==(const Crashkernel&, const Crashkernel&) = default;
};

/// `swiotlb=SLABS[,AREAS][,force|noforce]`; a slab is 2 KiB.
struct Swiotlb {
  std::optional<std::uint64_t> slabs;
  std::optional<std::uint64_t> areas;
  bool force = false;
  bool noforce = false;
  friend bool operator==(const Swiotlb&, const Swiotlb&) = default;
};

/// A zone of a vendor's allocator on the command line: `mmz=NAME,GFP,START,SIZE[:...]`.
struct VendorZone {
  std::string name;
  std::optional<PhysAddr> start;  ///< Empty where it is 0: from the top of memory.
  Bytes size;
  std::size_t column{};
  friend bool operator==(const VendorZone&, const VendorZone&) = default;
};

/// Everything on a command line that concerns the layout of memory.
struct MemoryParameters {
  std::optional<CmaParameter> cma;
  std::vector<MemParameter> mem;
  std::vector<MemmapEntry> memmap;
  std::vector<NodeSize> hugetlb_cma;
  std::vector<NodeSize> numa_cma;
  std::optional<Bytes> cma_pernuma;
  std::vector<ReserveMem> reserve_mem;
  std::vector<Crashkernel> crashkernel;
  std::optional<Swiotlb> swiotlb;
  std::optional<Bytes> coherent_pool;
  std::optional<Bytes> vmalloc;
  std::optional<std::string> movablecore;  ///< A size, a share or `mirror`, as written.
  std::optional<std::string> kernelcore;
  bool nokaslr = false;
  std::vector<VendorZone> zones;  ///< `mmz=`, `cmmpool=`.
  std::optional<Bytes> rk_dma_heap_cma;
  bool has_legacy_cma = false;  ///< `cma=` in the grammar of the framework of 2010, which shares only the name.

  /// What is written wrongly, at its place. Severity warning: the kernel goes on, with what the message says.
  std::vector<Finding> findings;
};

/// Reads the parameters as the kernel does, errors included: nothing here stops at what the kernel would take.
MemoryParameters memory_parameters(const CommandLine& line);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/contiguous/chunk_allocator.h>
#include <rampart/contiguous/region_store.h>
#include <rampart/model/contiguous_config.h>

namespace rampart {

/// Memory that a device has. A value: copies stand for the same memory, which `free` gives back once.
struct Chunk {
  std::uint64_t id{};  ///< Never used again in one framework.
  std::string region;  ///< Empty in a private region.
  std::string device;  ///< Who asked for it, and as what.
  std::string type;
  Bytes offset;                     ///< From the region's beginning.
  Bytes size;                       ///< Whole pages.
  std::optional<PhysAddr> address;  ///< Where the region's start is known.
  int fd = -1;                      ///< The region's store. Not yours to close; dead when the framework is destroyed.
  friend bool operator==(const Chunk&, const Chunk&) = default;
};

/// What a device can get, over all regions of its rule.
struct ContiguousInfo {
  std::vector<std::string> regions;  ///< In the order in which they are tried.
  Bytes total;
  Bytes free;
  Bytes largest;                        ///< The largest request that would succeed now at an alignment of one page.
  std::optional<PhysAddr> lower_bound;  ///< The first and the last address, of the regions whose start is known.
  std::optional<PhysAddr> upper_bound;
};

struct RegionStatistics {
  std::string name;  ///< Empty for a private one.
  std::string allocator;
  std::optional<PhysAddr> start;
  Bytes size;
  Bytes used;  ///< The sum of its chunks; what an algorithm loses by rounding is not in it.
  Bytes peak_used;
  Bytes largest;  ///< As in ContiguousInfo.
  std::size_t chunk_count = 0;
  std::uint64_t allocations = 0;  ///< Since it was made.
  std::uint64_t refusals = 0;     ///< Requests that came to it and found no room.
};

/// The right to use a region without a name: who has it is its owner. It may outlive the framework, and then is of no
/// use. The region stays until the framework is destroyed.
class PrivateRegion {
 public:
  PrivateRegion(PrivateRegion&&) noexcept = default;
  PrivateRegion& operator=(PrivateRegion&&) noexcept = default;

 private:
  friend class ContiguousRegions;
  explicit PrivateRegion(std::shared_ptr<const void> key) : key_{std::move(key)} {}
  std::shared_ptr<const void> key_;
};

struct ContiguousOptions {
  StoreMaker store{};  ///< If empty, heap_stores(): the heap that a region names, a memfd for one that names none.
  ChunkAllocators allocators{};
  Bytes page_size{};  ///< This system's if zero; a power of two.
};

/// Every member function but the moves and the destructor may be called by any thread at any time. An allocation takes
/// its region's algorithm's time under one lock; no system call is made under it.
class ContiguousRegions {
 public:
  /// Makes all regions with their memory. NotFound for an allocator that nobody added, OutOfRange if regions overlap
  /// once their sizes are whole pages, or what the store or the allocator refused; then nothing is left.
  static Result<ContiguousRegions> make(const ContiguousConfig& config, ContiguousOptions options = {});

  ContiguousRegions(ContiguousRegions&&) noexcept;
  ContiguousRegions& operator=(ContiguousRegions&&) noexcept;
  ~ContiguousRegions();

  /// Memory for `device` from the first region of its rule that has room. An empty type is `common`; the size is
  /// rounded up to whole pages, the alignment to a page. NotFound if no rule is for this request or none of its regions
  /// exists, OutOfRange for a size of zero or an alignment that is no power of two, TooLarge, saying what each region
  /// has, if none has room: then nothing has changed but the count of refusals.
  Result<Chunk> allocate(std::string_view device, std::string_view type, Bytes size, Bytes alignment);
  /// The same from a private region.
  Result<Chunk> allocate(const PrivateRegion& region, std::string_view device, Bytes size, Bytes alignment);
  /// Gives a chunk back. NotFound if that was done before.
  Result<void> free(const Chunk& chunk);
  /// Its bytes for the CPU. NotFound if it was freed. Freeing it while it is mapped leaves the mapping valid, over
  /// memory that may become another chunk's.
  Result<std::unique_ptr<ChunkMapping>> map(const Chunk& chunk);

  /// NotFound as for `allocate`.
  Result<ContiguousInfo> info(std::string_view device, std::string_view type = {}) const;
  /// All chunks that are not in private regions, by region and offset.
  std::vector<Chunk> chunks() const;
  /// The chunks of a private region, by offset. NotFound if it is of another framework.
  Result<std::vector<Chunk>> chunks(const PrivateRegion& region) const;
  /// One entry a region, in the order of the configuration; private ones follow, without a name.
  std::vector<RegionStatistics> statistics() const;

  /// Adds a region while the framework runs. Malformed if its name is empty or taken, else errors as for `make`.
  Result<void> add(const ContiguousRegion& region);
  /// The same without a name (the one given is dropped): nobody but the holder of the result can use it, no rule can
  /// name it, and `chunks` does not list it.
  Result<PrivateRegion> add_private(ContiguousRegion region);
  /// Another map for requests from now on; chunks stay where they are.
  void set_map(std::vector<ContiguousRule> map);
  std::vector<ContiguousRule> map() const;

 private:
  struct Impl;
  explicit ContiguousRegions(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Reads a configuration file: TOML if its name ends in `.toml`, else one line as parse_contiguous_line reads it (a
/// line end behind it is no part of it). Errors as those functions, or NotFound, NoPermission or Io.
Result<ContiguousConfig> load_contiguous_config(const std::string& path);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/phys_range.h>
#include <rampart/model/region.h>

namespace rampart {

/// One piece of a pool that somebody holds.
struct PoolBlock {
  std::string name{};
  std::optional<PhysRange> range{};
  std::optional<Bytes> size{};  ///< As printed; may differ from `range`, which is then a finding.
  std::optional<bool> cacheable{};
  std::string client{};  ///< The task that took it, where the source tells.
  std::size_t line{};
  friend bool operator==(const PoolBlock&, const PoolBlock&) = default;
};

/// A task that uses a pool, and how much of it.
struct PoolClient {
  std::string name;
  std::uint64_t pid{};
  Bytes size;
  std::size_t line{};
  friend bool operator==(const PoolClient&, const PoolClient&) = default;
};

/// A pool of a vendor's own allocator, beside the kernel's page allocator.
struct VendorPool {
  std::string vendor;     ///< Whose allocator: `Axera`, `HiSilicon`, `Sophgo`, `Horizon`, `Rockchip`, `ION`.
  std::string name{};     ///< `anonymous`, `carveout`; empty where the text does not name it.
  Kind kind = Kind::Cmm;  ///< Cmm or Ion; Cma for a heap whose memory is a CMA area.
  std::optional<PhysRange> range{};
  std::optional<Bytes> total{};
  std::optional<Bytes> used{};
  std::optional<Bytes> peak{};
  std::vector<PoolBlock> blocks{};
  std::vector<PoolClient> clients{};
  /// Empty where the source does not list the free runs; an empty list where nothing is free.
  std::optional<std::vector<PhysRange>> free_runs{};
  std::size_t line{};  ///< Where the pool is described.
  friend bool operator==(const VendorPool&, const VendorPool&) = default;
};

/// The sum that a text prints over all its pools.
struct PoolTotals {
  std::optional<Bytes> total;
  std::optional<Bytes> used;
  std::optional<Bytes> remain;
  std::optional<std::uint64_t> pool_count;
  std::optional<std::uint64_t> block_count;
  std::size_t line{};
  friend bool operator==(const PoolTotals&, const PoolTotals&) = default;
};

/// What one text of a vendor's allocator says.
struct VendorPoolText {
  /// More blocks than this in one text are refused as TooLarge; real pools hold a few thousand.
  static constexpr std::size_t max_blocks = std::size_t{1} << 16;

  std::string version;  ///< Of the driver, where the text tells.
  std::vector<VendorPool> pools;
  std::optional<PoolTotals> totals;
  /// Where the text contradicts itself (`pool-sum`, `pool-blocks`, `pool-range`) or was shortened by somebody
  /// (`pool-cut`, a note).
  std::vector<Finding> findings;
  friend bool operator==(const VendorPoolText&, const VendorPoolText&) = default;
};

}  // namespace rampart

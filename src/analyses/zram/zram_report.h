#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/note.h>

#include "assemble/proc_sampler.h"

namespace rampart {

/// A zram device with what follows from its numbers.
struct ZramUse {
  ZramDevice device;
  std::optional<SwapArea> swap;  ///< Its line of /proc/swaps, where it is in use as swap.

  /// How many bytes one byte of memory holds: original data over compressed data, in hundredths, rounded down. Nothing
  /// while nothing is stored compressed.
  std::optional<std::uint64_t> ratio_hundredths() const;
  /// What the device saves: original data less the memory that it really uses. Negative where it costs more than it
  /// holds, as an empty device does.
  std::optional<std::int64_t> saves() const;
  /// Pages kept as they are because they did not compress, in bytes.
  std::optional<Bytes> incompressible(std::optional<Bytes> page_size) const;
  /// Pages of one repeated value, which take no memory, in bytes.
  std::optional<Bytes> same_filled(std::optional<Bytes> page_size) const;
};

/// Every zram device of a system, by number.
struct ZramReport {
  std::vector<ZramUse> devices;
  std::optional<Bytes> page_size;
  std::vector<Finding> findings;
  std::vector<Note> notes;  ///< What could not be read of zram and swap.
};

/// What `rampart zram status` says. Findings: `zram-limit-reached` where a device is within a page of its limit and
/// so refuses pages, `zram-io-errors` where it has refused some, `zram-costs` where it uses more memory than it holds
/// (from 1 MiB on; below, the allocator's own pages outweigh the data).
ZramReport zram_report(const ProcSample& sample);

}  // namespace rampart

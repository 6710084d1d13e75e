#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>
#include <rampart/model/finding.h>
#include <rampart/model/note.h>

#include "sources/meminfo.h"

namespace rampart {

/// What an algorithm made of the sample.
struct ZramMeasure {
  std::string algorithm;
  Bytes original{};  ///< Of the sample, same-filled pages included.
  Bytes compressed{};
  Bytes memory{};                    ///< What it took, with the allocator's share.
  Bytes incompressible{};            ///< Pages kept as they are.
  Bytes same_filled{};               ///< Pages that take no memory.
  std::chrono::nanoseconds write{};  ///< To compress and store all of it.
  std::chrono::nanoseconds read{};   ///< To get all of it back.

  /// Original over memory, in hundredths; at most 100:1, which is what same-filled pages alone come to.
  std::uint64_t ratio_hundredths() const;
};

/// How the sample was measured.
enum class ZramMethod {
  None,       ///< There was no sample.
  SpareZram,  ///< By the kernel itself, in a zram device of our own.
  Libraries,  ///< By lz4's and zlib's libraries, with zram's rules for pages; memory is an estimate.
};

/// `none`, `spare-zram`, `libraries`.
std::string_view to_string(ZramMethod method);

struct ZramSample {
  std::uint64_t pages{};      ///< Sampled.
  std::uint64_t of_pages{};   ///< Anonymous pages in RAM that could have been.
  std::uint64_t processes{};  ///< Whose they were.
};

/// What advice rests on.
struct ZramAdviceFacts {
  MemInfo meminfo;
  ZramSample sample{};
  ZramMethod method = ZramMethod::None;
  std::vector<ZramMeasure> measures{};
  std::optional<Bytes> workload{};  ///< The anonymous memory that all programs together will need.
};

struct ZramAdvice {
  bool worth = false;                     ///< Whether compressed swap is advised at all.
  bool fits = true;                       ///< Whether the workload fits with it.
  std::string algorithm{};                ///< Of the measures; empty if there was none.
  std::uint64_t ratio_hundredths{};       ///< That the sizes rest on.
  bool ratio_assumed = false;             ///< Nothing was measured.
  Bytes size{};                           ///< Whole MiB.
  Bytes limit{};                          ///< The memory that it costs when it is full, whole MiB.
  std::optional<std::int64_t> missing{};  ///< Of a workload: what it needs beyond RAM, in bytes; below 0 is to spare.
  std::vector<std::string> reasons{};     ///< How the numbers came about.
  std::vector<Finding> findings{};
};

/// Which algorithm: of those within a tenth of the least memory, the one that is fastest there and back. How large:
/// with a workload, what must be compressed for it to fit (x such that x less x / ratio is what is missing) and an
/// eighth for slots that stay taken; without one, what fills a quarter of RAM when it is full, at most twice the RAM.
/// Without a measure a ratio of 2:1 is assumed. A ratio below 5:4 is not worth it: `zram-not-worth`, a warning. A
/// workload that does not fit even so is an error, `workload-too-large`.
ZramAdvice advise_zram(const ZramAdviceFacts& facts);

}  // namespace rampart

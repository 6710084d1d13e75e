#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// The order in which a kernel prints the 32-bit words of a CMA bitmap: it prints its memory, so a big-endian 64-bit
/// kernel prints each pair the wrong way round.
enum class CmaWordOrder { InOrder, PairsSwapped };

/// A run of page frames of one area, as its debugfs directory tells: each part is empty where it was not readable.
struct CmaRange {
  std::optional<std::uint64_t> base_pfn;
  std::optional<std::vector<std::uint32_t>> bitmap;  ///< Bit 0 of word 0 is the first page; 1 is held.
  friend bool operator==(const CmaRange&, const CmaRange&) = default;
};

/// What /sys/kernel/mm/cma/NAME tells, in pages. The first three count events since boot.
struct CmaCounters {
  std::optional<Pages> alloc_pages_success{};  ///< Since 5.13.
  std::optional<Pages> alloc_pages_fail{};     ///< Since 5.13. Before 7.x a request larger than the area is not in it.
  std::optional<Pages> release_pages_success{};  ///< Since about 6.9.
  std::optional<Pages> total_pages{};            ///< Since about 6.14.
  std::optional<Pages> available_pages{};        ///< Since about 6.14.
  friend bool operator==(const CmaCounters&, const CmaCounters&) = default;
};

/// One CMA area at run time, in pages of the kernel that was read.
struct CmaArea {
  std::string name;                       ///< Without the newline with which some versions end an unnamed area's name.
  std::optional<Pages> count;             ///< 0 where the area could not be activated.
  std::optional<unsigned> order_per_bit;  ///< A bit of the bitmap stands for 2^order pages.
  std::optional<Pages> used;              ///< What drivers hold.
  std::optional<Pages> maxchunk;          ///< The longest free run.
  std::vector<CmaRange> ranges;           ///< One before 6.15; none where debugfs was not readable.
  CmaCounters counters;
  friend bool operator==(const CmaArea&, const CmaArea&) = default;
};

/// Pages of one range, counted from its `base_pfn`.
struct PageRun {
  Pages first;
  Pages count;
  friend bool operator==(const PageRun&, const PageRun&) = default;
};

/// More words than these are refused as TooLarge: they stand for half a tebibyte of 4 KiB pages.
constexpr std::size_t max_cma_words = std::size_t{1} << 22;

/// How some kernels (5.10) name an area in debugfs: `cma-` before its name, and 15 characters of the whole.
std::string short_cma_name(std::string_view name);

/// Whether an area that is shown as `shown` is that of this name, whole or as those kernels cut it.
bool is_cma_area_of(std::string_view shown, std::string_view name);

/// Reads a `bitmap` file: decimal 32-bit words with one blank between. Malformed, with the column, for anything else.
/// Unsupported for swapped pairs if the number of words is odd: the kernel then prints the wrong half of the last pair.
Result<std::vector<std::uint32_t>> parse_cma_bitmap(std::string_view text, std::string_view file,
                                                    CmaWordOrder order = CmaWordOrder::InOrder);

/// The size of range `index`. No kernel tells it where there are several ranges: then it follows from the number of
/// bitmap words, if the sizes that these allow leave only one possibility. Nothing otherwise.
std::optional<Pages> range_size(const CmaArea& area, std::size_t index);

/// The free runs of range `index`, lowest first. Bits past the end of the range do not count. Nothing if the bitmap,
/// the range's size or the order is not known, or if the bitmap has too few words for the size.
std::optional<std::vector<PageRun>> free_runs(const CmaArea& area, std::size_t index);

/// Pages held, counted in the bitmaps of all ranges; nothing if one is not known. Equals `used` on a quiet system.
std::optional<Pages> held_in_bitmaps(const CmaArea& area);

/// Pages held now, from the best source there is: `used`, the bitmaps, total - available, success - release.
/// On Linux 5.13 to about 6.8 sysfs alone does not tell.
std::optional<Pages> held_now(const CmaArea& area);

/// The size of the area: `count`, else `total_pages`.
std::optional<Pages> total(const CmaArea& area);

/// The longest free run: `maxchunk`, else from the bitmaps.
std::optional<Pages> longest_free_run(const CmaArea& area);

}  // namespace rampart

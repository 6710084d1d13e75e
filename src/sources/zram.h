#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// What a zram device holds and costs: `mm_stat`, or its forerunners, one file a number, before Linux 4.1.
struct ZramMmStat {
  Bytes orig_data_size{};  ///< What was written, same-filled pages included.
  Bytes compr_data_size{};
  Bytes mem_used_total{};                   ///< What it costs the machine, allocator overhead included.
  std::optional<Bytes> mem_limit{};         ///< 0 is no limit.
  std::optional<Bytes> mem_used_max{};      ///< Since boot or the last reset of it.
  std::optional<Pages> same_pages{};        ///< Filled with one value and kept without memory; once `zero_pages`.
  std::optional<Pages> pages_compacted{};   ///< Cumulative; once `num_migrated`.
  std::optional<Pages> huge_pages{};        ///< Kept uncompressed; since 4.19.
  std::optional<Pages> huge_pages_since{};  ///< Cumulative; since 5.12.
  friend bool operator==(const ZramMmStat&, const ZramMmStat&) = default;
};

/// `io_stat`: events since the device was made.
struct ZramIoStat {
  std::uint64_t failed_reads{};
  std::uint64_t failed_writes{};
  std::uint64_t invalid_io{};
  std::uint64_t notify_free{};
  friend bool operator==(const ZramIoStat&, const ZramIoStat&) = default;
};

/// `bd_stat`: what lies on the backing device; only in kernels that can write back.
struct ZramBdStat {
  Bytes stored{};
  Bytes read{};
  Bytes written{};
  friend bool operator==(const ZramBdStat&, const ZramBdStat&) = default;
};

/// `comp_algorithm`, or one line of `recomp_algorithm`.
struct ZramAlgorithms {
  std::optional<std::uint32_t> priority{};  ///< `#1:`; only in recomp_algorithm.
  std::string chosen{};                     ///< Empty if the list has no brackets.
  std::vector<std::string> available;       ///< The chosen one included, in the kernel's order.
  friend bool operator==(const ZramAlgorithms&, const ZramAlgorithms&) = default;
};

/// One /sys/block/zramN. What could not be read stays empty. The files of one number (`disksize`, `initstate`, and
/// before Linux 4.1 `orig_data_size` and its sisters) are read with `parse_single_number`.
struct ZramDevice {
  std::string name{};                 ///< `zram0`.
  std::optional<bool> initialized{};  ///< `initstate`.
  std::optional<Bytes> disksize{};    ///< An upper bound of original data, not of memory.
  std::optional<ZramAlgorithms> algorithms{};
  std::optional<ZramMmStat> mm_stat{};
  std::optional<ZramIoStat> io_stat{};
  std::optional<ZramBdStat> bd_stat{};
  friend bool operator==(const ZramDevice&, const ZramDevice&) = default;
};

/// Reads `mm_stat` into `into`, which it empties first: 7 numbers, 8 since 4.19, 9 since 5.12; more are skipped.
/// Malformed, with line and column, if there are fewer or one is no number.
Result<void> read_zram_mm_stat(std::string_view text, std::string_view file, ZramMmStat& into);

/// As above, into a new value.
Result<ZramMmStat> parse_zram_mm_stat(std::string_view text, std::string_view file);

/// Reads `io_stat`, four numbers of uneven spacing; more are skipped. Malformed as above.
Result<ZramIoStat> parse_zram_io_stat(std::string_view text, std::string_view file);

/// Reads `bd_stat`, three numbers of 4 KiB units whatever the page size; more are skipped. Malformed as above,
/// OutOfRange where the bytes pass 64 bits.
Result<ZramBdStat> parse_zram_bd_stat(std::string_view text, std::string_view file);

/// Reads `comp_algorithm`, `[lzo-rle] lzo `. Malformed, with line and column, if it is empty or chooses two;
/// TooLarge for more than 64 names.
Result<ZramAlgorithms> parse_zram_comp_algorithm(std::string_view text, std::string_view file);

/// Reads `recomp_algorithm`, lines `#1: lzo [zstd]`; none if the device does not recompress. Malformed as above.
Result<std::vector<ZramAlgorithms>> parse_zram_recomp_algorithm(std::string_view text, std::string_view file);

}  // namespace rampart

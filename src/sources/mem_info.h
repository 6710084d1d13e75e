#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// One area of MicroPython's heap, block by block, as level 1 of micropython.mem_info() draws it.
struct PythonHeapArea {
  std::uint64_t start{};  ///< As the board prints it: on a microcontroller an address, on a host one of the process.
  Bytes block;            ///< 16 on 32-bit ports, 32 on 64-bit ones: a row's step by its 64 letters.
  /// No map of the text shows the step: single rows, or rows counted in blocks (before 1.5).
  bool block_is_assumed = false;
  /// A letter a block as printed: `.` free, `=` the rest of an object, any other begins one; `?` where rows are missing
  /// from the paste.
  std::string blocks;
  std::size_t line{};  ///< Of its heading.
  friend bool operator==(const PythonHeapArea&, const PythonHeapArea&) = default;
};

/// `mem: total=..., current=..., peak=...`: bytes that were asked for, of builds with statistics (the unix port). What
/// a collection frees is not taken off (py/malloc.c of 1.28.0).
struct PythonAllocations {
  Bytes total;
  Bytes current;
  Bytes peak;
  friend bool operator==(const PythonAllocations&, const PythonAllocations&) = default;
};

/// `qstr pool: n_pool=..., ...`: interned strings, as micropython.qstr_info() prints them.
struct PythonQstrPool {
  std::uint64_t pools{};
  std::uint64_t strings{};
  Bytes string_bytes;
  Bytes total_bytes;
  friend bool operator==(const PythonQstrPool&, const PythonQstrPool&) = default;
};

/// What one call of micropython.mem_info() printed, in every form from 1.9 to 1.28. What it left out stays empty.
struct PythonMemInfo {
  std::optional<PythonAllocations> allocations;
  std::optional<Bytes> stack_used;
  std::optional<Bytes> stack_limit;
  Bytes total;
  Bytes used;
  Bytes free;
  std::optional<Bytes> max_new_split;       ///< What the heap may still take from the system in one piece.
  std::optional<std::uint64_t> one_blocks;  ///< Number of objects of one block; so on.
  std::optional<std::uint64_t> two_blocks;
  std::optional<std::uint64_t> max_block;  ///< In blocks: the largest object.
  std::optional<std::uint64_t> max_free;   ///< In blocks: the longest free run of one area. After 1.8.
  std::vector<PythonHeapArea> areas;
  std::size_t line{};  ///< Of `GC: total`.
  friend bool operator==(const PythonMemInfo&, const PythonMemInfo&) = default;
};

class PythonHeapRows;

/// Takes the lines of a paste one after the other and finds the calls of mem_info() in them; lines of anything else
/// are passed over.
class MemInfoReader {
 public:
  /// No board has more: 64 MiB of heap in blocks of 16 bytes. A map with more is refused as TooLarge.
  static constexpr std::size_t max_blocks = std::size_t{4} << 20;
  /// Of all maps of a text together.
  static constexpr std::size_t max_blocks_of_text = 4 * max_blocks;
  /// No board prints a longer line; a caller need not hand over the rest of one.
  static constexpr std::size_t max_line = std::size_t{8} << 10;

  explicit MemInfoReader(std::string_view file);
  ~MemInfoReader();
  MemInfoReader(const MemInfoReader&) = delete;
  MemInfoReader& operator=(const MemInfoReader&) = delete;

  /// True if the line, without escape sequences, is part of a dump. Malformed, with line and column, if it begins as a
  /// line of mem_info() and does not go on as one, as in a paste that was cut. What cannot be told from prose, such as
  /// `stack: none`, is passed over.
  Result<bool> read_line(std::string_view text, std::size_t number);
  /// Every dump, in order.
  Result<std::vector<PythonMemInfo>> finish() &&;
  /// The last line of qstr_info() so far.
  const std::optional<PythonQstrPool>& qstr() const { return qstr_; }

 private:
  Result<bool> read_forms(std::string_view text, std::size_t number);
  Result<std::size_t> read_heading(std::string_view text, std::size_t at, std::size_t number);
  void put(std::size_t form, const std::vector<std::optional<std::uint64_t>>& values, std::size_t number);
  Result<void> end_area();

  std::string file_;
  PythonMemInfo next_;  ///< What stood before its `GC:` line, which is due within a few lines.
  std::vector<PythonMemInfo> found_;
  std::unique_ptr<PythonHeapRows> rows_;  ///< Of the area whose map is being read.
  std::size_t block_count_ = 0;
  std::optional<PythonQstrPool> qstr_;
};

/// All dumps of a text; see MemInfoReader.
Result<std::vector<PythonMemInfo>> parse_mem_info(std::string_view text, std::string_view file);

}  // namespace rampart

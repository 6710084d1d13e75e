#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>

#include "sources/mem_info.h"

namespace rampart {

/// The rows of one area's map as they come, and what they make together. An offset has as many digits as its version
/// prints: 4 count blocks (before 1.5), 5 wrap at 1 MiB and are the low bits of the address before 1.8.1, 8 (since
/// 1.20) count bytes.
class PythonHeapRows {
 public:
  PythonHeapRows(std::uint64_t start, std::size_t line) : start_{start}, line_{line} {}

  /// True if the line is a row, or stands for rows of free blocks. Malformed if it begins as one of this map's and has
  /// other letters or too many; TooLarge with too many blocks.
  Result<bool> read_line(std::string_view text, std::string_view file, std::size_t number);
  /// Malformed if rows are not in order; TooLarge.
  Result<PythonHeapArea> finish(std::string_view file) &&;

 private:
  struct Row {
    std::uint64_t offset{};
    std::uint64_t free_lines{};  ///< Rows of free blocks in front of it, which are not printed.
    std::string letters;
    std::size_t line{};
    std::size_t column{};
  };
  /// How offsets count.
  struct Scale {
    std::uint64_t block = 1;  ///< What an offset gains by a block.
    std::uint64_t base{};     ///< Offset of the first block.
    std::size_t shown{};      ///< Rows whose step says so.
    std::size_t fitting{};    ///< And the first one, if it begins there.
  };

  Result<bool> read_free_lines(std::string_view text, std::string_view file, std::size_t number);
  std::uint64_t wrapped(std::uint64_t offset) const;
  Scale measured(std::uint64_t block, std::uint64_t base) const;
  Scale scale() const;
  Result<void> put(const Row& row, const Scale& scale, std::string_view file, std::string& blocks) const;

  std::uint64_t start_;
  std::size_t line_;
  std::size_t digits_ = 0;  ///< Of an offset; 0 before the first row.
  std::vector<Row> rows_;
  std::uint64_t free_lines_ = 0;  ///< Since the last row.
  std::uint64_t most_blocks_ = 0;
};

}  // namespace rampart

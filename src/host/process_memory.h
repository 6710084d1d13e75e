#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/host/unique_fd.h>

namespace rampart {

/// The memory of a process, read and never written: /proc/PID/pagemap and /proc/PID/mem.
class ProcessMemory {
 public:
  /// NotFound if it has ended, NoPermission if it may not be looked into.
  static Result<ProcessMemory> open(std::uint64_t pid);

  /// Calls `found` with the address of each page of [first, end) that is in RAM and anonymous. Pages that are swapped
  /// out, of a file or shared are not asked for, so that reading those found brings nothing into memory. Stops
  /// quietly where the process ends.
  template <typename Found>
  void present_pages(std::uint64_t first, std::uint64_t end, Bytes page_size, Found found) {
    constexpr std::size_t batch = 8192;  // entries, 64 KiB of them
    std::vector<std::uint64_t> entries(batch);
    const std::uint64_t size = page_size.value;
    for (std::uint64_t page = first / size; page < end / size;) {
      const std::uint64_t left = end / size - page;
      const std::size_t count = read_pagemap(page, std::span{entries}.first(left < batch ? left : batch));
      if (count == 0) return;
      for (std::size_t i = 0; i < count; ++i) {
        if (is_present_anonymous(entries[i])) found((page + i) * size);
      }
      page += count;
    }
  }

  /// Reads the page at an address. False if it is not there any more.
  bool read(std::uint64_t address, std::span<char> into) const;

 private:
  ProcessMemory(UniqueFd pagemap, UniqueFd memory) : pagemap_{std::move(pagemap)}, memory_{std::move(memory)} {}
  /// How many entries were read; zero at the end or if the process has ended.
  std::size_t read_pagemap(std::uint64_t page, std::span<std::uint64_t> into) const;
  /// Bit 63 is set for a page in RAM, 62 for one in swap, 61 for one of a file or shared (Linux 3.5 on).
  static bool is_present_anonymous(std::uint64_t entry) { return entry >> 61 == 0b100; }

  UniqueFd pagemap_;
  UniqueFd memory_;
};

}  // namespace rampart

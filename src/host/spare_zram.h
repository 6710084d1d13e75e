#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <rampart/base/result.h>

#include "host/page_buffer.h"

namespace rampart {

/// A zram device of our own for a measurement, which nobody swaps on, gone again at the end.
class SpareZram {
 public:
  /// Needs root, and a driver of Linux 4.2 or later. The errors of add_zram.
  static Result<SpareZram> make();
  SpareZram(SpareZram&& other) noexcept;
  SpareZram& operator=(SpareZram&&) = delete;
  ~SpareZram();

  /// `zram1`.
  const std::string& name() const { return name_; }

  /// Sets it up for so many bytes with an algorithm, after what it was before is reset. Where the kernel loads a module
  /// for the algorithm, that goes with the device.
  Result<void> set_up(const std::string& algorithm, std::uint64_t size);
  /// Writes pages from the beginning, past the page cache; how long the driver took to compress and store them.
  Result<std::chrono::nanoseconds> write(const PageBuffer& pages);
  /// Reads them back into `pages`; how long it took to decompress them.
  Result<std::chrono::nanoseconds> read_back(const PageBuffer& pages);
  /// Removes it now, to hear of it if that fails.
  Result<void> remove();

 private:
  explicit SpareZram(std::uint64_t number) : number_{number}, name_{"zram" + std::to_string(number)} {}

  std::uint64_t number_;
  std::string name_;
  std::vector<std::string> compressors_{};  ///< Modules that were not there before.
  bool is_there_ = true;
  bool is_set_up_ = false;
};

}  // namespace rampart

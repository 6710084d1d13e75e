#include "host/spare_zram.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>
#include <utility>

#include "host/io_error.h"
#include "host/kernel_module.h"
#include "host/opened_file.h"
#include "host/zram_driver.h"

namespace rampart {
namespace {

constexpr std::size_t chunk = std::size_t{64} << 10;  // a bio's worth: the way through the block layer weighs little

/// Moves all of `bytes` by calls of `move(descriptor, at, size, offset)`, and tells how long that took.
template <typename Move>
Result<std::chrono::nanoseconds> timed(const std::string& path, int flags, std::span<char> bytes, Move move) {
  const Opened device = open_file(path, flags | O_DIRECT | O_EXCL | O_CLOEXEC);
  if (!device) return std::unexpected(io_error(device.error(), path, "cannot open"));
  const auto started = std::chrono::steady_clock::now();
  for (std::size_t done = 0; done < bytes.size();) {
    const std::size_t size = std::min(chunk, bytes.size() - done);
    const ssize_t count = move(device->get(), bytes.data() + done, size, static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return std::unexpected(io_error(count < 0 ? errno : EIO, path, "cannot move the sample"));
    done += static_cast<std::size_t>(count);
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - started);
}

}  // namespace

Result<SpareZram> SpareZram::make() {
  const auto number = add_zram();
  if (!number) return std::unexpected(number.error());
  SpareZram spare{*number};
  if (auto there = await_device("/dev/" + spare.name_); !there) return std::unexpected(std::move(there.error()));
  return spare;
}

SpareZram::SpareZram(SpareZram&& other) noexcept
    : number_{other.number_},
      name_{other.name_},
      compressors_{std::move(other.compressors_)},
      is_there_{std::exchange(other.is_there_, false)},
      is_set_up_{std::exchange(other.is_set_up_, false)} {}

SpareZram::~SpareZram() { static_cast<void>(remove()); }

Result<void> SpareZram::set_up(const std::string& algorithm, std::uint64_t size) {
  const std::string folder = "/sys/block/" + name_ + '/';
  if (is_set_up_) {
    if (auto reset = reset_zram(name_); !reset) return reset;
    is_set_up_ = false;
  }
  const bool was_loaded = is_module_loaded(algorithm);
  if (auto chosen = write_knob(folder + "comp_algorithm", algorithm); !chosen) return chosen;
  if (!was_loaded && is_module_loaded(algorithm)) compressors_.push_back(algorithm);
  auto sized = write_knob(folder + "disksize", std::to_string(size));
  is_set_up_ = sized.has_value();
  return sized;
}

Result<std::chrono::nanoseconds> SpareZram::write(const PageBuffer& pages) {
  return timed("/dev/" + name_, O_WRONLY, pages.bytes(), [](int descriptor, char* at, std::size_t size, off_t offset) {
    return ::pwrite(descriptor, at, size, offset);
  });
}

Result<std::chrono::nanoseconds> SpareZram::read_back(const PageBuffer& pages) {
  return timed("/dev/" + name_, O_RDONLY, pages.bytes(), [](int descriptor, char* at, std::size_t size, off_t offset) {
    return ::pread(descriptor, at, size, offset);
  });
}

Result<void> SpareZram::remove() {
  if (!is_there_) return {};
  is_there_ = false;
  if (is_set_up_) {
    if (auto reset = reset_zram(name_); !reset) return reset;
  }
  auto removed = remove_zram(number_);
  // One that somebody else uses by now stays.
  for (const std::string& module : compressors_) static_cast<void>(unload_module_and_what_it_used(module));
  return removed;
}

}  // namespace rampart

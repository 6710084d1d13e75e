#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// One directory of /sys/kernel/dmabuf/buffers (5.13 and later, with CONFIG_DMABUF_SYSFS_STATS).
struct DmabufStat {
  std::uint64_t ino{};
  std::string exporter;
  Bytes size;
  friend bool operator==(const DmabufStat&, const DmabufStat&) = default;
};

/// Puts together the directory's name and the texts of its `exporter_name` and `size`; `directory` is its path and
/// names the file in errors. Malformed if the name or the size is no number.
Result<DmabufStat> parse_dmabuf_stat(std::string_view directory, std::string_view exporter_name, std::string_view size);

}  // namespace rampart

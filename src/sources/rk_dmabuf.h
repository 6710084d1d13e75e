#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>
#include <rampart/model/phys_range.h>

namespace rampart {

/// One buffer of Rockchip's own DMA-BUF list. The addresses are DMA addresses: physical only where no IOMMU stands
/// between the device and memory.
struct RkDmabuf {
  std::optional<std::string> name{};  ///< Cut at 16 characters; empty where unnamed.
  std::string exporter;               ///< Cut at 16 characters.
  Bytes size;
  std::vector<PhysRange> segments{};   ///< `sgt` only.
  std::vector<std::string> devices{};  ///< `dev` only.
  std::size_t line{};
  friend bool operator==(const RkDmabuf&, const RkDmabuf&) = default;
};

struct RkDmabufList {
  static constexpr std::size_t max_buffers = std::size_t{1} << 16;
  static constexpr std::size_t max_parts = std::size_t{1} << 20;  ///< Segments and devices of all buffers.
  std::vector<RkDmabuf> buffers;
  std::optional<Bytes> total;  ///< Only the single file of old kernels ends with it.
  friend bool operator==(const RkDmabufList&, const RkDmabufList&) = default;
};

/// Reads /proc/rk_dmabuf/sgt or dev, or the older single file /proc/rk_dmabuf. Buffers without a cached table are not
/// in it. Malformed if a line is not understood, TooLarge past a limit above.
Result<RkDmabufList> parse_rk_dmabuf(std::string_view text, std::string_view file);

/// Reads /proc/rk_dmabuf/size, `Total: <n> KiB`, or peak, `Peak: <n> MiB`. Malformed for anything else.
Result<Bytes> parse_rk_dmabuf_sum(std::string_view text, std::string_view file);

}  // namespace rampart

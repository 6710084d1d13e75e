#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// A mapping of a DMA-BUF into a process: a line of /proc/PID/maps whose path is `/dmabuf:<name>`.
struct DmabufMapping {
  std::uint64_t ino{};
  Bytes size;        ///< As mapped, which may be less than the buffer, or the buffer several times.
  std::string name;  ///< Empty for an unnamed buffer.
  std::size_t line{};
  friend bool operator==(const DmabufMapping&, const DmabufMapping&) = default;
};

/// More of them in one process are refused as TooLarge; the kernel's own limit is half as high where nobody raised it.
constexpr std::size_t max_dmabuf_mappings = std::size_t{1} << 17;

/// Reads the DMA-BUF lines of a maps text; all others are skipped unread. Malformed if one of ours is not
/// `<first>-<end> <perms> <offset> <dev> <ino> /dmabuf:<name>`.
Result<std::vector<DmabufMapping>> parse_dmabuf_maps(std::string_view text, std::string_view file);

}  // namespace rampart

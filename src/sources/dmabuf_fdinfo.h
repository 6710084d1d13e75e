#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// What /proc/PID/fdinfo/FD tells of a DMA-BUF. The first four are there for every descriptor, the rest only for
/// DMA-BUFs: one without `exporter` is something else.
struct DmabufFdinfo {
  std::optional<std::uint64_t> pos{};
  std::optional<std::uint64_t> flags{};  ///< Of open(2); the text is octal.
  std::optional<std::uint64_t> mnt_id{};
  std::optional<std::uint64_t> ino{};  ///< Since 5.14, and in Android kernels before.
  std::optional<Bytes> size{};
  std::optional<std::uint64_t> count{};  ///< References to the buffer's file.
  std::optional<std::string> exporter{};
  std::optional<std::string> name{};
  friend bool operator==(const DmabufFdinfo&, const DmabufFdinfo&) = default;
};

/// Reads the lines `<key>:`, tabs or blanks, value; other keys are skipped. Malformed, with line and column, if one of
/// ours has no number where it must.
Result<DmabufFdinfo> parse_dmabuf_fdinfo(std::string_view text, std::string_view file);

}  // namespace rampart

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// Work that a device still has to do, or has done, on a buffer.
struct DmabufFence {
  std::string usage;  ///< `kernel`, `write`, `read`, `bookkeep`; before 5.18 `Exclusive`, `Shared`.
  std::string driver;
  std::string timeline;
  std::optional<std::uint64_t> seqno;
  bool signalled = false;
  friend bool operator==(const DmabufFence&, const DmabufFence&) = default;
};

/// One buffer as bufinfo lists it.
struct DmabufObject {
  Bytes size;
  std::uint64_t flags{};
  std::uint64_t mode{};
  std::uint64_t count{};  ///< References to its file: descriptors, mappings and users in the kernel.
  std::string exporter;
  std::optional<std::uint64_t> ino{};  ///< Since about 4.19; joins this list, sysfs and fdinfo.
  std::optional<std::string> name{};
  std::vector<DmabufFence> fences{};
  std::vector<std::string> devices{};  ///< Attached ones, repeated if attached twice.
  std::size_t line{};
  friend bool operator==(const DmabufObject&, const DmabufObject&) = default;
};

/// The content of /sys/kernel/debug/dma_buf/bufinfo, in its order, and its own totals if the text has them.
struct DmabufInfo {
  static constexpr std::size_t max_objects = std::size_t{1} << 16;
  static constexpr std::size_t max_attachments = std::size_t{1} << 18;  ///< Fences and devices of all buffers.
  std::vector<DmabufObject> objects;
  std::optional<std::uint64_t> total_count;
  std::optional<Bytes> total_size;
  friend bool operator==(const DmabufInfo&, const DmabufInfo&) = default;
};

/// Reads every form of bufinfo, by the names in its header; without a header, as Android's copies are, the columns
/// are size, flags, mode, count, exporter, inode and name. Tabs or blanks separate, and a name is the rest of its line.
/// Malformed for a line that is none of the known ones, TooLarge past a limit above.
Result<DmabufInfo> parse_dmabuf_bufinfo(std::string_view text, std::string_view file);

}  // namespace rampart

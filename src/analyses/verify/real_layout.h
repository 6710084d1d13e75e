#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/model/note.h>
#include <rampart/model/range_set.h>

#include "base/file_tree.h"
#include "sources/boot_log.h"

namespace rampart {

/// A CMA area as debugfs shows it.
struct RealArea {
  std::string name;
  std::uint64_t base = 0;
  Bytes size;  ///< Zero where it was not activated.
  friend bool operator==(const RealArea&, const RealArea&) = default;
};

/// What a kernel made of a layout, as far as it shows.
struct RealLayout {
  std::string release;             ///< `6.12.117`; empty if nothing tells.
  std::vector<LogEvent> events;    ///< What the last boot's lines tell of pools and regions, in order.
  std::vector<std::string> lines;  ///< Its lines about the layout, word for word, in order.
  bool has_log = false;
  std::optional<std::vector<RealArea>> areas;
  std::optional<Bytes> cma_total;
  Bytes page_size = kib(4);
  std::vector<PhysRange> crash;      ///< What `crashkernel=` was given, of log or /proc/iomem.
  std::optional<RangeSet> mapped;    ///< RAM that is mapped: without no-map regions.
  std::optional<RangeSet> reserved;  ///< Everything in use before the page allocator, in RAM and outside.
  std::vector<Note> notes;
};

/// No kernel prints more lines about the layout; the rest of a hostile log is not looked at.
constexpr std::size_t max_layout_lines = 2000;

/// The part of a message that says what becomes of the layout, whatever a log puts before it; empty for any other.
std::string_view layout_message(std::string_view text);

/// Of the last boot of a log.
void add_log(RealLayout& layout, std::string_view text, std::string_view file);

/// What the files of a running kernel tell; `page_size` is its page.
void add_files(RealLayout& layout, FileTree& files, Bytes page_size);

}  // namespace rampart

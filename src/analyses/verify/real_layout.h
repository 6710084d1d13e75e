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
  std::string release;           ///< `6.12.117`; empty if nothing tells.
  std::vector<LogEvent> events;  ///< The lines of the last boot about the layout, in order.
  bool has_log = false;
  std::optional<std::vector<RealArea>> areas;
  std::optional<Bytes> cma_total;
  std::optional<RangeSet> mapped;    ///< RAM that is mapped: without no-map regions.
  std::optional<RangeSet> reserved;  ///< Everything in use before the page allocator, in RAM and outside.
  std::vector<Note> notes;
};

/// True for a line that says what became of the layout: a pool, a region, a refusal.
bool is_layout_event(const LogEvent& event);

/// Of the last boot of a log.
void add_log(RealLayout& layout, std::string_view text, std::string_view file);

/// What the files of a running kernel tell; `page_size` is its page.
void add_files(RealLayout& layout, FileTree& files, Bytes page_size);

}  // namespace rampart

#pragma once

#include <optional>
#include <string_view>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// What /proc/meminfo says. A line that the kernel left out stays empty: "no CMA built in" is not "0 kB".
/// Note that `cma_total - cma_free` also counts pages lent to movable user memory; it is not what drivers hold.
struct MemInfo {
  std::optional<Bytes> mem_total;
  std::optional<Bytes> mem_free;
  std::optional<Bytes> mem_available;  ///< Since 3.14.
  std::optional<Bytes> buffers;
  std::optional<Bytes> cached;
  std::optional<Bytes> shmem;
  std::optional<Bytes> anon_pages;
  std::optional<Bytes> slab_reclaimable;
  std::optional<Bytes> slab_unreclaimable;
  std::optional<Bytes> kernel_stack;
  std::optional<Bytes> page_tables;
  std::optional<Bytes> percpu;  ///< Since 4.20.
  std::optional<Bytes> swap_total;
  std::optional<Bytes> swap_free;
  std::optional<Bytes> swap_cached;
  std::optional<Bytes> high_total;  ///< 32-bit kernels with high memory.
  std::optional<Bytes> high_free;
  std::optional<Bytes> cma_total;  ///< With CONFIG_CMA.
  std::optional<Bytes> cma_free;
  friend bool operator==(const MemInfo&, const MemInfo&) = default;
};

/// Reads the text of /proc/meminfo into `into`, which it empties first; `file` only names it in errors. Lines of other
/// names are skipped. Malformed, with line and column, if a line of ours is not `<name>: <number> kB`.
Result<void> read_meminfo(std::string_view text, std::string_view file, MemInfo& into);

/// As above, into a new value.
Result<MemInfo> parse_meminfo(std::string_view text, std::string_view file);

}  // namespace rampart

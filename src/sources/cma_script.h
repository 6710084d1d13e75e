#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rampart/base/result.h>
#include <rampart/base/units.h>

namespace rampart {

/// One line of a written trace.
struct CmaScriptStep {
  bool is_alloc = false;
  std::string id;                ///< Empty for what debugfs's `alloc` and `free` do: last in, first out.
  Bytes size;                    ///< Zero where a block is freed by its id.
  std::optional<Bytes> align{};  ///< Of an alloc; a power of two.
  std::size_t line{};
  friend bool operator==(const CmaScriptStep&, const CmaScriptStep&) = default;
};

/// Whether a text is a written trace: its first line that is no comment begins with `alloc` or `free`.
bool is_cma_script(std::string_view text);

/// Reads allocations that a person writes down, one a line; `#` begins a comment:
///   alloc 3M id=preview           # aligned as the DMA API would
///   alloc 64K id=ring align=4K
///   free id=preview
///   alloc 12K                     # without an id: as written to the debugfs file `alloc`, and
///   free 8K                       # as to `free`, which gives back what came last, in pieces if need be
/// Sizes as on a kernel's command line. Malformed, with line and column, for anything else, for an id that is freed and
/// was not allocated, and for one that is allocated and was not freed; TooLarge past 4194304 lines.
Result<std::vector<CmaScriptStep>> parse_cma_script(std::string_view text, std::string_view file);

}  // namespace rampart

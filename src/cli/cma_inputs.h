#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyses/cma_view.h"
#include "assemble/cma_system.h"
#include "cli/command.h"

namespace rampart {

/// Options of the commands that look at CMA pools.
struct CmaOptions {
  std::string root;                 ///< A directory or a snapshot; empty is the live system.
  std::string board;                ///< A device tree in place of the system's own.
  std::vector<std::string> config;  ///< In place of /proc/config.gz.

  void add_to(OptionParser& parser);
};

/// What was read of a system's pools.
struct CmaReading {
  CmaSystem system;
  std::optional<std::uint64_t> alignment_cap;  ///< CONFIG_CMA_ALIGNMENT, where it is known.

  /// With a note if the kernel has no CMA.
  CmaView view() const;
  /// Reads again what changes: bitmaps and counts.
  void refresh(FileTree& files);
};

/// Reads the pools of a system. CONFIG_CMA_ALIGNMENT is that of `--config`, else of /proc/config.gz. NotFound if there
/// is no /proc/meminfo.
Result<CmaReading> read_cma(Context& context, const CmaOptions& options, FileTree& files);
/// The view of the system of `--root`.
Result<CmaView> read_cma_view(Context& context, const CmaOptions& options);

/// A pool and sizes, as a person names them on a command line.
struct PoolAndSizes {
  const CmaPoolView* pool = nullptr;  ///< Null: none was named.
  std::vector<Bytes> sizes;
};

/// Tells the words apart: the name of a pool is the pool, anything else has to be a size. `command` names the place of
/// an error, which lists the pools that there are.
Result<PoolAndSizes> tell_apart(const CmaView& view, const std::vector<std::string>& words, std::string_view command);

/// The pool of `named`, else the default one or the only one. NotFound if there is none, or several and no default.
Result<const CmaPoolView*> one_pool(const CmaView& view, const PoolAndSizes& named, std::string_view command);

/// Why there is no pool, or no bitmap of one: the first note, else that the pool is missing.
Error no_pool_error(const CmaView& view, std::string_view command);

}  // namespace rampart

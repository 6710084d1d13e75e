#include "cli/cma_inputs.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/size_text.h"
#include "cli/setup_inputs.h"
#include "cli/tree_input.h"
#include "host/gunzip.h"
#include "sources/kconfig.h"

namespace rampart {
namespace {

constexpr std::string_view built_config = "/proc/config.gz";

/// CONFIG_CMA_ALIGNMENT of the running kernel. Few kernels show their configuration: without it a default is assumed,
/// and the answer says so.
std::optional<std::uint64_t> alignment_of_kernel(FileTree& files) {
  const auto packed = files.read(built_config);
  if (!packed) return std::nullopt;
  const auto text = gunzip(*packed, built_config, FileTree::max_file_size);
  if (!text) return std::nullopt;
  const auto config = parse_kconfig(*text, built_config);
  if (!config) return std::nullopt;
  const auto alignment = config->number("CMA_ALIGNMENT");
  return alignment ? *alignment : std::nullopt;
}

Result<std::optional<std::uint64_t>> alignment_of(Context& context, const CmaOptions& options, FileTree& files) {
  if (options.config.empty()) return alignment_of_kernel(files);
  const auto config = read_kernel_config(context, options.config);
  if (!config) return std::unexpected(config.error());
  return config->number("CMA_ALIGNMENT");
}

std::string pool_names(const CmaView& view) {
  std::string names;
  for (const CmaPoolView& pool : view.pools) names += (names.empty() ? "" : ", ") + pool.name;
  return names;
}

}  // namespace

void CmaOptions::add_to(OptionParser& parser) {
  parser.value("--root", root, "Read this directory or snapshot in place of the live system");
  parser.value("--board", board, "A .dts or .dtb whose devices the pools are for, in place of the system's own tree");
  parser.values("--config", config, "The kernel's .config, or KEY=VALUE of it, in place of /proc/config.gz");
}

CmaView CmaReading::view() const {
  CmaView view = cma_view(system, alignment_cap);
  if (!system.cma_total) {
    view.notes.push_back({"/proc/meminfo", "no CmaTotal: this kernel has no CMA", "needs CONFIG_CMA"});
  }
  return view;
}

void CmaReading::refresh(FileTree& files) { system.pools = read_cma_pools(files, {.page_size = system.page_size}); }

Result<CmaReading> read_cma(Context& context, const CmaOptions& options, FileTree& files) {
  std::optional<DeviceTree> board;
  if (!options.board.empty()) {
    auto input = open_board_tree(context, options.board, {}, {});
    if (!input) return std::unexpected(std::move(input.error()));
    auto tree = input->finish();
    if (!tree) return std::unexpected(std::move(tree.error()));
    board = std::move(*tree);
  }
  const auto alignment = alignment_of(context, options, files);
  if (!alignment) return std::unexpected(alignment.error());
  if (const auto meminfo = files.read("/proc/meminfo"); !meminfo) {
    return std::unexpected(Error{meminfo.error().code,
                                 {"/proc/meminfo", 0, 0},
                                 "not readable (expected a running Linux, or a copy of its /proc under --root)"});
  }
  return CmaReading{read_cma_system(files, std::move(board)), *alignment};
}

Result<CmaView> read_cma_view(Context& context, const CmaOptions& options) {
  const auto files = context.open_root(options.root);
  if (!files) return std::unexpected(files.error());
  const auto reading = read_cma(context, options, **files);
  if (!reading) return std::unexpected(reading.error());
  return reading->view();
}

Result<PoolAndSizes> tell_apart(const CmaView& view, const std::vector<std::string>& words, std::string_view command) {
  PoolAndSizes result;
  for (const std::string& word : words) {
    if (const CmaPoolView* const pool = find_pool(view, word)) {
      if (result.pool != nullptr) {
        return std::unexpected(Error{Errc::Malformed,
                                     {std::string{command}, 0, 0},
                                     fmt::format("{} and {}: two pools (expected one)", result.pool->name, word)});
      }
      result.pool = pool;
      continue;
    }
    const auto size = parse_size(word, command);
    if (size && size->value != 0) {
      result.sizes.push_back(*size);
      continue;
    }
    return std::unexpected(
        Error{Errc::NotFound,
              {std::string{command}, 0, 0},
              fmt::format("{}: no pool of that name and no size (expected {}, or a size such as 16M)", word,
                          view.pools.empty() ? "a pool, of which there is none here" : pool_names(view))});
  }
  return result;
}

Result<const CmaPoolView*> one_pool(const CmaView& view, const PoolAndSizes& named, std::string_view command) {
  if (const CmaPoolView* const pool = named.pool != nullptr ? named.pool : default_pool(view)) return pool;
  if (view.pools.empty()) return std::unexpected(no_pool_error(view, command));
  return std::unexpected(
      Error{Errc::NotFound,
            {std::string{command}, 0, 0},
            fmt::format("several pools, none of them the default (expected one of {})", pool_names(view))});
}

Error no_pool_error(const CmaView& view, std::string_view command) {
  const auto note = std::ranges::find_if(
      view.notes, [](const Note& each) { return each.path.contains("/cma") || each.path == "/proc/meminfo"; });
  if (note == view.notes.end()) return {Errc::NotFound, {std::string{command}, 0, 0}, "there is no CMA pool here"};
  return {Errc::NotFound, {note->path, 0, 0}, note->remedy.empty() ? note->reason : note->reason + ": " + note->remedy};
}

}  // namespace rampart

#include "cli/cma_simulate_command.h"

#include <algorithm>
#include <bit>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/cma_simulation/cma_simulation.h"
#include "base/size_text.h"
#include "cli/tree_input.h"
#include "host/write_file.h"
#include "render/cma_simulation_text.h"
#include "sources/cma_script.h"
#include "sources/cma_trace.h"

namespace rampart {
namespace {

constexpr CommandHelp cma_simulate_help{
    .name = "cma simulate",
    .purpose = "replays a trace in a model of the kernel's CMA allocator: would a pool of this size have served it?",
    .synopsis =
        "--size SIZE [--pool NAME] [--base ADDRESS] [--order-per-bit N] [--page-size SIZE] [--served] "
        "[--svg FILE] [--bitmaps FILE] [--json] TRACE",
    .examples = {
        "rampart cma simulate cma.trace --size 64M # failures, peak, and the smallest pool that would do",
        "rampart cma simulate camera.txt --size 48M --svg pool.svg # a written trace: alloc 3M id=a, free id=a"}};

struct SimulateOptions {
  std::string size;
  std::string pool;
  std::string base = "0";
  std::string order_per_bit = "0";
  std::string page_size = "4K";
  std::string svg;
  std::string bitmaps;
  bool served = false;
  bool json = false;
  std::vector<std::string> files;
};

/// What the options say, as numbers.
struct Setup {
  Bytes page_size;
  CmaGeometry geometry;
};

std::unexpected<Error> usage(std::string what) {
  return std::unexpected(Error{Errc::Malformed, {"cma simulate", 0, 0}, std::move(what)});
}

Result<Setup> setup_of(const SimulateOptions& options) {
  if (options.size.empty()) return usage("no size of the pool (expected --size 64M)");
  const auto size = parse_size(options.size, "--size");
  if (!size) return std::unexpected(size.error());
  const auto page_size = parse_size(options.page_size, "--page-size");
  if (!page_size) return std::unexpected(page_size.error());
  const auto base = parse_size(options.base, "--base");
  if (!base) return std::unexpected(base.error());
  const auto order = parse_size(options.order_per_bit, "--order-per-bit");
  if (!order) return std::unexpected(order.error());
  if (!std::has_single_bit(page_size->value)) return usage("--page-size is no power of two (expected 4K, 16K or 64K)");
  if (order->value > 20) return usage("--order-per-bit past 20 (expected an order of pages)");
  if (size->value % page_size->value != 0 || base->value % page_size->value != 0) {
    return usage("--size or --base is not in whole pages (expected a multiple of --page-size)");
  }
  return Setup{*page_size,
               {base->value / page_size->value, {size->value / page_size->value}, static_cast<unsigned>(order->value)}};
}

/// The pool that is meant: the one named, or the only one.
Result<std::string> chosen_pool(const CmaTimeline& timeline, const SimulateOptions& options) {
  const std::string& file = options.files.front();
  if (timeline.names.empty()) {
    return std::unexpected(Error{Errc::NotFound, {file, 0, 0}, "no event of CMA (expected a trace of the group cma)"});
  }
  if (options.pool.empty() && timeline.names.size() == 1) return timeline.names.front();
  if (std::ranges::find(timeline.names, options.pool) != timeline.names.end()) return options.pool;
  return std::unexpected(Error{
      Errc::NotFound,
      {file, 0, 0},
      fmt::format("{} (expected --pool with one of {})",
                  options.pool.empty() ? "several pools" : "no pool " + options.pool, fmt::join(timeline.names, " "))});
}

struct NamedWorkload {
  std::string pool;
  CmaWorkload workload;
};

Result<NamedWorkload> read_workload(Context& context, const SimulateOptions& options, Bytes page_size) {
  const std::string& file = options.files.front();
  const auto text = read_whole(context, file);
  if (!text) return std::unexpected(text.error());
  if (is_cma_script(*text)) {
    const auto steps = parse_cma_script(*text, file);
    if (!steps) return std::unexpected(steps.error());
    return NamedWorkload{"", cma_workload(*steps, page_size)};
  }
  const auto trace = parse_cma_trace(*text, file);
  if (!trace) return std::unexpected(trace.error());
  const CmaTimeline timeline = cma_timeline(*trace);
  auto pool = chosen_pool(timeline, options);
  if (!pool) return std::unexpected(std::move(pool.error()));
  CmaWorkload workload =
      cma_workload(timeline, *pool, options.served ? RefusedRequests::LeftOut : RefusedRequests::AskedFor);
  return NamedWorkload{std::move(*pool), std::move(workload)};
}

/// A line as the debugfs file `bitmap` has it.
std::string bitmap_line(const CmaAllocator& area) { return fmt::format("{}\n", fmt::join(area.bitmap(), " ")); }

}  // namespace

Exit run_cma_simulate(Context& context, std::span<const std::string> arguments) {
  SimulateOptions options;
  OptionParser parser{cma_simulate_help};
  parser.value("--size", options.size, "The size of the pool");
  parser.value("--pool", options.pool, "Of the pools in the trace, this one; needed if there are several");
  parser.value("--base", options.base, "The address at which the pool begins, for alignment; 0 if not given");
  parser.value("--order-per-bit", options.order_per_bit,
               "As debugfs tells it; 0 if not given, as all but hugetlb's are");
  parser.value("--page-size", options.page_size, "Of the kernel; 4K if not given");
  parser.flag("--served", options.served, "Leave out requests that were refused when they were traced");
  parser.value("--svg", options.svg, "Write a picture of the pool over time to this file");
  parser.value("--bitmaps", options.bitmaps, "Write the bitmap after every step to this file, as debugfs prints it");
  parser.flag("--json", options.json, "One JSON document, schema rampart.cma-simulate/1");
  parser.positionals("TRACE", options.files, 1, 1,
                     "A recorded trace as text, or a written one: alloc 3M id=a, free id=a");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  const auto setup = setup_of(options);
  if (!setup) return fail(context, setup.error());
  const auto read = read_workload(context, options, setup->page_size);
  if (!read) return fail(context, read.error());
  std::string bitmaps;
  CmaStepWatcher watcher;
  if (!options.bitmaps.empty()) watcher = [&](const CmaAllocator& area) { bitmaps += bitmap_line(area); };
  const auto run = simulate_cma(read->workload, setup->geometry, watcher);
  if (!run) return fail(context, run.error());
  const auto need = cma_pool_need(read->workload, setup->geometry.base_pfn, setup->geometry.order_per_bit);
  const CmaSimulationView view{.pool = read->pool,
                               .workload = read->workload,
                               .run = *run,
                               .need = need ? std::optional{*need} : std::nullopt,
                               .page_size = setup->page_size};
  for (const auto& [path, content] : {std::pair{options.bitmaps, bitmaps},
                                      std::pair{options.svg, options.svg.empty() ? "" : cma_simulation_svg(view)}}) {
    if (path.empty()) continue;
    if (auto written = write_file_atomically(path, content); !written) return fail(context, written.error());
  }
  context.out.write(options.json ? cma_simulation_json(view)
                                 : cma_simulation_text(view, {.width = context.width, .colour = context.colour}));
  return run->failures.empty() ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart

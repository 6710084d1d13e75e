#include "cli/plan_command.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/plan/plan.h"
#include "cli/plan_board.h"
#include "cli/plan_csv.h"
#include "cli/tree_input.h"
#include "cli/verify_boot.h"
#include "host/write_file.h"
#include "render/plan_dts.h"
#include "render/plan_header.h"
#include "render/plan_json.h"
#include "render/plan_svg.h"
#include "render/plan_text.h"
#include "render/verify_text.h"
#include "sources/workload.h"

namespace rampart {
namespace {

constexpr CommandHelp plan_help{
    .name = "plan",
    .purpose = "from buffers, models and who runs with whom: pools, their sizes and places, what to configure",
    .synopsis =
        "WORKLOAD.toml [--board BOARD] [--kernel VERSION] [--json] [--svg FILE] [--dts FILE] [--header FILE]\n"
        "                    [--verify] | FILE.csv [--capacity N] [-o OUT.csv]",
    .examples = {
        "rampart plan workload.toml --board board.dts --svg plan.svg # pools, offsets, and the device tree to set",
        "rampart plan buffers.csv --capacity 1M -o placed.csv # id,lower,upper,size with an offset for each"}};

struct PlanOptions {
  BootOptions boot;
  std::vector<std::string> files;
  std::string board;
  std::string svg;
  std::string dts;
  std::string header;
  std::string output;
  std::string capacity;
  std::optional<double> seconds;
  bool verify = false;
  bool json = false;

  void add_to(OptionParser& parser);
};

void PlanOptions::add_to(OptionParser& parser) {
  parser.value("--board", board, "The board's .dts or .dtb, in place of the one that the workload names");
  parser.flag("--json", json, "One JSON document, schema rampart.plan/1, or rampart.plan-csv/1 of a .csv");
  parser.value("--svg", svg, "Draw scenarios against addresses into this file");
  parser.value("--dts", dts, "Write the device-tree overlay into this file");
  parser.value("--header", header, "Write a C++ header of sizes and offsets into this file");
  parser.value("-o,--output", output, "Of a .csv: write it with an offset for each row into this file");
  parser.value("--capacity", capacity, "Of a .csv: a size that is good enough");
  parser.seconds("--seconds", seconds, "End the search after so long with what was found; 10 if not given");
  parser.flag("--verify", verify, "Boot a real kernel with the plan on a virtual machine, and compare");
  boot.setup.add_to(parser);
  parser.positionals("WORKLOAD", files, 1, 1,
                     "A workload in TOML (docs/plan.md), or rows id,lower,upper,size in a .csv");
}

/// Of a plan that the command line or a vendor's file does: dtc takes it, and it can be applied like any other.
constexpr std::string_view nothing_to_overlay =
    "/* Nothing of the plan is set in the device tree. */\n/dts-v1/;\n/plugin/;\n\n/ {\n};\n";

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Why options do not go together; nothing if they do.
std::optional<Error> misuse(const PlanOptions& options) {
  const auto error = [](std::string what) { return Error{Errc::Malformed, {"plan", 0, 0}, std::move(what)}; };
  if (options.boot.setup.kernels.size() > 1) return error("several --kernel (expected the one that is planned for)");
  const bool is_csv = options.files.front().ends_with(".csv");
  const bool has_board_options = !options.board.empty() || !options.svg.empty() || !options.dts.empty() ||
                                 !options.header.empty() || options.verify;
  if (is_csv && has_board_options) return error("a .csv has no board (expected --capacity, -o, --seconds, --json)");
  if (!is_csv && (!options.capacity.empty() || !options.output.empty())) {
    return error("--capacity and -o are for a .csv (expected --dts, --header, --svg)");
  }
  return std::nullopt;
}

Exit plan_csv(Context& context, const PlanOptions& options) {
  PlanCsvOptions csv;
  csv.file = options.files.front();
  csv.capacity = options.capacity;
  csv.output = options.output;
  csv.json = options.json;
  if (options.seconds) csv.time_limit = fmt::format("{}", *options.seconds);
  csv.now = seconds_now;
  return run_plan_csv(context, csv);
}

Result<void> write_outputs(const PlanOptions& options, const Plan& plan) {
  const auto write = [](const std::string& path, const std::string& content) -> Result<void> {
    return path.empty() ? Result<void>{} : write_file_atomically(path, content);
  };
  auto done = write(options.svg, options.svg.empty() ? "" : plan_svg(plan));
  if (!done || !plan.fits()) return done;
  const std::string overlay = plan_dts(plan);
  done = write(options.dts, overlay.empty() ? std::string{nothing_to_overlay} : overlay);
  return done ? write(options.header, plan_header(plan)) : done;
}

bool has_error(const Plan& plan) {
  return std::ranges::any_of(plan.findings, [](const Finding& each) { return each.severity == Severity::Error; });
}

/// Boots the board as the plan leaves it.
Result<VerifyReport> boot_plan(Context& context, PlanOptions& options, const PlanTarget& target, const Plan& plan) {
  BootBoard board{target.setup, plan.blob};
  auto tree = parse_dtb(plan.blob, target.setup.tree.file);
  if (!tree) return std::unexpected(std::move(tree.error()));
  if (plan.configuration.command_line) options.boot.setup.cmdline = *plan.configuration.command_line;
  auto setup = setup_of(context, options.boot.setup, std::move(*tree));
  if (!setup) return std::unexpected(std::move(setup.error()));
  board.setup = std::move(*setup);
  return boot_board(context, options.boot, board);
}

Exit plan_workload(Context& context, PlanOptions& options) {
  const std::string& file = options.files.front();
  const auto text = read_whole(context, file);
  if (!text) return fail(context, text.error());
  const auto workload = parse_workload(*text, file);
  if (!workload) return fail(context, workload.error());
  const std::string folder = std::filesystem::path{file}.parent_path().string();
  const auto target = plan_target(context, *workload, folder, options.board, options.boot.setup);
  if (!target) return fail(context, target.error());

  constexpr double usual_seconds = 10;
  const double end = seconds_now() + options.seconds.value_or(usual_seconds);
  PoolLimits limits;
  limits.is_over = [end] { return seconds_now() >= end; };
  auto plan = make_plan({*workload, target->device ? &*target->device : nullptr, target->setup, target->blob, limits});
  if (!plan) return fail(context, plan.error());
  plan->notes.insert(plan->notes.begin(), target->notes.begin(), target->notes.end());
  if (const auto written = write_outputs(options, *plan); !written) return fail(context, written.error());

  context.out.write(options.json ? plan_json(*plan)
                                 : plan_text(*plan, {.width = context.width, .colour = context.colour}));
  const Exit status = plan->fits() && !has_error(*plan) ? Exit::Clean : Exit::Findings;
  if (!options.verify || !plan->fits()) return status;
  const auto report = boot_plan(context, options, *target, *plan);
  if (!report) return fail(context, report.error());
  // The one document of --json is the plan.
  (options.json ? context.err : context.out).write("\n" + verify_text(*report));
  const bool is_as_predicted = report->verification.outcome == BootOutcome::Booted && report->verification.agrees();
  return is_as_predicted ? status : Exit::Findings;
}

}  // namespace

Exit run_plan(Context& context, std::span<const std::string> arguments) {
  PlanOptions options;
  OptionParser parser{plan_help};
  options.add_to(parser);
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (const auto error = misuse(options)) return fail(context, *error);
  return options.files.front().ends_with(".csv") ? plan_csv(context, options) : plan_workload(context, options);
}

}  // namespace rampart

#include "cli/check_command.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "analyses/check/rules.h"
#include "cli/check_boards.h"
#include "cli/tree_input.h"
#include "host/kernel_tree.h"
#include "render/check_json.h"
#include "render/check_sarif.h"
#include "render/check_text.h"
#include "render/rule_pages.h"
#include "sources/suppressions.h"
#include "sources/uboot_env.h"

namespace rampart {
namespace {

constexpr CommandHelp check_help{
    .name = "check",
    .purpose = "what is wrong with a board's layout, what a kernel will make of it, and what to do",
    .synopsis = "[--kernel VERSION]... [--format text|json|sarif] [-j N] BOARD... | --kernel-tree DIR | --explain RULE",
    .examples = {"rampart check board.dts --kernel 6.12 --cmdline \"cma=64M\" # faults, with file, line and column",
                 "rampart check --kernel-tree linux -j 8 --format sarif # every board of a tree, for a code host"}};

constexpr std::size_t most_boards = 65'536;
constexpr std::size_t most_threads = 256;

struct CheckOptions {
  SetupOptions setup;
  std::vector<std::string> boards;
  std::string format = "text";
  bool json = false;
  std::string explain;
  std::string baseline;
  std::string boot_loader;
  std::string uboot_env;
  std::string kernel_tree;
  std::string suppress;
  std::string threads;

  void add_to(OptionParser& parser);
  std::vector<std::string> include_dirs() const;
};

void CheckOptions::add_to(OptionParser& parser) {
  parser.choice("--format", format, {"text", "json", "sarif"}, "The form of the answer");
  parser.flag("--json", json, "The same as --format json: one document, schema rampart.check/1");
  parser.value("--explain", explain, "Print the page of a rule and stop");
  parser.value("-j,--jobs", threads, "Boards to check at a time; as many as there are processors");
  parser.value("--baseline", baseline, "The board's tree before the change: carve-outs that moved are errors");
  parser.choice("--bootloader", boot_loader, {"u-boot", "grub", "extlinux", "syslinux", "systemd-boot", "raspberry-pi"},
                "What passes the command line on to the kernel");
  parser.value("--uboot-env", uboot_env, "An environment of U-Boot, as printenv prints it or as in flash");
  parser.value("--kernel-tree", kernel_tree, "Compile and check every board of a tree of Linux");
  parser.value("--suppress", suppress, "A file of accepted findings, each with its reason");
  setup.add_to(parser);
  parser.positionals("BOARD", boards, 0, most_boards, "A .dtb or .dts; a .dtbo is applied to the board before it");
}

std::vector<std::string> CheckOptions::include_dirs() const {
  std::vector<std::string> directories = setup.include_dirs;
  if (kernel_tree.empty()) return directories;
  const auto more = kernel_dts_include_dirs(kernel_tree);
  directories.insert(directories.end(), more.begin(), more.end());
  return directories;
}

Exit explain(Context& context, const std::string& id) {
  if (const Rule* const rule = find_rule(id); rule != nullptr) {
    context.out.write(rule_page(*rule, {.width = context.width, .colour = context.colour}));
    return Exit::Clean;
  }
  std::string known;
  for (const Rule* const rule : rules()) known += (known.empty() ? "" : ", ") + std::string{rule->id};
  return fail(context,
              {Errc::NotFound, {"--explain " + id, 0, 0}, fmt::format("no such rule (expected one of {})", known)});
}

Result<std::size_t> thread_count(const std::string& text) {
  if (text.empty()) return std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, failure] = std::from_chars(text.data(), end, count);
  if (failure != std::errc{} || rest != end || count == 0 || count > most_threads) {
    return std::unexpected(Error{Errc::Malformed,
                                 {"-j " + text, 0, 0},
                                 fmt::format("not understood (expected a number of 1 to {})", most_threads)});
  }
  return count;
}

Result<std::vector<CheckJob>> jobs_of(const CheckOptions& options) {
  if (options.kernel_tree.empty()) return check_jobs(options.boards);
  const auto sources = find_kernel_dts(options.kernel_tree);
  if (!sources) return std::unexpected(sources.error());
  std::vector<CheckJob> jobs;
  for (const KernelDts& source : *sources) jobs.push_back({source.path, {}, source.architecture});
  return jobs;
}

/// What `--baseline`, `--uboot-env` and `--suppress` name. The plan refers to it.
struct CheckFiles {
  std::optional<DeviceTree> baseline;
  std::optional<UbootEnvironment> environment;
  std::optional<UbootMemory> boot_memory;
  std::vector<Suppression> suppressions;
};

Result<void> read_files(Context& context, const CheckOptions& options, CheckFiles& files) {
  if (!options.baseline.empty()) {
    auto setup = read_setup(context, options.setup, options.baseline);
    if (!setup) return std::unexpected(std::move(setup.error()));
    files.baseline = std::move(setup->tree);
  }
  if (!options.uboot_env.empty()) {
    const auto bytes = read_whole(context, options.uboot_env);
    if (!bytes) return std::unexpected(bytes.error());
    auto environment = parse_uboot_env(*bytes, options.uboot_env);
    if (!environment) return std::unexpected(std::move(environment.error()));
    auto memory = uboot_memory(*environment);
    if (!memory) return std::unexpected(std::move(memory.error()));
    files.environment = std::move(*environment);
    files.boot_memory = std::move(*memory);
  }
  if (!options.suppress.empty()) {
    const auto text = read_whole(context, options.suppress);
    if (!text) return std::unexpected(text.error());
    auto suppressions = parse_suppressions(*text, options.suppress);
    if (!suppressions) return std::unexpected(std::move(suppressions.error()));
    files.suppressions = std::move(*suppressions);
  }
  return {};
}

CheckPlan plan_of(const CheckOptions& options, const CheckFiles& files, std::vector<KernelVersion> kernels) {
  CheckPlan plan{
      .options = options.setup, .kernels = std::move(kernels), .extras = {}, .kernel_tree = options.kernel_tree};
  plan.options.include_dirs = options.include_dirs();
  plan.extras.kernel_stated = !options.setup.kernels.empty();
  plan.extras.boot_loader = options.boot_loader;
  if (files.baseline) plan.extras.baseline = &*files.baseline;
  if (files.environment) plan.extras.environment = &*files.environment;
  if (files.boot_memory) plan.extras.boot_memory = &*files.boot_memory;
  return plan;
}

/// Why a command line makes no sense; nothing if it does.
std::optional<Error> usage_error(const CheckOptions& options) {
  const auto error = [](std::string what) { return Error{Errc::Malformed, {"check", 0, 0}, std::move(what)}; };
  if (options.json && options.format == "sarif") return error("more than one form (expected --json or --format sarif)");
  if (options.boards.empty() == options.kernel_tree.empty()) {
    return error(options.boards.empty() ? "no board (expected BOARD, --kernel-tree or --explain)"
                                        : "boards beside --kernel-tree (expected one of the two)");
  }
  if (!options.baseline.empty() && options.boards.size() != 1) {
    return error("--baseline with several boards (expected the one that it is the old tree of)");
  }
  return std::nullopt;
}

std::string answer(const Context& context, const CheckOptions& options, const CheckReport& report) {
  if (options.json || options.format == "json") return check_json(report);
  if (options.format == "sarif") return check_sarif(report, RAMPART_VERSION);
  return check_text(report, {.width = context.width, .colour = context.colour});
}

Exit check(Context& context, const CheckOptions& options) {
  const auto threads = thread_count(options.threads);
  if (!threads) return fail(context, threads.error());
  auto kernels = kernels_of(options.setup);
  if (!kernels) return fail(context, kernels.error());
  CheckFiles files;
  if (const auto read = read_files(context, options, files); !read) return fail(context, read.error());
  const auto jobs = jobs_of(options);
  if (!jobs) return fail(context, jobs.error());

  const CheckPlan plan = plan_of(options, files, *kernels);
  Exit status = Exit::Clean;
  std::vector<BoardCheck> boards;
  for (auto& result : check_boards(context, plan, *jobs, *threads)) {
    if (result) {
      boards.push_back(std::move(*result));
    } else {
      status = fail(context, result.error());
    }
  }
  if (boards.empty()) return status;
  const CheckReport report =
      check_report(std::move(boards), files.suppressions, std::move(*kernels), plan.extras.kernel_stated);
  context.out.write(answer(context, options, report));
  return status == Exit::Clean && report.count(Severity::Error) != 0 ? Exit::Findings : status;
}

}  // namespace

Exit run_check(Context& context, std::span<const std::string> arguments) {
  CheckOptions options;
  OptionParser parser{check_help};
  options.add_to(parser);
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (!options.explain.empty()) return explain(context, options.explain);
  if (const auto error = usage_error(options)) return fail(context, *error);
  return check(context, options);
}

}  // namespace rampart

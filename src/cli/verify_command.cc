#include "cli/verify_command.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyses/predict/prediction.h"
#include "analyses/verify/machine_plan.h"
#include "analyses/verify/verify_report.h"
#include "cli/setup_inputs.h"
#include "cli/tree_input.h"
#include "host/emulator.h"
#include "host/initramfs.h"
#include "host/kernel_cache.h"
#include "host/write_file.h"
#include "render/verify_text.h"

namespace rampart {
namespace {

constexpr CommandHelp verify_help{
    .name = "verify",
    .purpose = "boots a real kernel on a virtual machine with this layout, and compares with the prediction",
    .synopsis =
        "BOARD [OVERLAY...] [--kernel VERSION | --kernel-image FILE] [--cmdline TEXT] [--observed FILE] [--json]",
    .examples = {
        "rampart verify board.dts --kernel 6.12 # a table of predicted and real; exit status 1 if they differ",
        "rampart verify board.dtb --observed device.tar.gz # with a snapshot or boot log of the device itself"}};

struct VerifyOptions {
  SetupOptions setup;
  std::vector<std::string> files;  ///< The board, then overlays.
  std::string image;
  std::string variant;
  std::string guest;
  std::string observed;
  std::string keep;
  std::optional<double> timeout;
  bool json = false;
};

/// A board and the bytes of its tree.
struct Board {
  BootSetup setup;
  std::string blob;
};

/// Which kernel boots.
struct Kernel {
  std::string path;
  std::string content;
  KernelImage image;
};

Result<Board> read_board_of(Context& context, const VerifyOptions& options) {
  const std::vector<std::string> overlays(options.files.begin() + 1, options.files.end());
  auto input = open_board_tree(context, options.files.front(), overlays, options.setup.include_dirs);
  if (!input) return std::unexpected(std::move(input.error()));
  Board board;
  board.blob = input->blob();
  auto tree = input->finish();
  if (!tree) return std::unexpected(std::move(tree.error()));
  auto setup = setup_of(context, options.setup, std::move(*tree));
  if (!setup) return std::unexpected(std::move(setup.error()));
  board.setup = std::move(*setup);
  return board;
}

/// The image of `--kernel-image`, or one that was built; then its configuration counts unless another was given.
Result<Kernel> find_kernel(Context& context, VerifyOptions& options, Board& board) {
  Kernel kernel;
  if (!options.image.empty()) {
    kernel.path = options.image;
  } else {
    const KernelVersion& version = board.setup.kernel;
    auto cached = cached_kernel(fmt::format("{}.{}", version.major, version.minor), to_string(board.setup.architecture),
                                options.variant);
    if (!cached) return std::unexpected(std::move(cached.error()));
    kernel.path = cached->image;
    if (options.setup.config.empty()) {
      options.setup.config.push_back(cached->config);
      options.setup.architecture = to_string(board.setup.architecture);
      auto setup = setup_of(context, options.setup, std::move(board.setup.tree));
      if (!setup) return std::unexpected(std::move(setup.error()));
      board.setup = std::move(*setup);
    }
  }
  auto content = read_whole(context, kernel.path);
  if (!content) return std::unexpected(std::move(content.error()));
  auto image = parse_kernel_image(*content, kernel.path);
  if (!image) return std::unexpected(std::move(image.error()));
  kernel.content = std::move(*content);
  kernel.image = *image;
  return kernel;
}

/// Takes the version from what the kernel said of itself.
void take_release(BootSetup& setup, const std::string& release) {
  if (release.empty()) return;
  if (const auto version = parse_kernel_version(release, "kernel")) setup.kernel = *version;
}

VerifyReport report_of(const BootSetup& setup, const RealLayout& real, BootOutcome outcome) {
  const Prediction prediction = predict(setup);
  VerifyReport report;
  report.board = setup.tree.file;
  report.release = real.release.empty() ? to_string(setup.kernel) : real.release;
  report.architecture = setup.architecture;
  report.command_line = setup.command_line.text;
  report.loaded = setup.loaded;
  report.verification = compare(prediction, real, outcome, given_back(setup, prediction));
  report.findings = prediction.findings;
  report.notes = prediction.assumptions;
  for (const Note& note : real.notes) report.notes.push_back(fmt::format("{}: {}", note.path, note.reason));
  return report;
}

/// Leaves what was booted and what it said, for whoever wants to look into a difference.
Result<void> keep_run(const std::string& folder, const MachinePlan& plan, const EmulatorResult& result) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  std::string command;
  for (const std::string& argument : plan.arguments) command += argument + '\n';
  const std::pair<std::string_view, const std::string*> texts[] = {
      {"console.txt", &result.console}, {"command.txt", &command}, {"emulator.txt", &result.words}};
  for (const auto& [name, text] : texts) {
    if (auto written = write_file_atomically(fmt::format("{}/{}", folder, name), *text); !written) return written;
  }
  for (const MachineFile& file : plan.files) {
    if (file.name == "initramfs") continue;
    if (auto written = write_file_atomically(fmt::format("{}/{}", folder, file.name), file.content); !written) {
      return written;
    }
  }
  return {};
}

/// A machine, and what it said.
struct MachineRun {
  MachinePlan plan;
  EmulatorResult result;
};

Result<MachineRun> run_machine(const VerifyOptions& options, const MachineRequest& request) {
  auto plan = plan_machine(request);
  if (!plan) return std::unexpected(std::move(plan.error()));
  std::vector<EmulatorRun::File> files;
  for (const MachineFile& file : plan->files) files.push_back({file.name, file.content});
  EmulatorRun run{.arguments = plan->arguments, .files = files};
  if (options.timeout) {
    run.timeout = run.silence = std::chrono::milliseconds{static_cast<std::int64_t>(*options.timeout * 1000)};
  }
  auto result = run_emulator(run);
  if (!result) return std::unexpected(std::move(result.error()));
  if (!options.keep.empty()) {
    if (auto kept = keep_run(options.keep, *plan, *result); !kept) return std::unexpected(std::move(kept.error()));
  }
  if (result->console.empty() && !result->words.empty()) {
    return std::unexpected(Error{Errc::Io, {plan->arguments.front(), 0, 0}, result->words});
  }
  return MachineRun{std::move(*plan), std::move(*result)};
}

Result<VerifyReport> boot_board(Context& context, VerifyOptions& options, Board& board) {
  const auto kernel = find_kernel(context, options, board);
  if (!kernel) return std::unexpected(kernel.error());
  const auto guest = guest_program(options.guest, to_string(board.setup.architecture));
  if (!guest) return std::unexpected(guest.error());
  const auto program = read_whole(context, *guest);
  if (!program) return std::unexpected(program.error());

  MachineRequest request{.setup = board.setup,
                         .blob = board.blob,
                         .kernel = kernel->image,
                         .kernel_file = {kernel->content.size()},
                         .kernel_path = kernel->path,
                         .initramfs = initramfs(*program)};
  auto run = run_machine(options, request);
  if (run && run->result.console.empty() && !run->plan.machine->early_console.empty()) {
    request.early_console = true;
    run = run_machine(options, request);
    if (run) run->plan.notes.emplace_back("it said nothing, and was booted once more with an early console");
  }
  if (!run) return std::unexpected(std::move(run.error()));
  GuestConsole console = read_guest_console(run->result.console, run->result.was_ended);
  RealLayout real;
  add_log(real, console.log, "console");
  if (console.outcome == BootOutcome::Booted) {
    add_files(real, console.files, run->plan.setup.config.pages.page_size.value_or(kib(4)));
  }
  take_release(run->plan.setup, real.release);
  VerifyReport report = report_of(run->plan.setup, real, console.outcome);
  report.source = VerifyReport::Source::Emulator;
  report.ram_base = run->plan.ram_base;
  report.shift = run->plan.shift;
  report.milliseconds = static_cast<std::uint64_t>(run->result.duration.count());
  report.notes.insert(report.notes.begin(), run->plan.notes.begin(), run->plan.notes.end());
  report.verification.last_lines = std::move(console.last_lines);
  return report;
}

/// The version and the command line of the device itself, unless others were given.
void take_system(FileTree& files, const VerifyOptions& options, BootSetup& setup, RealLayout& real) {
  if (const auto release = files.read("/proc/sys/kernel/osrelease"); release && real.release.empty()) {
    real.release = release->substr(0, release->find('\n'));
  }
  if (options.setup.kernels.empty()) take_release(setup, real.release);
  if (options.setup.cmdline) return;
  if (const auto line = files.read("/proc/cmdline")) {
    setup.command_line = parse_command_line(*line, "/proc/cmdline");
    setup.parameters = memory_parameters(setup.command_line);
  }
}

/// A snapshot or a boot log of the device in place of a virtual machine.
Result<VerifyReport> look_at_device(Context& context, const VerifyOptions& options, Board& board) {
  RealLayout real;
  VerifyReport::Source source = VerifyReport::Source::Log;
  std::error_code ignored;
  const Bytes page_size = board.setup.config.pages.page_size.value_or(kib(4));
  const bool is_directory = std::filesystem::is_directory(options.observed, ignored);
  auto tree = context.open_root(options.observed);
  if (tree) {
    source = VerifyReport::Source::Snapshot;
    if (const auto log = (*tree)->read("/dev/kmsg")) add_log(real, *log, "dmesg");
    add_files(real, **tree, page_size);
    take_system(**tree, options, board.setup, real);
  } else if (is_directory) {
    return std::unexpected(tree.error());
  } else {
    const auto text = read_whole(context, options.observed);
    if (!text) return std::unexpected(text.error());
    GuestConsole console = read_guest_console(*text, false);  // one that --keep left holds files behind its log
    add_log(real, console.log, options.observed);
    if (console.outcome == BootOutcome::Booted) add_files(real, console.files, page_size);
    if (real.lines.empty()) {
      return std::unexpected(Error{Errc::Malformed,
                                   {options.observed, 0, 0},
                                   "no line about the layout of memory (expected a snapshot, or a boot log from its "
                                   "first line)"});
    }
    if (options.setup.kernels.empty()) take_release(board.setup, real.release);
  }
  VerifyReport report = report_of(board.setup, real, BootOutcome::Booted);
  // Where nothing was compared nothing agrees.
  if (report.verification.count() == 0 && real.lines.empty()) {
    return std::unexpected(Error{Errc::NotFound,
                                 {options.observed, 0, 0},
                                 "tells nothing of what was predicted (expected /proc/iomem, /sys/kernel/debug/cma or "
                                 "the kernel's log, read as root)"});
  }
  report.source = source;
  report.observed = options.observed;
  return report;
}

}  // namespace

Exit run_verify(Context& context, std::span<const std::string> arguments) {
  VerifyOptions options;
  OptionParser parser{verify_help};
  parser.value("--kernel-image", options.image,
               "An Image (arm64, riscv64) or zImage (arm) to boot; give its --config too");
  parser.value("--variant", options.variant,
               "A variant of the kernels that tools/kernels/build.sh builds: pct, min, max, distro, 16k, 64k, lpae");
  parser.value("--observed", options.observed,
               "A snapshot or boot log of the real device, in place of a virtual machine");
  parser.value("--guest", options.guest, "The static rampart that is booted; else the one beside this program");
  parser.value("--keep", options.keep, "Leave tree, command and console of the virtual machine in this directory");
  parser.seconds("--timeout", options.timeout, "End a machine that takes longer");
  parser.flag("--json", options.json, "One JSON document, schema rampart.verify/1");
  options.setup.add_to(parser);
  parser.positionals("BOARD", options.files, 1, 64, "A .dts or .dtb, then overlays");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.setup.kernels.size() > 1) {
    return fail(context, {Errc::Malformed, {"--kernel", 0, 0}, "more than one (expected the one that is to boot)"});
  }

  auto board = read_board_of(context, options);
  if (!board) return fail(context, board.error());
  const auto report =
      options.observed.empty() ? boot_board(context, options, *board) : look_at_device(context, options, *board);
  if (!report) return fail(context, report.error());
  context.out.write(options.json ? verify_json(*report) : verify_text(*report));
  const bool booted = report->verification.outcome == BootOutcome::Booted;
  return booted && report->verification.agrees() ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart

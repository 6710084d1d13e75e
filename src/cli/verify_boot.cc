#include "cli/verify_boot.h"

#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <utility>
#include <vector>

#include "analyses/predict/prediction.h"
#include "analyses/verify/machine_plan.h"
#include "cli/tree_input.h"
#include "host/emulator.h"
#include "host/initramfs.h"
#include "host/kernel_cache.h"
#include "host/write_file.h"

namespace rampart {
namespace {

/// Which kernel boots.
struct BootKernel {
  std::string path;
  std::string content;
  KernelImage image;
};

/// The image of `--kernel-image`, or one that was built; then its configuration counts unless another was given.
Result<BootKernel> find_kernel(Context& context, BootOptions& options, BootBoard& board) {
  BootKernel kernel;
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

Result<MachineRun> run_machine(const BootOptions& options, const MachineRequest& request) {
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

}  // namespace

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

Result<VerifyReport> boot_board(Context& context, BootOptions& options, BootBoard& board) {
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

}  // namespace rampart

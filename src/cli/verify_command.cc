#include "cli/verify_command.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "analyses/verify/guest_console.h"
#include "analyses/verify/real_layout.h"
#include "analyses/verify/verify_report.h"
#include "cli/setup_inputs.h"
#include "cli/tree_input.h"
#include "cli/verify_boot.h"
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
  BootOptions boot;
  std::vector<std::string> files;  ///< The board, then overlays.
  std::string observed;
  bool json = false;
};

Result<BootBoard> read_board_of(Context& context, const VerifyOptions& options) {
  const std::vector<std::string> overlays(options.files.begin() + 1, options.files.end());
  auto input = open_board_tree(context, options.files.front(), overlays, options.boot.setup.include_dirs);
  if (!input) return std::unexpected(std::move(input.error()));
  BootBoard board;
  board.blob = input->blob();
  auto tree = input->finish();
  if (!tree) return std::unexpected(std::move(tree.error()));
  auto setup = setup_of(context, options.boot.setup, std::move(*tree));
  if (!setup) return std::unexpected(std::move(setup.error()));
  board.setup = std::move(*setup);
  return board;
}

/// The version and the command line of the device itself, unless others were given.
void take_system(FileTree& files, const VerifyOptions& options, BootSetup& setup, RealLayout& real) {
  if (const auto release = files.read("/proc/sys/kernel/osrelease"); release && real.release.empty()) {
    real.release = release->substr(0, release->find('\n'));
  }
  if (options.boot.setup.kernels.empty()) take_release(setup, real.release);
  if (options.boot.setup.cmdline) return;
  if (const auto line = files.read("/proc/cmdline")) {
    setup.command_line = parse_command_line(*line, "/proc/cmdline");
    setup.parameters = memory_parameters(setup.command_line);
  }
}

/// A snapshot or a boot log of the device in place of a virtual machine.
Result<VerifyReport> look_at_device(Context& context, const VerifyOptions& options, BootBoard& board) {
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
    if (options.boot.setup.kernels.empty()) take_release(board.setup, real.release);
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
  parser.value("--kernel-image", options.boot.image,
               "An Image (arm64, riscv64) or zImage (arm) to boot; give its --config too");
  parser.value("--variant", options.boot.variant,
               "A variant of the kernels that tools/kernels/build.sh builds: pct, min, max, distro, 16k, 64k, lpae");
  parser.value("--observed", options.observed,
               "A snapshot or boot log of the real device, in place of a virtual machine");
  parser.value("--guest", options.boot.guest, "The static rampart that is booted; else the one beside this program");
  parser.value("--keep", options.boot.keep, "Leave tree, command and console of the virtual machine in this directory");
  parser.seconds("--timeout", options.boot.timeout, "End a machine that takes longer");
  parser.flag("--json", options.json, "One JSON document, schema rampart.verify/1");
  options.boot.setup.add_to(parser);
  parser.positionals("BOARD", options.files, 1, 64, "A .dts or .dtb, then overlays");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (options.boot.setup.kernels.size() > 1) {
    return fail(context, {Errc::Malformed, {"--kernel", 0, 0}, "more than one (expected the one that is to boot)"});
  }

  auto board = read_board_of(context, options);
  if (!board) return fail(context, board.error());
  const auto report =
      options.observed.empty() ? boot_board(context, options.boot, *board) : look_at_device(context, options, *board);
  if (!report) return fail(context, report.error());
  context.out.write(options.json ? verify_json(*report) : verify_text(*report));
  const bool booted = report->verification.outcome == BootOutcome::Booted;
  return booted && report->verification.agrees() ? Exit::Clean : Exit::Findings;
}

}  // namespace rampart

#include "cli/predict_command.h"

#include <algorithm>
#include <string>
#include <vector>

#include "analyses/predict/upgrade.h"
#include "cli/setup_inputs.h"
#include "render/predict_json.h"
#include "render/predict_text.h"

namespace rampart {
namespace {

constexpr CommandHelp predict_help{
    .name = "predict",
    .purpose = "the layout that a given kernel will make of a board",
    .synopsis =
        "[--json | --log] [--kernel VERSION]... [--config FILE] [--loaded WHAT=BASE:SIZE]... BOARD [OVERLAY...]",
    .examples = {
        "rampart predict board.dts --kernel 6.1 --kernel 6.12 # what an upgrade changes, side by side",
        "rampart predict board.dtb --kernel 6.12 --config .config --loaded kernel=0x40200000:0x1800000 # exact"}};

}  // namespace

Exit run_predict(Context& context, std::span<const std::string> arguments) {
  SetupOptions options;
  bool json = false;
  bool log = false;
  std::vector<std::string> files;
  OptionParser parser{predict_help};
  parser.flag("--json", json, "One JSON document, schema rampart.predict/1");
  parser.flag("--log", log, "The lines that the kernel will print");
  options.add_to(parser);
  parser.positionals("BOARD", files, 0, 64, "A .dtb or .dts, then the .dtbo to apply; none with --ram, as on x86-64");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;
  if (json && log) {
    return fail(context, {Errc::Malformed, {"predict", 0, 0}, "more than one form (expected one of --json, --log)"});
  }

  if (files.empty() && options.ram.empty()) {
    return fail(context, {Errc::Malformed, {"predict", 0, 0}, "no board (expected a .dtb or .dts, or --ram)"});
  }
  auto setup = files.empty() ? setup_of(context, options, DeviceTree{})
                             : read_setup(context, options, files.front(), {files.begin() + 1, files.end()});
  if (!setup) return fail(context, setup.error());
  const auto kernels = kernels_of(options);
  if (!kernels) return fail(context, kernels.error());
  const Upgrade upgrade = compare_kernels(*setup, *kernels);
  const std::vector<Prediction>& predictions = upgrade.predictions;
  if (json) {
    context.out.write(predict_json(predictions));
  } else if (log) {
    context.out.write(predict_log(predictions));
  } else if (predictions.size() > 1) {
    context.out.write(upgrade_text(upgrade));
  } else {
    const TableStyle style{.width = context.width, .colour = context.colour};
    context.out.write(predict_text(predictions.front(), setup->tree.model, style));
  }
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::Error; };
  const bool found_error = std::ranges::any_of(
      predictions, [&](const Prediction& prediction) { return std::ranges::any_of(prediction.findings, is_error); });
  return found_error ? Exit::Findings : Exit::Clean;
}

}  // namespace rampart

#include "cli/reserve_tree.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <utility>

#include "cli/reserve_source.h"
#include "cli/tree_input.h"
#include "edit/boot_file.h"
#include "edit/command_line_edit.h"
#include "edit/dts_overlay.h"
#include "host/process.h"
#include "knowledge/device_recognition.h"
#include "sources/overlay.h"

namespace rampart {
namespace {

/// Where the command line of the board stands, and what it is before and after.
struct LineChange {
  std::optional<FileToChange> file;  ///< `--boot-file`
  BootFileFormat format{};
  std::optional<std::string> before;  ///< In place of the tree's, if it is given.
  std::optional<std::string> after;
  std::string new_text;  ///< Of the file.
};

Result<LineChange> open_line(const ReserveOptions& options) {
  LineChange line;
  line.before = options.setup.cmdline;
  if (!options.boot_file.empty()) {
    auto file = read_file_to_change(options.boot_file);
    if (!file) return std::unexpected(std::move(file.error()));
    const auto format = boot_file_format(file->path, file->content);
    if (!format || !holds_command_line(*format)) {
      return std::unexpected(Error{Errc::Unsupported,
                                   {file->path, 0, 0},
                                   "holds no command line (expected extlinux.conf, cmdline.txt or GRUB's defaults)"});
    }
    line.format = *format;
    line.before = command_line_in(*format, file->content);
    line.file = std::move(*file);
  }
  line.after = line.before;
  return line;
}

/// Does the edits of the command line where it stands; in the tree's /chosen they become one more step of `tree`.
Result<void> edit_line(LineChange& line, const DeviceTree& tree, ReservePlan& plan) {
  if (plan.boot.empty()) return {};
  if (line.file) {
    auto text = edit_boot_file(line.format, line.file->content, line.file->path, plan.boot);
    if (!text) return std::unexpected(std::move(text.error()));
    line.new_text = std::move(*text);
    line.after = command_line_in(line.format, line.new_text);
    return {};
  }
  const bool is_of_tree = !line.before;
  const std::string old = is_of_tree && tree.chosen ? tree.chosen->bootargs.value_or("") : line.before.value_or("");
  auto text = edit_command_line(old, CommandLineQuoting::None, plan.boot, is_of_tree ? tree.file : "--cmdline");
  if (!text) return std::unexpected(std::move(text.error()));
  line.after = *text;
  if (is_of_tree) {
    plan.tree.emplace_back(SetProperty{"/chosen", {"bootargs", std::vector<std::string>{std::move(*text)}}});
  } else {
    plan.notes.push_back("the command line was given by --cmdline: have it say " + *text);
  }
  return {};
}

ReserveFacts facts_of(const DeviceTree& tree, const TreeNode& root) {
  ReserveFacts facts;
  facts.drop_empty_parent = has_plain_reserved_memory(root);
  const std::vector<Device> devices = built_in_devices();
  const Recognition known = recognise({.model = tree.model, .compatible = tree.compatible}, devices);
  if (known.device != nullptr) {
    facts.carve_outs = known.device->carve_outs;
    facts.device_name = known.device->name;
  }
  return facts;
}

/// The path of `--device`, which exists.
Result<std::string> device_path(const ReserveOptions& options, const ReserveSource& source) {
  if (options.device.empty()) return std::string{};
  const auto blob = source.blob_with_labels();
  if (!blob) return std::unexpected(blob.error());
  const auto root = parse_tree_nodes(*blob, options.file);
  if (!root) return std::unexpected(root.error());
  const bool is_label = options.device.starts_with('&');
  std::string path = is_label ? path_of_label(*root, std::string_view{options.device}.substr(1)) : options.device;
  if (!path.empty() && node_at(*root, path) != nullptr) return path;
  return std::unexpected(Error{Errc::NotFound,
                               {options.file, 0, 0},
                               options.device + " is no node of this tree (expected a path, or &label of one that has "
                                                "labels)"});
}

/// What `dtc` makes of a blob; nothing without it.
std::optional<std::string> decompiled(const std::string& blob) {
  const std::string arguments[] = {"dtc", "-q", "-I", "dtb", "-O", "dts", "-o", "-", "-"};
  auto result = run_process(arguments, blob);
  return result && result->exit_status == 0 ? std::optional{std::move(result->out)} : std::nullopt;
}

/// The same file without `..` where that is possible: patch takes no such name.
std::string plain_path(const std::string& path) {
  if (path.find("..") == std::string::npos) return path;
  std::error_code failure;
  const std::filesystem::path plain = std::filesystem::path{path}.lexically_normal();
  // Behind a symbolic link to a directory `..` is elsewhere.
  return std::filesystem::equivalent(plain, path, failure) ? plain.string() : path;
}

ReservedFile changed_file_of(const ReserveSource& source, SourceFile change) {
  ReservedFile file;
  if (const std::string* const before = source.text_of(change.path)) file.before = *before;
  file.path = plain_path(change.path);
  file.after = std::move(change.text);
  file.is_text = source.is_source();
  if (!file.is_text) {
    file.shown_before = decompiled(*file.before);
    file.shown_after = decompiled(file.after);
  }
  return file;
}

/// The overlay as one more file, and the tree with it applied.
Result<std::pair<DeviceTree, DeviceTree>> make_overlay(const ReserveOptions& options, const ReserveSource& source,
                                                       ReserveReport& report, std::span<const TreeEdit> edits) {
  const auto base = source.blob_with_labels();
  if (!base) return std::unexpected(base.error());
  const auto root = parse_tree_nodes(*base, options.file);
  auto before = parse_dtb(*base, options.file);
  if (!root) return std::unexpected(root.error());
  if (!before) return std::unexpected(before.error());
  OverlayTarget target{.labels = {}, .compatible = before->compatible};
  if (const TreeNode* const symbols = node_at(*root, "/__symbols__")) {
    for (const TreeProperty& each : symbols->properties) {
      target.labels.emplace(each.value.substr(0, each.value.find('\0')), each.name);
    }
  }
  auto text = overlay_source(target, edits);
  if (!text) return std::unexpected(std::move(text.error()));
  const SourceFile file{options.overlay, *text};
  const auto compiled = compile_changed(options.overlay, {&file, 1}, {.include_dirs = {}, .symbols = true});
  if (!compiled) return std::unexpected(compiled.error());
  const NamedBlob overlays[] = {{compiled->blob, options.overlay}};
  const auto merged = apply_overlays({*base, options.file}, overlays);
  if (!merged) return std::unexpected(merged.error());
  auto after = parse_dtb(*merged, options.file);
  if (!after) return std::unexpected(after.error());
  ReservedFile& made = report.files.emplace_back();
  made.path = options.overlay;
  made.after = std::move(*text);
  return std::pair{std::move(*before), std::move(*after)};
}

/// The tree after the change; the files that make it go into the report.
Result<std::pair<DeviceTree, DeviceTree>> change_source(const ReserveOptions& options, const ReserveSource& source,
                                                        ReserveReport& report, DeviceTree before) {
  if (report.plan.tree.empty()) {
    DeviceTree same = before;
    return std::pair{std::move(before), std::move(same)};
  }
  if (!options.overlay.empty()) return make_overlay(options, source, report, report.plan.tree);
  auto changed = source.edited(report.plan.tree);
  if (!changed) return std::unexpected(std::move(changed.error()));
  auto after = source.tree_of(*changed);
  if (!after) {
    after.error().what = "the change does not compile: " + after.error().what;
    return std::unexpected(std::move(after.error()));
  }
  for (SourceFile& change : *changed) report.files.push_back(changed_file_of(source, std::move(change)));
  return std::pair{std::move(before), std::move(*after)};
}

}  // namespace

ReserveReport report_of(const ReserveOptions& options) {
  ReserveReport report;
  report.action = options.action;
  report.name = options.name;
  report.file = options.file;
  report.apply = options.apply;
  return report;
}

Result<std::vector<ReserveEffect>> effects_of(const ReserveOptions& options, BootSetup before, BootSetup after) {
  const auto kernels = kernels_of(options.setup);
  if (!kernels) return std::unexpected(kernels.error());
  std::vector<ReserveEffect> effects;
  for (const KernelVersion& kernel : *kernels) {
    before.kernel = kernel;
    after.kernel = kernel;
    effects.push_back(reserve_effect(before, after));
  }
  return effects;
}

namespace {

/// The change worked out as far as what to do, on the tree as it is.
Result<ReservePlan> plan_of_tree(Context& context, const ReserveOptions& options, const ReserveSource& source,
                                 const LineChange& line, const DeviceTree& tree) {
  const auto root = parse_tree_nodes(source.blob(), options.file);
  if (!root) return std::unexpected(root.error());
  SetupOptions known = options.setup;
  known.cmdline = line.before;
  const auto setup = setup_of(context, known, tree);
  if (!setup) return std::unexpected(setup.error());
  ReserveRequest request = options.request;
  auto device = device_path(options, source);
  if (!device) return std::unexpected(std::move(device.error()));
  request.device = std::move(*device);
  return reserve_plan(*setup, request, facts_of(tree, *root));
}

/// What kernels make of the trees before and after, each with its command line.
Result<std::vector<ReserveEffect>> tree_effects(Context& context, const ReserveOptions& options, const LineChange& line,
                                                std::pair<DeviceTree, DeviceTree> trees) {
  SetupOptions known = options.setup;
  known.cmdline = line.before;
  auto before = setup_of(context, known, std::move(trees.first));
  if (!before) return std::unexpected(std::move(before.error()));
  known.cmdline = line.after;
  auto after = setup_of(context, known, std::move(trees.second));
  if (!after) return std::unexpected(std::move(after.error()));
  return effects_of(options, std::move(*before), std::move(*after));
}

void add_line_file(const LineChange& line, ReserveReport& report) {
  if (!line.file || report.plan.boot.empty()) return;
  ReservedFile& file = report.files.emplace_back();
  file.path = line.file->path;
  file.before = line.file->content;
  file.after = line.new_text;
}

/// Of a part of a source nothing can be compiled without the board that includes it.
bool is_part_alone(const ReserveOptions& options) { return options.board.empty() && options.file.ends_with(".dtsi"); }

Error needs_board(const std::string& file) {
  return {Errc::Unsupported, {file, 0, 0}, "is a part of a source and compiles not alone (expected --board BOARD.dts)"};
}

}  // namespace

Result<ReserveReport> change_tree(Context& context, const ReserveOptions& options, const FileToChange& file) {
  const std::string& board = options.board.empty() ? options.file : options.board;
  const auto source = ReserveSource::open(file, board, options.setup.include_dirs);
  if (!source) return std::unexpected(is_part_alone(options) ? needs_board(options.file) : source.error());
  auto tree = source->tree();
  if (!tree) return std::unexpected(std::move(tree.error()));
  auto line = open_line(options);
  if (!line) return std::unexpected(std::move(line.error()));
  auto plan = plan_of_tree(context, options, *source, *line, *tree);
  if (!plan) return std::unexpected(std::move(plan.error()));
  ReserveReport report = report_of(options);
  report.plan = std::move(*plan);
  if (auto done = edit_line(*line, *tree, report.plan); !done) return std::unexpected(std::move(done.error()));
  auto trees = change_source(options, *source, report, std::move(*tree));
  if (!trees) return std::unexpected(std::move(trees.error()));
  if (const std::string missing = missing_in(trees->second, report.plan); !missing.empty()) {
    return std::unexpected(
        Error{Errc::Unsupported,
              {options.file, 0, 0},
              "the change does not reach the tree: no " + missing + " (expected no later definition of it)"});
  }
  add_line_file(*line, report);
  auto effects = tree_effects(context, options, *line, std::move(*trees));
  if (!effects) return std::unexpected(std::move(effects.error()));
  report.effects = std::move(*effects);
  return report;
}

}  // namespace rampart

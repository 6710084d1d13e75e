#include "cli/board_inputs.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "assemble/cmdline_map.h"
#include "assemble/combine.h"
#include "assemble/config_map.h"
#include "assemble/declared_map.h"
#include "assemble/iomem_map.h"
#include "assemble/log_map.h"
#include "assemble/observe.h"
#include "assemble/python_map.h"
#include "base/lines.h"
#include "cli/tree_input.h"
#include "host/gunzip.h"
#include "sources/iomem.h"
#include "sources/kconfig.h"
#include "sources/python_paste.h"

namespace rampart {
namespace {

enum class InputKind { System, Blob, Overlay, TreeSource, Config, IoMem, Log };

/// What a text is, by the first line that is one of a kind's own.
InputKind text_kind(std::string_view text) {
  constexpr std::size_t looked_at = 64;
  for (const Line line : Lines{text}) {
    if (line.number > looked_at) break;
    if (line.text.starts_with("CONFIG_") || line.text.starts_with("# CONFIG_")) return InputKind::Config;
    if (line.text.starts_with("/dts-v1/")) return InputKind::TreeSource;
    IoMem entries;
    if (!line.text.empty() && read_iomem(line.text, "", entries)) return InputKind::IoMem;
  }
  return InputKind::Log;
}

InputKind kind_of(const std::string& path, std::string_view content) {
  const std::string extension = std::filesystem::path{path}.extension().string();
  if (is_overlay(path)) return InputKind::Overlay;
  if (content.starts_with("\xd0\x0d\xfe\xed")) return InputKind::Blob;
  if (extension == ".dts" || extension == ".dtsi") return InputKind::TreeSource;
  if (extension == ".dtb") return InputKind::Blob;
  return text_kind(content);
}

/// Collects what each input says until all are read.
class Board {
 public:
  Board(Context& context, const BoardOptions& options)
      : context_{context}, options_{options}, tree_{options.include_dirs} {}

  Result<void> add_file(const std::string& path) {
    view_.sources.push_back(path);
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return add_system(path);
    auto content = read_whole(context_, path);
    if (!content) return std::unexpected(std::move(content.error()));
    if (is_gzip(*content)) {
      // A snapshot is an archive inside its gzip; anything else is a text such as config.gz.
      if (auto snapshot = context_.open_root(path)) return add_observed(**snapshot);
      auto text = gunzip(*content, path, FileTree::max_file_size);
      if (!text) return std::unexpected(std::move(text.error()));
      content = std::move(*text);
    }
    switch (kind_of(path, *content)) {
      case InputKind::Blob:
        return add_blob(std::move(*content), path);
      case InputKind::Overlay:
        return tree_.apply(*content, path);
      case InputKind::TreeSource:
        return add_source(path);
      case InputKind::Config:
        return add_config(*content, path);
      case InputKind::IoMem:
        return add_iomem(*content, path);
      case InputKind::Log:
        return add_log(*content, path);
      case InputKind::System:
        break;
    }
    return {};
  }

  Result<void> add_system(const std::string& root) {
    const auto tree = context_.open_root(root);
    if (!tree) return std::unexpected(tree.error());
    return add_observed(**tree);
  }

  void add_cmdline() {
    if (options_.cmdline.empty()) return;
    view_.sources.push_back("cmdline");
    add(cmdline_map(parse_command_line(options_.cmdline, "cmdline")));
  }

  Result<MapView> finish() && {
    if (auto done = finish_tree(); !done) return std::unexpected(std::move(done.error()));
    if (!pastes_.empty()) add_python_board();
    // What is declared names things; what was observed confirms them, in whatever order the files were given.
    std::ranges::move(regions_, std::back_inserter(declared_));
    view_.map = combine(std::move(declared_));
    return std::move(view_);
  }

 private:
  /// A tree waits for its overlays, which follow it.
  Result<void> add_blob(std::string blob, const std::string& path) {
    if (auto done = finish_tree(); !done) return done;
    tree_path_ = path;
    tree_.open_blob(std::move(blob), path);
    return {};
  }

  Result<void> add_source(const std::string& path) {
    if (auto done = finish_tree(); !done) return done;
    tree_path_ = path;
    return tree_.open_source(path, has_overlays());
  }

  bool has_overlays() const { return std::ranges::any_of(options_.files, is_overlay); }

  Result<void> finish_tree() {
    if (!tree_.is_open()) return {};
    const auto tree = tree_.finish();
    if (!tree) return std::unexpected(tree.error());
    if (view_.title.empty()) view_.title = tree->model;
    add(declared_map(*tree));
    if (tree->chosen && tree->chosen->bootargs && options_.cmdline.empty()) {
      add(cmdline_map(parse_command_line(*tree->chosen->bootargs, tree_path_ + " /chosen/bootargs")));
    }
    return {};
  }

  Result<void> add_config(std::string_view text, const std::string& path) {
    const auto config = parse_kconfig(text, path);
    if (!config) return std::unexpected(config.error());
    auto map = config_map(*config);
    if (!map) return std::unexpected(std::move(map.error()));
    add(std::move(*map));
    return {};
  }

  Result<void> add_iomem(std::string_view text, const std::string& path) {
    const auto iomem = parse_iomem(text, path);
    if (!iomem) return std::unexpected(iomem.error());
    if (iomem->hidden) view_.notes.push_back({path, "all addresses are zero", "read /proc/iomem as root"});
    IoMemRegions read = regions_of(*iomem, path);
    regions_.push_back({std::move(read.regions), {}});
    add_findings(read.findings);
    return {};
  }

  Result<void> add_log(std::string_view text, const std::string& path) {
    BootLog log = parse_boot_log(text, path);
    LogMap map = log_map(log);
    if (map.regions.empty() && map.findings.empty()) {
      auto paste = parse_python_paste(text, path);
      if (!paste) return std::unexpected(std::move(paste.error()));
      if (!paste->empty() || is_microcontroller_log(log)) {
        pastes_.push_back(std::move(*paste));
        python_logs_.push_back(std::move(log));
        return {};
      }
    }
    if (log.events.empty()) {
      return std::unexpected(Error{Errc::Malformed,
                                   {path, 0, 0},
                                   "nothing in it is understood (expected a device tree, a kernel log, /proc/iomem, a "
                                   "kernel configuration, a MicroPython prompt's text, a directory or a snapshot)"});
    }
    if (const LogEvent* const model = log.find(LogFact::MachineModel); model != nullptr && view_.title.empty()) {
      view_.title = model->name;
    }
    regions_.push_back({std::move(map.regions), {}});
    add_findings(map.findings);
    return {};
  }

  /// All of a microcontroller's texts together: one tells the chip whose RAM another fills.
  void add_python_board() {
    PythonMap map = python_map(pastes_, python_logs_);
    if (view_.title.empty()) view_.title = std::move(map.title);
    if (declared_.empty() && regions_.empty()) view_.free_to = RamUser::Firmware;
    regions_.push_back({std::move(map.regions), std::move(map.dynamic)});
    std::ranges::move(map.notes, std::back_inserter(view_.notes));
  }

  Result<void> add_observed(FileTree& files) {
    const auto device_files = read_device_files(context_, options_.system);
    if (!device_files) return std::unexpected(device_files.error());
    auto observer = Observer::open(files, {.device_files = *device_files, .log = true});
    if (!observer) return std::unexpected(std::move(observer.error()));
    const Observation& seen = observer->sample();
    for (SourceRegions& source : observed_regions(seen)) regions_.push_back(std::move(source));
    add_findings(seen.findings());
    for (const Note& note : seen.notes()) view_.notes.push_back(note);
    if (view_.title.empty() && seen.recognition.device != nullptr) view_.title = seen.recognition.device->name;
    if (view_.title.empty() && seen.tree) view_.title = seen.tree->model;
    return {};
  }

  template <typename Declared>
  void add(Declared map) {
    add_findings(map.findings);
    declared_.push_back({std::move(map.regions), std::move(map.dynamic)});
  }

  void add_findings(const std::vector<Finding>& findings) {
    view_.findings.insert(view_.findings.end(), findings.begin(), findings.end());
  }

  Context& context_;
  const BoardOptions& options_;
  MapView view_;
  std::vector<SourceRegions> declared_;  ///< Trees, command lines, configurations.
  std::vector<SourceRegions> regions_;   ///< Logs and running systems.
  TreeInput tree_;
  std::string tree_path_;
  std::vector<PythonPaste> pastes_;  ///< One for each of `python_logs_`: the same text.
  std::vector<BootLog> python_logs_;
};

}  // namespace

void BoardOptions::add_to(OptionParser& parser) {
  system.add_to(parser);
  parser.values("-I,--include", include_dirs, "Look for included files of a .dts here");
  parser.value("--cmdline", cmdline, "The kernel's command line, in place of /chosen/bootargs");
  parser.positionals(
      "BOARD", files, 0, 64,
      "A .dtb, .dts, .dtbo, kernel log, /proc/iomem, .config, directory, snapshot, or a microcontroller's boot log or "
      "MicroPython prompt; several become one map");
}

Result<MapView> read_board(Context& context, const BoardOptions& options) {
  Board board{context, options};
  if (options.files.empty()) {
    if (auto done = board.add_system(options.system.root); !done) return std::unexpected(std::move(done.error()));
  }
  for (const std::string& file : options.files) {
    if (auto done = board.add_file(file); !done) return std::unexpected(std::move(done.error()));
  }
  board.add_cmdline();
  return std::move(board).finish();
}

Result<BootLog> read_boot_log(Context& context, const std::string& path) {
  auto content = read_whole(context, path);
  if (!content) return std::unexpected(std::move(content.error()));
  if (is_gzip(*content)) {
    auto text = gunzip(*content, path, FileTree::max_file_size);
    if (!text) return std::unexpected(std::move(text.error()));
    content = std::move(*text);
  }
  return parse_boot_log(*content, path);
}

}  // namespace rampart

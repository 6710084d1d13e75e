#include "cli/explain_inputs.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "analyses/explain/log_setup.h"
#include "analyses/explain/system_clues.h"
#include "assemble/observe.h"
#include "base/lines.h"
#include "cli/tree_input.h"
#include "host/gunzip.h"
#include "host/pieces.h"
#include "sources/log_digest.h"

namespace rampart {
namespace {

enum class InputKind { Log, Tree, Config, Packed };

/// What a file is, by its name and how it begins.
InputKind kind_of(const std::string& path, std::string_view beginning) {
  if (is_gzip(beginning)) return InputKind::Packed;
  if (beginning.starts_with("\xd0\x0d\xfe\xed") || path.ends_with(".dtb") || is_tree_source(path, beginning)) {
    return InputKind::Tree;
  }
  for (const Line line : Lines{beginning}) {
    if (line.text.starts_with("CONFIG_") || line.text.starts_with("# CONFIG_")) return InputKind::Config;
    if (!line.text.empty() && !line.text.starts_with('#')) break;
  }
  return InputKind::Log;
}

class Reader {
 public:
  Reader(Context& context, const ExplainOptions& options, ExplainInputs& inputs)
      : context_{context}, options_{options}, setup_{options.setup}, inputs_{inputs} {}

  Result<void> read() {
    for (const std::string& file : options_.files) {
      if (auto done = add_file(file); !done) return done;
    }
    if (options_.files.empty() && options_.board.empty()) {
      if (auto done = options_.system.root.empty() && context_.is_fed ? add_log("-") : add_system(options_.system.root);
          !done) {
        return done;
      }
    }
    return read_board();
  }

 private:
  Result<void> add_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return add_system(path);
    InputKind kind = InputKind::Log;
    if (path != "-") {
      const auto begun = read_pieces(path, [&](std::string_view piece) {
        kind = kind_of(path, piece);
        return false;
      });
      if (!begun) return begun;
    }
    switch (kind) {
      case InputKind::Tree:
        return set_board(path);
      case InputKind::Config:
        setup_.config.push_back(path);
        return {};
      case InputKind::Packed:
        return add_packed(path);
      case InputKind::Log:
        break;
    }
    return add_log(path);
  }

  Result<void> set_board(const std::string& path) {
    if (!board_.empty() || !options_.board.empty()) {
      return std::unexpected(
          Error{Errc::Malformed, {path, 0, 0}, "a second device tree (expected the one of the board in question)"});
    }
    board_ = path;
    return {};
  }

  std::optional<std::size_t> wanted_boot() const {
    return options_.boot == 0 ? std::nullopt : std::optional<std::size_t>{options_.boot};
  }

  Result<void> add_log(const std::string& path) {
    LogDigest digest{path == "-" ? "standard input" : path, wanted_boot()};
    const auto read = read_pieces(path, [&](std::string_view piece) {
      digest.feed(piece);
      return true;
    });
    if (!read) return read;
    return add_digest(std::move(digest));
  }

  /// A snapshot is an archive inside its gzip; anything else is a log.
  Result<void> add_packed(const std::string& path) {
    if (const auto snapshot = context_.open_root(path)) return add_observed(**snapshot, path);
    const auto bytes = read_whole(context_, path);
    if (!bytes) return std::unexpected(bytes.error());
    LogDigest digest{path, wanted_boot()};
    const auto packed = std::make_unique<Gunzip>(*bytes, path, SIZE_MAX);
    for (std::string_view piece = packed->next(); !piece.empty(); piece = packed->next()) digest.feed(piece);
    if (packed->error()) return std::unexpected(*packed->error());
    return add_digest(std::move(digest));
  }

  Result<void> add_digest(LogDigest digest) {
    auto log = std::move(digest).finish();
    if (!log) return std::unexpected(std::move(log.error()));
    inputs_.logs.push_back({log->file, log->line_count, log->boots, log->boot, std::move(log->counts)});
    for (LogEvent& event : log->events) inputs_.story.clues.push_back({log->file, std::move(event)});
    return {};
  }

  Result<void> add_system(const std::string& root) {
    const auto tree = context_.open_root(root);
    if (!tree) return std::unexpected(tree.error());
    return add_observed(**tree, root.empty() ? "this system" : root);
  }

  Result<void> add_observed(FileTree& files, const std::string& name) {
    const auto device_files = read_device_files(context_, options_.system);
    if (!device_files) return std::unexpected(device_files.error());
    auto observer = Observer::open(files, {.device_files = *device_files, .log = true});
    if (!observer) return std::unexpected(std::move(observer.error()));
    const Observation& seen = observer->sample();
    std::ranges::move(system_clues(seen), std::back_inserter(inputs_.story.clues));
    inputs_.story.system_pools = system_pools(seen);
    inputs_.story.vendor_pools = system_vendor_pools(seen);
    inputs_.boards.push_back(name);
    inputs_.notes = seen.notes();
    if (!seen.tree || !board_.empty() || !options_.board.empty()) return {};
    auto setup = setup_of(context_, setup_, *seen.tree);
    if (!setup) return std::unexpected(std::move(setup.error()));
    if (seen.cmdline && !setup_.cmdline) {
      setup->command_line = *seen.cmdline;
      setup->parameters = memory_parameters(setup->command_line);
    }
    inputs_.board = std::move(*setup);
    return {};
  }

  Result<void> read_board() {
    const std::string& path = options_.board.empty() ? board_ : options_.board;
    if (!path.empty()) {
      auto setup = read_setup(context_, setup_, path);
      if (!setup) return std::unexpected(std::move(setup.error()));
      inputs_.board = std::move(*setup);
      inputs_.boards.push_back(path);
    }
    if (!inputs_.board) return {};
    adopt_log(*inputs_.board, inputs_.story.clues,
              {.kernel = !setup_.kernels.empty(), .command_line = setup_.cmdline.has_value()});
    inputs_.story.board = &*inputs_.board;
    return {};
  }

  Context& context_;
  const ExplainOptions& options_;
  SetupOptions setup_;  ///< As given, with the configurations that were among the files.
  ExplainInputs& inputs_;
  std::string board_;  ///< The device tree that was among the files.
};

}  // namespace

Result<void> read_explain_inputs(Context& context, const ExplainOptions& options, ExplainInputs& inputs) {
  return Reader{context, options, inputs}.read();
}

}  // namespace rampart

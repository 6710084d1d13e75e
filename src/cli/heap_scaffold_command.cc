#include "cli/heap_scaffold_command.h"

#include <filesystem>
#include <fmt/format.h>
#include <vector>

#include "base/size_text.h"
#include "host/write_file.h"
#include "render/heap_scaffold.h"

namespace rampart {
namespace {

constexpr CommandHelp heap_scaffold_help{
    .name = "heap scaffold",
    .purpose = "writes the device-tree fragment and the driver that make a heap of a CMA pool of its own",
    .synopsis = "NAME --size SIZE [--base ADDRESS] | --pool LABEL [--driver built-in|cma_heap_add] [-o DIR] [--json]",
    .examples = {
        "rampart heap scaffold camera --size 64M -o camera-heap # a new pool, and a driver for any mainline kernel",
        "rampart heap scaffold vpu@50000000 --pool vpu_mem --driver cma_heap_add # a module for Qualcomm's kernels"}};

struct ScaffoldOptions {
  std::vector<std::string> name;
  std::string size;
  std::string base;
  std::string pool;
  std::string driver = "built-in";
  std::string output;
  bool json = false;
};

Result<HeapScaffold> wanted_of(const ScaffoldOptions& options) {
  HeapScaffold wanted{.name = options.name.front(), .pool = options.pool};
  if (options.driver == "cma_heap_add") wanted.driver = HeapScaffold::Driver::CmaHeapAdd;
  if (!options.size.empty()) {
    const auto size = parse_size(options.size, "--size");
    if (!size) return std::unexpected(size.error());
    wanted.size = *size;
  }
  if (!options.base.empty()) {
    const auto base = parse_size(options.base, "--base");
    if (!base) return std::unexpected(base.error());
    wanted.base = PhysAddr{base->value};
  }
  return wanted;
}

/// Into a directory, which is made if need be.
Result<void> write_files(const std::string& folder, const std::vector<ScaffoldFile>& files) {
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure)
    return std::unexpected(Error{Errc::Io, {folder, 0, 0}, "cannot make the directory: " + failure.message()});
  for (const ScaffoldFile& file : files) {
    if (auto written = write_file_atomically(fmt::format("{}/{}", folder, file.name), file.content); !written) {
      return written;
    }
  }
  return {};
}

std::string preview(const std::vector<ScaffoldFile>& files) {
  std::string text;
  for (const ScaffoldFile& file : files) {
    text += fmt::format("{}==> {} <==\n{}", text.empty() ? "" : "\n", file.name, file.content);
  }
  return text;
}

}  // namespace

Exit run_heap_scaffold(Context& context, std::span<const std::string> arguments) {
  ScaffoldOptions options;
  OptionParser parser{heap_scaffold_help};
  parser.value("--size", options.size, "Make a pool of this size");
  parser.value("--base", options.base, "At this address; else the kernel places it");
  parser.value("--pool", options.pool, "Use the board's pool with this label instead");
  parser.choice(
      "--driver", options.driver, {"built-in", "cma_heap_add"},
      "built-in: a heap of its own, compiled into the kernel; cma_heap_add: a module, where that is exported");
  parser.value("-o,--output", options.output, "The directory to write to; without, the files are shown");
  parser.flag("--json", options.json, "One JSON document, schema rampart.heap-scaffold/1");
  parser.positionals("NAME", options.name, 1, 1, "Of the heap: /dev/dma_heap/NAME");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  const auto wanted = wanted_of(options);
  if (!wanted) return fail(context, wanted.error());
  const auto files = heap_scaffold(*wanted);
  if (!files) return fail(context, files.error());
  if (!options.output.empty()) {
    if (const auto written = write_files(options.output, *files); !written) return fail(context, written.error());
  }
  if (options.json) {
    context.out.write(heap_scaffold_json(*wanted, *files));
  } else if (options.output.empty()) {
    context.out.write(preview(*files));
  } else {
    for (const ScaffoldFile& file : *files) context.out.write(fmt::format("{}/{}\n", options.output, file.name));
  }
  return Exit::Clean;
}

}  // namespace rampart

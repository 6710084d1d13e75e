#include "cli/heap_bench_command.h"

#include <algorithm>
#include <vector>

#include <rampart/heap/heap.h>

#include "base/size_text.h"
#include "heap/heap_bench_run.h"
#include "host/write_file.h"
#include "render/heap_bench_text.h"

namespace rampart {
namespace {

constexpr CommandHelp heap_bench_help{
    .name = "heap bench",
    .purpose = "how long buffers of a DMA-BUF heap take, from allocate to free, beside bare ioctls",
    .synopsis = "[--heap NAME] [--size SIZE ...] [--cycles COUNT] [--svg FILE] [--json]",
    .examples = {"rampart heap bench --heap linux,cma # percentiles from 4 KiB to 4 MiB",
                 "rampart heap bench --size 1M --size 8M --svg bench.svg # two sizes, and a picture"}};

/// Ascending, each once.
Result<std::vector<Bytes>> sizes_of(const std::vector<std::string>& texts) {
  if (texts.empty()) return std::vector{kib(4), kib(16), kib(64), kib(256), mib(1), mib(4)};
  std::vector<Bytes> sizes;
  for (const std::string& text : texts) {
    const auto size = parse_size(text, "--size");
    if (!size) return std::unexpected(size.error());
    if (size->value == 0) {
      return std::unexpected(
          Error{Errc::OutOfRange, {"--size", 0, 0}, text + ": no buffer (expected at least a byte)"});
    }
    sizes.push_back(*size);
  }
  std::ranges::sort(sizes);
  const auto repeated = std::ranges::unique(sizes);
  sizes.erase(repeated.begin(), repeated.end());
  return sizes;
}

}  // namespace

Exit run_heap_bench(Context& context, std::span<const std::string> arguments) {
  std::string name = "system";
  std::vector<std::string> size_texts;
  std::uint64_t cycles = 200;
  std::string svg;
  bool json = false;
  OptionParser parser{heap_bench_help};
  parser.value("--heap", name, "Its name below /dev/dma_heap, or a path");
  parser.values("--size", size_texts, "Of a buffer; may be given again");
  parser.count("--cycles", cycles, 1, 1'000'000, "How often, at each size, for each side");
  parser.value("--svg", svg, "Write a picture to this file too");
  parser.flag("--json", json, "One JSON document, schema rampart.heap-bench/1");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  const auto sizes = sizes_of(size_texts);
  if (!sizes) return fail(context, sizes.error());
  if (name == Heap::stand_in_name) {
    return fail(context,
                {Errc::Unsupported, {"--heap", 0, 0}, "stand-in: no heap of the kernel (expected one of `heap list`)"});
  }
  const auto heap = Heap::open(name);
  if (!heap) return fail(context, to_error(heap.error()));
  const auto bench = bench_heap(*heap, *sizes, cycles);
  if (!bench) return fail(context, to_error(bench.error()));
  if (!svg.empty()) {
    if (const auto written = write_file_atomically(svg, heap_bench_svg(*bench)); !written) {
      return fail(context, written.error());
    }
  }
  context.out.write(json ? heap_bench_json(*bench) : heap_bench_text(*bench));
  return Exit::Clean;
}

}  // namespace rampart

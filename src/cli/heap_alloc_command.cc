#include "cli/heap_alloc_command.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <rampart/heap.h>
#include <rampart/model/heap_run.h>

#include "base/size_text.h"
#include "heap/fill_pattern.h"
#include "render/heap_run_text.h"

namespace rampart {
namespace {

constexpr CommandHelp heap_alloc_help{
    .name = "heap alloc",
    .purpose = "takes buffers from a DMA-BUF heap, fills, verifies and holds them, and gives them back",
    .synopsis = "SIZE [--heap NAME] [--count COUNT] [--hold SECONDS] [--fill PATTERN] [--verify] [--json]",
    .examples = {
        "rampart heap alloc 8M --heap linux,cma --count 4 # whether four 4K frames can be had, else why not",
        "rampart heap alloc 64M --fill a5 --verify --hold 60 # writes, reads back, and keeps it for a minute"}};

struct AllocOptions {
  std::vector<std::string> size;
  std::string heap = "system";
  std::uint64_t count = 1;
  std::optional<double> hold;
  std::optional<std::string> fill;
  std::string name = "rampart";
  bool verify = false;
  bool json = false;
};

/// The pool of a heap as it is now.
std::optional<PoolFacts> pool_of(const Heap& heap) {
  HeapList list = list_heaps();
  const auto found = std::ranges::find(list.heaps, heap.path(), &HeapFacts::path);
  return found == list.heaps.end() ? std::nullopt : std::move(found->pool);
}

/// Takes as many buffers as there are, at most `run.wanted`, and names them so that a person finds their holder.
std::vector<Buffer> take_buffers(const Heap& heap, const AllocOptions& options, HeapRun& run) {
  std::vector<Buffer> buffers;
  while (run.had < run.wanted) {
    auto buffer = heap.allocate(run.size);
    if (!buffer) {
      run.refusal = to_string(buffer.error());
      break;
    }
    static_cast<void>(buffer->set_name(options.name));  // older kernels have no names
    run.total = saturating_add(run.total, buffer->size());
    ++run.had;
    buffers.push_back(std::move(*buffer));
  }
  return buffers;
}

HeapResult<void> fill_all(const std::vector<Buffer>& buffers, const FillPattern& pattern) {
  for (const Buffer& buffer : buffers) {
    if (auto done = fill(buffer, pattern); !done) return done;
  }
  return {};
}

/// Ends at the first difference.
HeapResult<void> verify_all(const std::vector<Buffer>& buffers, const FillPattern& pattern, HeapRun& run) {
  run.verified = true;
  for (std::size_t at = 0; at < buffers.size() && !run.mismatch; ++at) {
    const auto mismatch = find_mismatch(buffers[at], pattern);
    if (!mismatch) return std::unexpected(mismatch.error());
    if (*mismatch) run.mismatch = BufferMismatch{at, (*mismatch)->offset, (*mismatch)->expected, (*mismatch)->found};
  }
  return {};
}

Exit run(Context& context, const AllocOptions& options, HeapRun& run, const FillPattern& pattern) {
  const auto heap = Heap::open(options.heap);
  if (!heap) return fail(context, to_error(heap.error()));
  run.heap = heap->name();
  run.path = heap->path();
  run.before = pool_of(*heap);
  const std::vector<Buffer> buffers = take_buffers(*heap, options, run);
  if (run.before) run.held = pool_of(*heap);
  if (options.fill) {
    if (const auto filled = fill_all(buffers, pattern); !filled) return fail(context, to_error(filled.error()));
    run.filled = true;
  }
  if (options.verify) {
    if (const auto done = verify_all(buffers, pattern, run); !done) return fail(context, to_error(done.error()));
  }
  context.out.write(options.json ? heap_run_json(run) : heap_run_text(run));
  if (options.hold && !buffers.empty() && context.out.flush()) static_cast<void>(context.wait(*options.hold));
  if (!run.refusal.empty()) {
    context.err.write("rampart: " + run.refusal + '\n');
    return Exit::Failed;
  }
  return run.mismatch ? Exit::Findings : Exit::Clean;
}

}  // namespace

Exit run_heap_alloc(Context& context, std::span<const std::string> arguments) {
  AllocOptions options;
  OptionParser parser{heap_alloc_help};
  parser.value("--heap", options.heap, "Its name below /dev/dma_heap, or a path; stand-in is memory of this process");
  parser.count("--count", options.count, 1, 1'000'000, "How many buffers; as many as there are if that is less");
  parser.seconds("--hold", options.hold, "Keep them for so long, or until Ctrl-C");
  parser.optional_value("--fill", options.fill, "Write these bytes over and over: a5, 0xdeadbeef");
  parser.flag("--verify", options.verify, "Read them back; without --fill: they are zero as they come");
  parser.value("--name", options.name, "What the buffers are called in debugfs, at most 31 bytes");
  parser.flag("--json", options.json, "One JSON document, schema rampart.heap-alloc/1");
  parser.positionals("SIZE", options.size, 1, 1, "Of one buffer: 64K, 8M, 1.5G");
  if (const auto over = parse_or_exit(context, parser, arguments)) return *over;

  HeapRun answer;
  const auto size = parse_size(options.size.front(), "SIZE");
  if (!size) return fail(context, size.error());
  answer.size = *size;
  answer.wanted = options.count;
  FillPattern pattern{0};
  if (options.fill) {
    auto given = parse_fill_pattern(*options.fill, "--fill");
    if (!given) return fail(context, given.error());
    pattern = std::move(*given);
  }
  return run(context, options, answer, pattern);
}

}  // namespace rampart

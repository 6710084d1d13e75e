#include <cstdlib>
#include <fmt/format.h>
#include <iterator>
#include <string>

#include "sources/mem_info.h"

namespace {

using rampart::PythonHeapArea;
using rampart::PythonMemInfo;

/// The dump as 1.28 prints it, without lines that stand for several rows.
std::string printed(const PythonMemInfo& info) {
  std::string text =
      fmt::format("GC: total: {}, used: {}, free: {}", info.total.value, info.used.value, info.free.value);
  if (info.max_new_split) text += fmt::format(", max new split: {}", info.max_new_split->value);
  if (info.one_blocks) {
    text += fmt::format("\n No. of 1-blocks: {}, 2-blocks: {}, max blk sz: {}", *info.one_blocks, *info.two_blocks,
                        *info.max_block);
    if (info.max_free) text += fmt::format(", max free sz: {}", *info.max_free);
  }
  text += '\n';
  for (const PythonHeapArea& area : info.areas) {
    text += fmt::format("GC memory layout; from {:x}:\n", area.start);
    for (std::size_t at = 0; at < area.blocks.size(); at += 64) {
      text += fmt::format("{:08x}: {}\n", at * area.block.value, area.blocks.substr(at, 64));
    }
  }
  return text;
}

/// The same but for line numbers, and a block size that a single row does not show.
bool same(const PythonMemInfo& a, const PythonMemInfo& b) {
  if (a.total != b.total || a.used != b.used || a.free != b.free || a.max_new_split != b.max_new_split ||
      a.one_blocks != b.one_blocks || a.max_free != b.max_free || a.areas.size() != b.areas.size()) {
    return false;
  }
  for (std::size_t i = 0; i < a.areas.size(); ++i) {
    if (a.areas[i].start != b.areas[i].start || a.areas[i].blocks != b.areas[i].blocks) return false;
    if (a.areas[i].blocks.size() > 64 && a.areas[i].block != b.areas[i].block) return false;
  }
  return true;
}

}  // namespace

/// An error names its line; dumps stand in order, in bounds; and what was understood is understood again from a text of
/// another version that says the same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto dumps = rampart::parse_mem_info({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!dumps) {
    if (dumps.error().where.line == 0) std::abort();
    return 0;
  }
  std::size_t blocks = 0;
  for (const PythonMemInfo& info : *dumps) {
    for (const PythonHeapArea& area : info.areas) {
      if (area.blocks.size() > rampart::MemInfoReader::max_blocks || area.line < info.line) std::abort();
      blocks += area.blocks.size();
    }
  }
  if (blocks > rampart::MemInfoReader::max_blocks_of_text) std::abort();
  if (blocks > 1 << 16) return 0;
  for (const PythonMemInfo& info : *dumps) {
    const auto again = rampart::parse_mem_info(printed(info), "again");
    if (!again || again->size() != 1 || !same(info, again->front())) std::abort();
  }
  return 0;
}

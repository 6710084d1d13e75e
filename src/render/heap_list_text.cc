#include "render/heap_list_text.h"

#include <fmt/format.h>
#include <string>
#include <vector>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/text_table.h"

namespace rampart {
namespace {

std::string backing_text(const HeapFacts& heap) {
  switch (heap.backing) {
    case HeapBacking::System:
      return "all RAM, page by page";
    case HeapBacking::Cma:
      return fmt::format("CMA {}{}", printable(heap.pool->name), heap.pool->is_default ? " (default)" : "");
    case HeapBacking::Vendor:
      return "a vendor's driver";
    case HeapBacking::StandIn:
      return "memory of this process";
  }
  return "";
}

std::vector<std::string> row_of(const HeapFacts& heap) {
  const PoolFacts none{};
  const PoolFacts& pool = heap.pool ? *heap.pool : none;
  return {printable(heap.name), backing_text(heap), size_or_dash(pool.size), size_or_dash(pool.usage.used),
          size_or_dash(pool.usage.largest_free)};
}

}  // namespace

std::string heap_list_text(const HeapList& list) {
  std::string text;
  if (list.heaps.empty()) {
    text = "no DMA-BUF heaps on this system\n";
  } else {
    using enum TextTable::Align;
    TextTable table{{{"HEAP"}, {"BACKED BY"}, {"SIZE", Right}, {"USED", Right}, {"LONGEST FREE RUN", Right}}};
    for (const HeapFacts& heap : list.heaps) table.add(row_of(heap));
    text = table.text();
  }
  if (!list.heapless.empty()) text += "\nCMA pools without a heap\n";
  for (const HeaplessPool& each : list.heapless) {
    text += fmt::format("  {}, {}: {}\n    {}\n", printable(each.pool.name), size_or_dash(each.pool.size), each.reason,
                        printable(each.remedy));
  }
  if (!list.notes.empty()) text += '\n';
  for (const Note& note : list.notes) text += fmt::format("note: {}\n", printable(to_string(note)));
  return text;
}

}  // namespace rampart

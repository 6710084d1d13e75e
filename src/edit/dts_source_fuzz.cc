#include <cstdlib>

#include "edit/dts_source.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto source = parse_dts_source(text, "fuzz");
  if (!source) {
    if (source.error().where.line == 0) std::abort();  // an error always names its line
    return 0;
  }
  if (dts_text(*source) != text) std::abort();
  for (const DtsItem& item : source->items) {
    // What a statement has lies in it, and it lies in the node around it.
    if (item.span.begin >= item.span.end || item.span.end > size) std::abort();
    if (item.name.begin > item.name.end || item.name.end > item.span.end) std::abort();
    if (item.content.begin > item.content.end || item.content.end > item.span.end) std::abort();
    if (!item.parent) continue;
    const DtsItem& around = source->items[*item.parent];
    if (item.span.begin < around.content.begin || item.span.end > around.content.end) std::abort();
  }
  return 0;
}

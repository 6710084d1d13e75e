#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "sources/log_digest.h"

/// The first byte says how long the pieces are, the rest is a log. Its digest does not depend on where it was cut, and
/// has no event but those of one boot, in their order.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const std::string_view text{reinterpret_cast<const char*>(data + 1), size - 1};
  rampart::LogDigest whole{"fuzz"};
  whole.feed(text);
  rampart::LogDigest pieces{"fuzz"};
  for (std::size_t at = 0; at < text.size(); at += piece) pieces.feed(text.substr(at, piece));
  const auto a = std::move(whole).finish();
  const auto b = std::move(pieces).finish();
  if (!a || !b || a->boots != b->boots || a->line_count != b->line_count || a->events != b->events) std::abort();
  const auto is_before = [](const rampart::LogEvent& x, const rampart::LogEvent& y) { return x.line < y.line; };
  if (!std::ranges::is_sorted(a->events, is_before)) std::abort();
  for (const rampart::LogEvent& event : a->events) {
    if (event.boot + 1 != a->boot || event.line > a->line_count) std::abort();
  }
  return 0;
}

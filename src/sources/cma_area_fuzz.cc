#include <cstdlib>
#include <string_view>

#include "sources/cma_area.h"

namespace {

/// Held and free pages make the whole of any area that has a bitmap long enough.
void check_runs(std::vector<std::uint32_t> words, unsigned order, unsigned missing_bits) {
  using namespace rampart;
  const std::uint64_t bits = words.size() * 32 - (words.empty() ? 0 : missing_bits % 32);
  CmaArea area;
  area.count = Pages{bits << order};
  area.order_per_bit = order;
  area.ranges = {CmaRange{0, std::move(words)}};
  const auto runs = free_runs(area, 0);
  const auto held = held_in_bitmaps(area);
  if (!runs || !held) std::abort();
  std::uint64_t free = 0;
  for (const PageRun& run : *runs) free += run.count.value;
  if (free + held->value != area.count->value) std::abort();
  if (longest_free_run(area)->value > free) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input{reinterpret_cast<const char*>(data) + 2, size - 2};
  const auto words = rampart::parse_cma_bitmap(input, "fuzz");
  if (!words && words.error().where.line == 0) std::abort();
  if (words) check_runs(*words, data[0] % 20, data[1]);
  const auto swapped = rampart::parse_cma_bitmap(input, "fuzz", rampart::CmaWordOrder::PairsSwapped);
  if (words && swapped.has_value() != (words->size() % 2 == 0)) std::abort();
  return 0;
}

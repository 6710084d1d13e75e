#include <algorithm>
#include <cstdlib>

#include "base/fuzz_reread.h"
#include "sources/zram.h"

namespace {

/// The algorithm in use is one of the list, and the list is short.
void check(const rampart::ZramAlgorithms& algorithms) {
  const auto& available = algorithms.available;
  if (available.empty() || available.size() > 64) std::abort();
  if (!algorithms.chosen.empty() && std::ranges::find(available, algorithms.chosen) == available.end()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  rampart::check_reread(data, size, rampart::read_zram_mm_stat);
  const auto mm = rampart::parse_zram_mm_stat(text, "fuzz");
  if (mm && !rampart::parse_zram_io_stat(text, "fuzz")) std::abort();  // seven numbers begin with four
  if (const auto bd = rampart::parse_zram_bd_stat(text, "fuzz"); bd && bd->stored.value % 4096 != 0) std::abort();
  if (const auto one = rampart::parse_zram_comp_algorithm(text, "fuzz")) check(*one);
  if (const auto all = rampart::parse_zram_recomp_algorithm(text, "fuzz")) std::ranges::for_each(*all, check);
  return 0;
}

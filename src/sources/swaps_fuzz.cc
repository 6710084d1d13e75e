#include <fmt/format.h>
#include <string>

#include "base/fuzz_reread.h"
#include "sources/swaps.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_swaps);
  auto swaps = rampart::parse_swaps({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!swaps) return 0;
  std::string text = "Filename\n";  // what was read, every byte of a name escaped, is read as the same
  std::size_t line = 1;
  for (rampart::SwapArea& area : swaps->areas) {
    for (const char byte : area.name) text += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
    text += fmt::format("\t{}\t{}\t{}\t{}\n", area.type, area.size.value >> 10, area.used.value >> 10, area.priority);
    area.line = ++line;
  }
  if (rampart::parse_swaps(text, "fuzz") != *swaps) std::abort();
  return 0;
}

#include <fmt/format.h>
#include <string>

#include "base/fuzz_reread.h"
#include "sources/iomem.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_iomem);
  auto iomem = rampart::parse_iomem({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!iomem) return 0;
  std::string text;  // what was read, written as the kernel writes it, is read as the same
  std::size_t line = 0;
  for (rampart::IoMemEntry& entry : iomem->entries) {
    if (entry.depth > 1000 || entry.name.ends_with('\r')) return 0;
    text +=
        fmt::format("{:{}}{:08x}-{:08x} : {}\n", "", 2 * entry.depth, entry.first.value, entry.last.value, entry.name);
    entry.line = ++line;
  }
  if (rampart::parse_iomem(text, "fuzz") != *iomem) std::abort();
  return 0;
}

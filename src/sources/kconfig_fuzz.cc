#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "sources/kconfig.h"
#include "sources/memory_config.h"

/// Names are sorted and unique, every symbol is found again, and an error names its line.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto config = rampart::parse_kconfig(text, "fuzz");
  if (!config) {
    if (config.error().where.line == 0 && config.error().code != rampart::Errc::Unsupported) std::abort();
    return 0;
  }
  const auto same_or_after = [](const auto& a, const auto& b) { return a.name >= b.name; };
  if (std::ranges::adjacent_find(config->symbols(), same_or_after) != config->symbols().end()) std::abort();
  for (const auto& symbol : config->symbols()) {
    if (config->find(symbol.name) != &symbol || symbol.line == 0) std::abort();
  }
  const auto memory = rampart::memory_config(*config);
  if (!memory && memory.error().where.line == 0) std::abort();
  return 0;
}

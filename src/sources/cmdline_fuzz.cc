#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "sources/cmdline.h"
#include "sources/memory_parameters.h"

/// Any bytes are a command line: its words stand in order inside the text, and each is found by its name.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const rampart::CommandLine line = rampart::parse_command_line(text, "fuzz");
  std::size_t column = 0;
  for (const rampart::Parameter& parameter : line.parameters) {
    if (parameter.column <= column || parameter.column > line.text.size()) std::abort();
    column = parameter.column;
    if (line.last(parameter.name) == nullptr) std::abort();
  }
  const rampart::MemoryParameters found = rampart::memory_parameters(line);
  const auto is_placed = [](const rampart::Finding& finding) {
    return !finding.message.empty() && !finding.locations.empty() && finding.locations[0].where.column != 0;
  };
  if (!std::ranges::all_of(found.findings, is_placed)) std::abort();
  if (found.cma && found.cma->fixed && !found.cma->base) std::abort();
  return 0;
}

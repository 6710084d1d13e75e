#include <cstdlib>

#include "sources/cma_script.h"

/// An error names its line and column; every step is whole.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto steps = rampart::parse_cma_script(text, "fuzz");
  if (!steps) {
    if (steps.error().where.line == 0) std::abort();
    return 0;
  }
  if (!steps->empty() && !rampart::is_cma_script(text)) std::abort();
  for (const rampart::CmaScriptStep& step : *steps) {
    if (step.is_alloc && step.size.value == 0) std::abort();
    if (!step.is_alloc && step.id.empty() == (step.size.value == 0)) std::abort();
  }
  return 0;
}

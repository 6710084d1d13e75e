#include <cstdlib>

#include "sources/cma_trace.h"

/// An error names its line and column; every event names its line, and a failure is only one of an allocation.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto trace = rampart::parse_cma_trace({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!trace) {
    if (trace.error().where.line == 0) std::abort();
    return 0;
  }
  std::size_t line = 0;
  for (const rampart::CmaEvent& event : trace->events) {
    if (event.line <= line) std::abort();
    line = event.line;
    if (event.kind == rampart::CmaEventKind::Release && !event.pfn) std::abort();
    if (event.kind == rampart::CmaEventKind::AllocStart && event.pfn) std::abort();
  }
  return 0;
}

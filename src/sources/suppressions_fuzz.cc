#include <cstdlib>

#include "sources/suppressions.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto read = rampart::parse_suppressions({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!read) return 0;
  for (const rampart::Suppression& each : *read) {
    // What is suppressed always says what, where and why.
    if (each.rule.empty() || each.node.empty() || each.reason.empty() || each.where.line == 0) std::abort();
  }
  return 0;
}

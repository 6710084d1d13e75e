#include <cstdlib>

#include "sources/uptime.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto uptime = rampart::parse_uptime({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (uptime && (uptime->count() < 0 || uptime->count() % 10 != 0)) std::abort();  // hundredths, and never before boot
  return 0;
}

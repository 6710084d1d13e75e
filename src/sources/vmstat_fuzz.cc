#include "base/fuzz_reread.h"
#include "sources/vmstat.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_vmstat);
  return 0;
}

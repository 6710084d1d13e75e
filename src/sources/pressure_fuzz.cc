#include "base/fuzz_reread.h"
#include "sources/pressure.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_pressure);
  return 0;
}

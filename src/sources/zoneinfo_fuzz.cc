#include "base/fuzz_reread.h"
#include "sources/zoneinfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_zoneinfo);
  return 0;
}

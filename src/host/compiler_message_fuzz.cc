#include <cstdlib>

#include "host/compiler_message.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto error = rampart::first_compiler_error({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (error.where.file.empty()) std::abort();  // there is always a file to go to, and a message of a bounded length
  if (error.what.size() > 500) std::abort();
  return 0;
}

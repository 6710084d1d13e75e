#include <cstddef>
#include <cstdlib>

#include "sources/modprobe_conf.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto value = rampart::module_option(text, "zram", "num_devices");
  // A value is one word of the text.
  if (value && (value->find_first_of(" \t\n") != std::string::npos || !text.contains(*value))) std::abort();
  return 0;
}

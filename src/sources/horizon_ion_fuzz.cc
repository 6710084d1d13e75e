#include <cstdlib>
#include <string_view>

#include "sources/horizon_ion.h"
#include "sources/vendor_pool_property.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  rampart::require_sound(rampart::parse_horizon_ion_heap(input, "fuzz"), input);
  const auto client = rampart::parse_horizon_ion_client(input, "fuzz");
  if (!client && client.error().where.line == 0) std::abort();
  if (client && client->handles.size() > rampart::VendorPoolText::max_blocks) std::abort();
  return 0;
}

#include <cstdlib>
#include <string>
#include <string_view>

#include "sources/single_number.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const auto number = rampart::parse_single_number(input, "fuzz");
  if (!number) {
    if (number.error().where.line != 1 || number.error().where.column > size + 1) std::abort();
    return 0;
  }
  // What was taken for a number is that number in other digits: it reads the same when printed.
  const auto again = rampart::parse_single_number(std::to_string(*number) + "\n", "fuzz");
  if (!again || *again != *number) std::abort();
  return 0;
}

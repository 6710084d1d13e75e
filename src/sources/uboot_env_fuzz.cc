#include <cstdlib>
#include <string_view>

#include "sources/uboot_env.h"

/// Every variable stands where it says, is found by its name, and an error of a text names its line.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view bytes{reinterpret_cast<const char*>(data), size};
  const bool is_text = bytes.find('\0') == std::string_view::npos;
  const auto environment = rampart::parse_uboot_env(bytes, "fuzz");
  if (!environment) {
    if (is_text && environment.error().where.line == 0) std::abort();
    return 0;
  }
  for (const auto& variable : environment->variables) {
    if (variable.name.empty() || environment->find(variable.name) != &variable) std::abort();
    if (!bytes.substr(variable.offset).starts_with(variable.name + '=')) std::abort();
    if (is_text != (variable.line != 0)) std::abort();
  }
  const auto memory = rampart::uboot_memory(*environment);
  if (!memory && is_text && memory.error().where.line == 0) std::abort();
  return 0;
}

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "knowledge/psram_module.h"
#include "knowledge/python_firmware.h"

using rampart::psram_module;

/// Case does not matter, a size of zero and no PSRAM are one, and a build drives nothing that its chip cannot.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view name{reinterpret_cast<const char*>(data), size};
  std::string small{name};
  std::ranges::transform(small, small.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  const auto module = psram_module(name);
  if (psram_module(small) != module) std::abort();
  if (module && (module->chip == nullptr || module->source.empty())) std::abort();
  if (module && module->psram && (module->psram->value == 0) != (module->mode == rampart::PsramMode::None))
    std::abort();

  const auto firmware = rampart::python_firmware(name, {});
  if (firmware.drives && firmware.variant.empty() && *firmware.drives != rampart::PsramMode::None) std::abort();
  if (const auto version = rampart::parse_python_version(name)) {
    if (compare(*version, *version) != std::strong_ordering::equal) std::abort();
  }
  return 0;
}

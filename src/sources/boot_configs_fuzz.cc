#include <cstdlib>
#include <string_view>

#include "sources/boot_configs.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace rampart;
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const BootConfigs configs = parse_boot_configs(input);
  if ((configs.uboot && configs.uboot->line == 0) || (configs.loader && configs.loader->line == 0)) std::abort();
  // No setting takes more than the board has, nor leaves Linux less than each reader allows.
  const auto os = os_size_of_uboot(configs, gib(4));
  if (os && (*os > gib(4) || *os < mib(128))) std::abort();
  const auto cmm = cmm_size_of_loader(configs, gib(4), std::nullopt);
  if (cmm && (cmm->value == 0 || *cmm > mib(4096 - 256))) std::abort();
  return 0;
}

#include <string>

#include "base/fuzz_reread.h"
#include "sources/buddyinfo.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  rampart::check_reread(data, size, rampart::read_buddyinfo);
  const auto info = rampart::parse_buddyinfo({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!info) return 0;
  std::string text;  // what was read, written as the kernel writes it, is read as the same
  for (const rampart::BuddyZone& zone : info->zones) {
    text += "Node " + std::to_string(zone.node) + ", zone " + zone.zone + ' ';
    for (const auto count : zone.free_blocks) text += std::to_string(count) + ' ';
    text += '\n';
  }
  if (rampart::parse_buddyinfo(text, "fuzz") != *info) std::abort();
  return 0;
}

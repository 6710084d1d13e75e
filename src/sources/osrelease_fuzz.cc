#include <cstdlib>

#include "sources/osrelease.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto release = rampart::parse_osrelease(text, "fuzz");
  if (release && !text.starts_with(release->text)) std::abort();  // the release is what the text begins with
  const auto version = rampart::parse_proc_version("Linux version " + std::string{text}, "fuzz");
  if (release.has_value() != version.has_value() || (release && *release != *version)) std::abort();
  if (rampart::parse_proc_version(text, "fuzz") && !text.starts_with("Linux")) std::abort();
  return 0;
}

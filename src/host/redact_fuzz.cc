#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <libfdt.h>
#include <string>
#include <string_view>

#include "host/redact_command_line.h"
#include "host/redact_device_tree.h"
#include "host/redact_log.h"

/// Hiding twice hides no more; lines stay lines; a command line inside a binary and a device tree keep their length.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto lines = [](std::string_view of) { return std::count(of.begin(), of.end(), '\n'); };
  const std::string log = rampart::redact_log(text);
  if (lines(log) != lines(text)) std::abort();
  const std::string line = rampart::redact_command_line(text);
  if (rampart::redact_command_line(line) != line) std::abort();
  const std::string kept = rampart::redact_command_line(text, rampart::Hiding::SameLength);
  if (kept.size() != size || rampart::redact_command_line(kept, rampart::Hiding::SameLength) != kept) std::abort();
  std::string blob{text};
  // Before version 16 of the form, of Linux 2.6, a tree is none to us.
  const bool is_ours = size >= sizeof(fdt_header) && fdt_version(data) >= 16;
  const bool was_valid = is_ours && fdt_check_full(blob.data(), size) == 0;
  const bool done = rampart::redact_blob(blob);
  if (blob.size() != size || (was_valid && (!done || fdt_check_full(blob.data(), size) != 0))) std::abort();
  return 0;
}

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/size_text.h"

/// A size that is read can be written and read again, and is then off by no more than its last shown digit.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto read = rampart::parse_size({reinterpret_cast<const char*>(data), size}, "--size");
  if (!read) {
    if (read.error().what.empty()) std::abort();
    return 0;
  }
  std::string text = rampart::size_text(*read);
  if (text.ends_with("PiB") || text.ends_with("EiB")) return 0;  // written, but no suffix of an option
  if (text.ends_with(" B")) text.resize(text.size() - 2);        // an option has bytes without a unit
  if (const std::size_t blank = text.find(' '); blank != std::string::npos) text.erase(blank, 1);
  const auto again = rampart::parse_size(text, "--size");
  if (!again) std::abort();
  const auto before = static_cast<double>(read->value);
  const auto after = static_cast<double>(again->value);
  if (std::abs(before - after) > before * 0.051) std::abort();
  return 0;
}

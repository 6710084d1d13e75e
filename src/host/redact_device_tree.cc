#include "host/redact_device_tree.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <libfdt.h>

#include "host/redact_command_line.h"

namespace rampart {
namespace {

constexpr std::string_view texts[] = {"serial-number", "rpi-machine-id"};
constexpr std::string_view binaries[] = {
    "kaslr-seed",  "linux,serial", "local-bd-address", "local-mac-address",
    "mac-address", "rng-seed",     "rpi-duid",         "rpi-serial64",
};

}  // namespace

std::optional<std::string> redact_property(std::string_view name, std::string_view value) {
  if (name.starts_with("bootargs")) return redact_command_line(value, Hiding::SameLength);
  if (std::ranges::find(texts, name) != std::end(texts)) {
    const std::string_view text = value.substr(0, value.find('\0'));
    return hidden(text.size(), Hiding::SameLength) + std::string(value.size() - text.size(), '\0');
  }
  if (std::ranges::find(binaries, name) != std::end(binaries)) return std::string(value.size(), '\0');
  return std::nullopt;
}

bool redact_blob(std::string& blob) {
  if (blob.size() < sizeof(fdt_header) || fdt_check_header(blob.data()) != 0) return false;
  if (fdt_totalsize(blob.data()) > blob.size()) return false;  // inside it libfdt checks every step itself
  for (int node = fdt_next_node(blob.data(), -1, nullptr); node >= 0;
       node = fdt_next_node(blob.data(), node, nullptr)) {
    int property = 0;
    fdt_for_each_property_offset(property, blob.data(), node) {
      const char* name = nullptr;
      int size = 0;
      const void* const value = fdt_getprop_by_offset(blob.data(), property, &name, &size);
      if (value == nullptr || name == nullptr) continue;
      const char* const begin = static_cast<const char*>(value);
      const auto redacted = redact_property(name, {begin, static_cast<std::size_t>(size)});
      if (redacted) std::ranges::copy(*redacted, blob.begin() + (begin - blob.data()));
    }
  }
  return true;
}

}  // namespace rampart

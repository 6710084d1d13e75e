#include "host/redact_device_tree.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

/// The first version whose structure has no more than 4 bytes of alignment, since Linux 2.6.
constexpr std::uint32_t first_of_simple_form = 16;

/// True if every token of the structure ends inside the blob, up to its end token. libfdt 1.6.1 lets the length of a
/// property wrap and then goes round and round.
bool is_structure_whole(std::string_view blob) {
  const char* const fdt = blob.data();
  if (fdt_version(fdt) < first_of_simple_form || fdt_totalsize(fdt) > blob.size()) return false;
  const std::size_t end = fdt_totalsize(fdt);
  const std::size_t begin = fdt_off_dt_struct(fdt);
  std::size_t at = begin;
  constexpr std::size_t cell = 4;
  const auto left = [&] { return end - std::min(at, end); };
  const auto align = [&] { at += (cell - (at - begin) % cell) % cell; };
  while (left() >= cell) {
    const std::uint32_t token = fdt32_ld(reinterpret_cast<const fdt32_t*>(fdt + at));
    at += cell;
    if (token == FDT_END) return true;
    if (token == FDT_BEGIN_NODE) {
      const std::size_t name_end = blob.substr(0, end).find('\0', at);
      if (name_end == std::string_view::npos) return false;
      at = name_end + 1;
      align();
    } else if (token == FDT_PROP) {
      if (left() < 2 * cell) return false;
      const std::uint32_t size = fdt32_ld(reinterpret_cast<const fdt32_t*>(fdt + at));
      at += 2 * cell;
      if (size > left()) return false;
      at += size;
      align();
    } else if (token != FDT_END_NODE && token != FDT_NOP) {
      return false;
    }
  }
  return false;
}

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
  if (!is_structure_whole(blob)) return false;
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

#include "model/range_text.h"

#include <fmt/format.h>

namespace rampart {

std::string address_text(PhysAddr address) { return fmt::format("{:#x}", address.value); }

std::string range_text(const PhysRange& range) {
  return fmt::format("{:#x}..{:#x}", range.base().value, range.last().value);
}

}  // namespace rampart

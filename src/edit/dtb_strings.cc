#include "edit/dtb_strings.h"

#include <string_view>
#include <utility>

namespace rampart {
namespace {

/// Where the string begins whose zero byte is at `end`.
std::size_t string_begin(std::string_view block, std::size_t end) {
  return end == 0 ? 0 : block.rfind('\0', end - 1) + 1;  // npos + 1 is 0
}

/// True if an offset lies in the string, its zero byte included.
bool has_offset_in(const std::set<std::uint32_t>& offsets, std::size_t begin, std::size_t end) {
  const auto first = offsets.lower_bound(static_cast<std::uint32_t>(begin));
  return first != offsets.end() && *first <= end;
}

}  // namespace

/// A name that nothing had is not taken: that the name was there before would be forgotten when it is removed.
bool DtbStrings::is_reusable(std::size_t end) const {
  const std::size_t begin = string_begin(block_, end);
  return has_offset_in(used_, begin, end) || has_offset_in(kept_, begin, end);
}

std::uint32_t DtbStrings::place(const std::string& name) {
  const std::string_view terminated{name.c_str(), name.size() + 1};
  std::size_t at = block_.find(terminated);
  while (at != std::string::npos && !is_reusable(at + name.size())) at = block_.find(terminated, at + 1);
  if (at == std::string::npos) {
    if (!block_.empty() && block_.back() != '\0') block_.push_back('\0');
    at = block_.size();
    block_.append(terminated);
  }
  keep(static_cast<std::uint32_t>(at));
  return static_cast<std::uint32_t>(at);
}

std::string DtbStrings::finish() {
  while (!block_.empty() && block_.back() == '\0') {
    const std::size_t end = block_.size() - 1;
    const std::size_t begin = string_begin(block_, end);
    if (!has_offset_in(used_, begin, end) || has_offset_in(kept_, begin, end)) break;
    block_.resize(begin);
  }
  return std::move(block_);
}

}  // namespace rampart

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "sources/dtb_walk.h"

namespace rampart {

/// A node while it is walked: its values by name, of several with one name the first, which is the one a kernel sees.
class OpenNode {
 public:
  enum class Role { Root, Chosen, Cpus, Symbols, ReservedMemory, ChildOfRoot, ReservedChild, Cpu, Other };

  void begin(std::string_view name, Role role) {
    name_ = name;
    role_ = role;
    present_ = 0;
  }
  void keep(PropertyName name, std::string_view value) {
    if (has(name)) return;
    present_ |= bit(name);
    values_[static_cast<std::size_t>(name)] = value;
  }

  std::string_view name() const { return name_; }
  Role role() const { return role_; }
  bool has(PropertyName name) const { return (present_ & bit(name)) != 0; }
  std::optional<std::string_view> value(PropertyName name) const {
    return has(name) ? std::optional{values_[static_cast<std::size_t>(name)]} : std::nullopt;
  }

 private:
  static_assert(static_cast<std::size_t>(PropertyName::Count) <= 32);
  static std::uint32_t bit(PropertyName name) { return std::uint32_t{1} << static_cast<unsigned>(name); }

  std::string_view name_;
  Role role_ = Role::Other;
  std::uint32_t present_ = 0;
  std::array<std::string_view, static_cast<std::size_t>(PropertyName::Count)> values_;
};

}  // namespace rampart

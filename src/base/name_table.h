#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rampart {

/// Finds a name among those known when we compile, for one hash and one comparison: /proc files have hundreds of
/// lines of which we want a few.
template <std::size_t count>
class NameTable {
 public:
  /// `fields` are any objects with a `name`; a name must not be empty nor stand twice.
  template <typename Field>
  explicit consteval NameTable(const Field (&fields)[count]) {
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t slot = hash(fields[i].name);
      while (!slots_[slot].empty()) slot = (slot + 1) % slot_count;
      slots_[slot] = fields[i].name;
      places_[slot] = static_cast<std::uint16_t>(i);
    }
  }

  /// The place of `name` in the list given, or nothing.
  constexpr std::optional<std::size_t> find(std::string_view name) const {
    if (name.empty()) return std::nullopt;
    for (std::size_t slot = hash(name); !slots_[slot].empty(); slot = (slot + 1) % slot_count) {
      if (slots_[slot] == name) return places_[slot];
    }
    return std::nullopt;
  }

 private:
  static constexpr std::size_t slot_count = std::bit_ceil(count * 4);

  /// Names of /proc differ in length, at the end and in the middle more than at the beginning.
  static constexpr std::size_t hash(std::string_view name) {
    const auto at = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(name[i])); };
    const std::size_t size = name.size();
    const std::uint32_t mixed = static_cast<std::uint32_t>(size) + at(0) * 0x9E3779B1U + at(size / 2) * 0x85EBCA77U +
                                at(size - 1) * 0xC2B2AE3DU + at(size - 1 - size / 4) * 0x27D4EB2FU;
    return (mixed ^ (mixed >> 15)) % slot_count;
  }

  std::array<std::string_view, slot_count> slots_{};
  std::array<std::uint16_t, slot_count> places_{};
};

}  // namespace rampart

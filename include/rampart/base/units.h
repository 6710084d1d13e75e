#pragma once

#include <compare>
#include <cstdint>
#include <optional>

namespace rampart {

/// A byte count, 64 bits on every host: a 32-bit board may read the map of a 64-bit one.
struct Bytes {
  std::uint64_t value{};
  friend constexpr auto operator<=>(Bytes, Bytes) = default;
};
constexpr Bytes kib(std::uint64_t count) { return {count << 10}; }
constexpr Bytes mib(std::uint64_t count) { return {count << 20}; }
constexpr Bytes gib(std::uint64_t count) { return {count << 30}; }

/// A CPU physical address, after `ranges` translation. Never a bus, DMA or virtual address.
struct PhysAddr {
  std::uint64_t value{};
  friend constexpr auto operator<=>(PhysAddr, PhysAddr) = default;
};

/// A number of pages of the observed kernel; 16 and 64 KiB pages exist, so it is no byte count by itself.
struct Pages {
  std::uint64_t value{};
  friend constexpr auto operator<=>(Pages, Pages) = default;
};

/// The size of `pages` pages of `page_size` bytes each; nothing if that passes 2^64 - 1.
constexpr std::optional<Bytes> size_of(Pages pages, Bytes page_size) {
  if (page_size.value != 0 && pages.value > UINT64_MAX / page_size.value) return std::nullopt;
  return Bytes{pages.value * page_size.value};
}

/// The sum, or 2^64 - 1 where it would pass that: sums of untrusted sizes must not wrap into small numbers.
constexpr Bytes saturating_add(Bytes a, Bytes b) {
  return {a.value > UINT64_MAX - b.value ? UINT64_MAX : a.value + b.value};
}

/// `a - b`, or zero where `b` is larger.
constexpr Bytes saturating_sub(Bytes a, Bytes b) { return {a.value > b.value ? a.value - b.value : 0}; }

}  // namespace rampart

#pragma once

#include <optional>
#include <string>
#include <vector>

#include <rampart/base/units.h>

namespace rampart {

/// Memory that is set aside in one piece, from which devices get chunks.
struct ContiguousRegion {
  std::string name;                  ///< Empty: private, only who adds it to a running framework can use it.
  Bytes size;                        ///< Above zero; rounded up to whole pages when the region is made.
  std::optional<PhysAddr> start{};   ///< Where it lies, if that is known; rounded up to `alignment`.
  std::optional<Bytes> alignment{};  ///< Of `start`: a power of two.
  std::string allocator{};           ///< Its algorithm by name; empty is the first registered, best-fit.
  std::string parameters{};          ///< For the algorithm, as it reads them.
  std::string heap{};                ///< The DMA-BUF heap its memory comes from; empty leaves that to the program.
  friend bool operator==(const ContiguousRegion&, const ContiguousRegion&) = default;
};

/// Which requests a rule is for. In `device` a `?` is any one character and a `*` at its end any rest.
struct ContiguousPattern {
  std::string device;
  std::optional<std::string> type{};  ///< Taken literally; nothing matches any type.
  friend bool operator==(const ContiguousPattern&, const ContiguousPattern&) = default;
};

/// Requests that match one of the patterns are served from the regions, tried in order.
struct ContiguousRule {
  std::vector<ContiguousPattern> patterns;  ///< At least one.
  std::vector<std::string> regions;         ///< At least one. A name that no region has is passed over.
  friend bool operator==(const ContiguousRule&, const ContiguousRule&) = default;
};

/// Regions, and who gets memory from which: the first rule that matches decides.
struct ContiguousConfig {
  std::vector<ContiguousRegion> regions;
  std::vector<ContiguousRule> map;
  friend bool operator==(const ContiguousConfig&, const ContiguousConfig&) = default;
};

}  // namespace rampart

#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <rampart/model/finding.h>
#include <rampart/model/region.h>

namespace rampart {

/// A run of addresses that belongs to one region: the innermost of those that cover it.
struct Span {
  PhysRange range;
  Kind kind;
  std::optional<std::size_t> region;  ///< Index into `MemoryMap::regions()`; empty for a hole.
  friend bool operator==(const Span&, const Span&) = default;
};

/// Where every byte goes: all regions, sorted, and the cut of the address space that they make.
///
/// Regions may nest: RAM holds a reservation, which may hold a pool. Each address then belongs to the innermost:
/// the kind that says more wins over RAM and anonymous reservations, among equals the smaller region, then the one
/// that begins lower; at the same place a plain reservation yields, then kind and name decide. The order in which
/// regions are given changes nothing. No byte is lost and none is counted twice: the spans that are not holes are
/// exactly the union of the regions. Named regions that share addresses are both kept, and the clash is a finding
/// `overlap`.
class MemoryMap {
 public:
  /// More clashes than this are not listed, only mentioned: a hostile tree can make millions.
  static constexpr std::size_t max_overlap_findings = 256;

  MemoryMap() = default;
  static MemoryMap build(std::vector<Region> regions, std::vector<DynamicRegion> dynamic = {});

  /// By base, then the larger first, then what lies around before what lies inside.
  const std::vector<Region>& regions() const { return regions_; }
  /// In the order of their source, which is the order in which a kernel places them.
  const std::vector<DynamicRegion>& dynamic() const { return dynamic_; }
  /// From the lowest to the highest address of any region, without gaps between them: what nobody covers is a hole.
  const std::vector<Span>& spans() const { return spans_; }
  const std::vector<Finding>& findings() const { return findings_; }

  /// The innermost region at an address; nothing for a hole or outside the map.
  const Region* at(PhysAddr address) const;
  /// Every region that covers an address, in the order of `regions()`.
  std::vector<const Region*> covering(PhysAddr address) const;
  /// The holes between the lowest and the highest address.
  std::vector<PhysRange> gaps() const;
  /// Pairs of named regions that share addresses, as indices into `regions()`, at most `limit` of them.
  std::vector<std::pair<std::size_t, std::size_t>> overlaps(std::size_t limit) const;
  /// Bytes whose innermost region is of this kind.
  Bytes sum(Kind kind) const;
  /// Bytes covered by a RAM region, whatever lies inside; a byte in two RAM regions counts once.
  Bytes installed() const;

 private:
  std::vector<Region> regions_;
  std::vector<DynamicRegion> dynamic_;
  std::vector<Span> spans_;
  std::vector<Finding> findings_;
};

}  // namespace rampart

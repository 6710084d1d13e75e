#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <rampart/model/memory_map.h>

namespace rampart {

/// A run of addresses in which no map that is drawn changes, and where it is drawn.
struct AxisPiece {
  PhysRange range;
  int top = 0;          ///< In pixels below the top of the axis.
  int height = 0;       ///< At least a visible line.
  bool broken = false;  ///< Longer than drawn: it bears a break sign and its size in words.
};

/// A break sign reaches this far above and below the middle of its piece.
inline constexpr int break_half_height = 16;

/// The address axis that all columns of a picture share, lowest address at the top.
struct Axis {
  std::vector<AxisPiece> pieces;  ///< In address order, without gaps.
  Bytes per_pixel;                ///< The scale of all pieces that are not broken.
  int height = 0;
};

/// Lays the addresses of one or more maps along an axis of about `height` pixels.
///
/// Heights are in proportion, and rounded to pixels. If that would leave regions too thin to see, long plain RAM,
/// holes, devices and anonymous reservations are broken instead, where that makes the scale several times as fine.
Axis make_axis(std::span<const MemoryMap* const> maps, int height);

}  // namespace rampart

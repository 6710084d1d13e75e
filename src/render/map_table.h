#pragma once

#include <cstddef>
#include <string>

#include "analyses/map_view.h"

namespace rampart {

/// How a text answer may look where it goes.
struct TableStyle {
  std::size_t width = 0;  ///< Columns of the terminal; 0 is a pipe or file: nothing is shortened.
  bool colour = false;
};

/// The map as aligned columns START LAST SIZE KIND NAME USE ORIGIN, one row a span; then the regions placed at boot,
/// the sum of RAM, findings and notes. A column that is empty in every row is left out.
std::string map_table(const MapView& view, const TableStyle& style = {});

}  // namespace rampart

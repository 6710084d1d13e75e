#pragma once

#include <string>

#include <rampart/base/source_pos.h>

namespace rampart {

/// Where a fact came from, so that a person can go there: `board.dts:142:3 /reserved-memory/adsp@86100000`,
/// `cmdline cma=256M`, `.config CONFIG_CMA_SIZE_MBYTES`, `dmesg:17`, `/proc/iomem:9`.
struct Origin {
  SourcePos where;
  std::string detail;  ///< What to look for there: a node's path, a parameter, a symbol. May be empty.
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// The place, a blank and the detail, each as far as it is known.
std::string to_string(const Origin& origin);

}  // namespace rampart

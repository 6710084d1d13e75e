#pragma once

#include <rampart/base/units.h>

namespace rampart {

/// The size of a page of the running system.
Bytes page_size();

}  // namespace rampart

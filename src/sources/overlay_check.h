#pragma once

#include <rampart/base/result.h>

#include "sources/overlay.h"

namespace rampart {

/// Looks at what libfdt 1.6.1 takes for granted when it applies an overlay: that paths are strings and absolute, and
/// that fix-ups stay inside the properties that they name. Also says what the tree lacks, where libfdt only says that
/// something was not found. Both blobs must have been walked without fault, and begin at a multiple of 8.
Result<void> check_overlay(NamedBlob overlay, NamedBlob tree);

}  // namespace rampart

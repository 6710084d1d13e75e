#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyses/cma_bitmap.h"
#include "analyses/cma_view.h"

namespace rampart {

/// Schema rampart.cma-list/1.
std::string cma_list_json(const CmaView& view, const std::optional<Bytes>& want);

/// Schema rampart.cma-bitmap/1.
std::string cma_bitmap_json(const CmaView& view, const std::vector<CmaBitmapReport>& reports);

}  // namespace rampart

#pragma once

#include <string>

#include "analyses/boot_setup.h"
#include "analyses/map_view.h"
#include "analyses/predict/prediction.h"

namespace rampart {

/// A prediction as a map, so that every face of a map can show it: RAM, what the boot loader loads, the regions.
MapView predicted_map(const Prediction& prediction, const LoadedImages& loaded, std::string title);

}  // namespace rampart

#pragma once

#include <vector>

#include <rampart/model/finding.h>

#include "analyses/boot_setup.h"
#include "analyses/predict/prediction.h"

namespace rampart {

/// Notes on how well a prediction is founded: versions and architectures of which no boot was compared, and each
/// believed row of the table of changes without which the prediction would be another.
std::vector<Finding> notes_on_belief(const BootSetup& setup, const Prediction& prediction);

}  // namespace rampart

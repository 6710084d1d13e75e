#pragma once

#include <span>
#include <string>

#include "analyses/predict/prediction.h"

namespace rampart {

/// One prediction as a document of schema rampart.predict/1; several as one with a list of them.
std::string predict_json(std::span<const Prediction> predictions);

}  // namespace rampart

#pragma once

#include <span>
#include <string>

#include "analyses/predict/prediction.h"
#include "render/map_table.h"

namespace rampart {

/// One prediction as a table with what was refused and found; several side by side, so that what changes is seen.
std::string predict_text(std::span<const Prediction> predictions, const TableStyle& style);

/// The lines that each kernel prints.
std::string predict_log(std::span<const Prediction> predictions);

}  // namespace rampart

#pragma once

#include <span>
#include <string>

#include "analyses/predict/prediction.h"
#include "analyses/predict/upgrade.h"
#include "render/map_table.h"

namespace rampart {

/// A prediction as a map in address order, then what was refused, the default area, findings and assumptions.
std::string predict_text(const Prediction& prediction, const std::string& title, const TableStyle& style);

/// Several kernels side by side: one row a region, one column a kernel, and what moved it.
std::string upgrade_text(const Upgrade& upgrade);

/// The lines that each kernel prints.
std::string predict_log(std::span<const Prediction> predictions);

}  // namespace rampart

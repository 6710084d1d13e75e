#include "render/predict_text.h"

#include <fmt/format.h>

namespace rampart {

std::string predict_text(std::span<const Prediction> predictions, const TableStyle&) { return predict_log(predictions); }

std::string predict_log(std::span<const Prediction> predictions) {
  std::string text;
  for (const Prediction& prediction : predictions) {
    if (predictions.size() > 1) text += fmt::format("# {} {}\n", to_string(prediction.kernel), to_string(prediction.architecture));
    for (const std::string& line : prediction.log) text += line + '\n';
  }
  return text;
}

}  // namespace rampart

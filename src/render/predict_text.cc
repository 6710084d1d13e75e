#include "render/predict_text.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/predict/predicted_map.h"
#include "base/printable.h"
#include "base/size_text.h"
#include "render/map_words.h"

namespace rampart {
namespace {

std::string refusal_line(const RefusedRegion& refusal) {
  return fmt::format("refused: {}: {} [{}]\n", printable(refusal.name), refusal.message, refusal.reason);
}

std::string default_line(const Prediction& prediction) {
  const DefaultArea& area = prediction.default_cma;
  const std::string_view decider = area.from == RegionSource::CommandLine ? "the command line"
                                   : area.from == RegionSource::Config    ? "the kernel's configuration"
                                                                          : "the device tree";
  const std::string who = area.name ? fmt::format("{}, decided by {}", printable(*area.name), decider) : "none";
  return fmt::format("CmaTotal {}, default CMA area: {}\n", size_text(prediction.cma_total), who);
}

std::string cell_text(const UpgradeCell& cell) {
  std::string text;
  if (cell.region != nullptr) {
    text = fmt::format("{} {:>8}", address_text(cell.region->range.base()), size_text(cell.region->range.size()));
    if (cell.region->attributes.is_default) text += "  default";
    if (!cell.region->is_activated) text += "  not activated";
  } else if (cell.refusal != nullptr) {
    text = fmt::format("-  {}", cell.refusal->message);
  } else {
    text = "-";
  }
  if (cell.cause != nullptr) text += fmt::format("  {}", cell.cause->id);
  if (cell.differs && cell.cause == nullptr) text += "  changed";
  return text;
}

/// Columns as wide as their widest cell, two blanks between.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - display_width(row[i]) + 2, ' ');
    }
    text += line + '\n';
  }
  return text;
}

std::string assumption_lines(const std::vector<std::string>& assumptions) {
  std::string text;
  for (const std::string& sentence : assumptions) text += fmt::format("assumed: {}\n", sentence);
  return text;
}

}  // namespace

std::string predict_text(const Prediction& prediction, const std::string& title, const TableStyle& style) {
  std::string text = fmt::format("Linux {} {}\n", to_string(prediction.kernel), to_string(prediction.architecture));
  text += map_table(predicted_map(prediction, prediction.loaded, title), style);
  for (const RefusedRegion& refusal : prediction.failed) text += refusal_line(refusal);
  text += default_line(prediction);
  return text + assumption_lines(prediction.assumptions);
}

std::string upgrade_text(const Upgrade& upgrade) {
  std::vector<std::vector<std::string>> rows{{"REGION"}};
  for (const Prediction& prediction : upgrade.predictions) rows.front().push_back(to_string(prediction.kernel));
  for (const UpgradeRow& row : upgrade.rows) {
    std::vector<std::string>& cells = rows.emplace_back();
    cells.push_back(printable(row.name));
    for (const UpgradeCell& cell : row.cells) cells.push_back(cell_text(cell));
  }
  std::vector<std::string>& totals = rows.emplace_back(1, "CmaTotal");
  for (const Prediction& prediction : upgrade.predictions) totals.push_back(size_text(prediction.cma_total));
  std::string text = aligned(rows);
  for (const KernelChange* const cause : upgrade.causes) {
    text += fmt::format("{}, since {}: {} ({})\n", cause->id, to_string(cause->since), cause->what,
                        to_string(cause->evidence));
  }
  for (const Prediction& prediction : upgrade.predictions) {
    for (const Finding& finding : prediction.findings) {
      text += fmt::format("{}: {}\n", to_string(prediction.kernel), finding_line(finding));
    }
  }
  if (!upgrade.predictions.empty()) text += assumption_lines(upgrade.predictions.front().assumptions);
  return text;
}

std::string predict_log(std::span<const Prediction> predictions) {
  std::string text;
  for (const Prediction& prediction : predictions) {
    if (predictions.size() > 1) {
      text += fmt::format("# Linux {} {}\n", to_string(prediction.kernel), to_string(prediction.architecture));
    }
    for (const std::string& line : prediction.log) text += line + '\n';
  }
  return text;
}

}  // namespace rampart

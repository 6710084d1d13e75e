#include "render/mpy_status.h"

#include <fmt/format.h>
#include <optional>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"
#include "render/mpy_json.h"
#include "render/mpy_text.h"

namespace rampart {
namespace {

/// What the reading did to the board; empty where it is not known.
std::string reading_cost_text(const std::optional<PythonProbeCost>& cost) {
  if (!cost) return "";
  std::string text =
      cost->left ? fmt::format("; it left {} of garbage on the heap until the next collection", size_text(*cost->left))
                 : "; how much garbage it left is not known, the board collected meanwhile";
  if (cost->stays == Bytes{0}) text += ", after which nothing of it is left";
  if (cost->stays > Bytes{0}) text += fmt::format(", after which {} more are in use", size_text(*cost->stays));
  return text;
}

Json reading_cost_json(const BoardStatus& status) {
  if (!status.cost) return nullptr;
  return Json{{"before", status.cost->before.value},
              {"left", or_null(status.cost->left)},
              {"stays", or_null(status.cost->stays)}};
}

}  // namespace

std::string mpy_status_text(const BoardStatus& status, const TableStyle& style) {
  std::string text = mpy_text(status.paste, status.report, style);
  text += fmt::format("\nread at {}{}\n", printable(status.port), reading_cost_text(status.cost));
  for (const Note& note : status.notes) text += fmt::format("note: {}\n", printable(to_string(note)));
  return text;
}

std::string mpy_status_json(const BoardStatus& status) {
  Json json = Json::object();
  json["schema"] = "rampart.mpy-status/1";
  json["port"] = status.port;
  json["cost"] = reading_cost_json(status);
  json["notes"] = to_json(status.notes);
  json.update(mpy_json_body(status.paste, status.report));
  return to_text(json);
}

std::string heap_sample_line(const HeapSample& sample) {
  std::string line = fmt::format("{:>9.1f} s   total {:>8}   used {:>8}   free {:>8}", sample.seconds,
                                 sample.total.value, sample.used.value, sample.free.value);
  if (sample.largest_free) line += fmt::format("   largest free {:>8}", sample.largest_free->value);
  if (sample.max_new_split) line += fmt::format("   may grow by {:>8}", sample.max_new_split->value);
  return line + '\n';
}

std::string reading_garbage_line(const BoardStatus& status) {
  if (!status.cost || !status.cost->left || status.cost->stays) return "";
  return fmt::format("a reading itself leaves about {} of garbage; --collect takes it away first\n",
                     size_text(*status.cost->left));
}

}  // namespace rampart

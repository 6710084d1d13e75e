#include "render/zram_advice.h"

#include <fmt/format.h>

#include "base/printable.h"
#include "base/size_text.h"
#include "render/json_parts.h"
#include "render/map_words.h"

namespace rampart {
namespace {

/// MiB a second.
std::string speed_text(Bytes size, std::chrono::nanoseconds time) {
  if (time.count() <= 0) return "-";
  const double seconds = std::chrono::duration<double>(time).count();
  return fmt::format("{:.0f} MiB/s", static_cast<double>(size.value) / 1048576.0 / seconds);
}

std::string share_text(Bytes part, Bytes whole) {
  return whole.value == 0 ? "-" : fmt::format("{}%", part.value * 100 / whole.value);
}

std::string_view method_words(ZramMethod method) {
  switch (method) {
    case ZramMethod::SpareZram:
      return "measured by the kernel in a zram device of its own, gone again";
    case ZramMethod::Libraries:
      return "measured with the libraries of lz4 and zlib; memory is an estimate";
    case ZramMethod::None:
      break;
  }
  return "not measured";
}

void put_measures(std::string& text, const ZramAdviceFacts& facts, const ZramAdvice& advice) {
  const ZramSample& sample = facts.sample;
  text += fmt::format("sample      {} of {} anonymous pages of {} processes, {}\n", sample.pages, sample.of_pages,
                      sample.processes, method_words(facts.method));
  text += fmt::format("\n{:<12}{:>10}{:>12}{:>16}{:>13}{:>14}{:>14}\n", "ALGORITHM", "RATIO", "MEMORY",
                      "INCOMPRESSIBLE", "SAME-FILLED", "COMPRESS", "DECOMPRESS");
  for (const ZramMeasure& measure : facts.measures) {
    const std::uint64_t ratio = measure.ratio_hundredths();
    text += fmt::format("{:<12}{:>10}{:>12}{:>16}{:>13}{:>14}{:>14}{}\n", printable(measure.algorithm),
                        fmt::format("{}.{:02}:1", ratio / 100, ratio % 100), size_text(measure.memory),
                        share_text(measure.incompressible, measure.original),
                        share_text(measure.same_filled, measure.original), speed_text(measure.original, measure.write),
                        speed_text(measure.original, measure.read), measure.algorithm == advice.algorithm ? "  *" : "");
  }
  text += '\n';
}

Json measure_json(const ZramMeasure& measure) {
  return Json{{"algorithm", measure.algorithm},
              {"original", measure.original.value},
              {"compressed", measure.compressed.value},
              {"memory", measure.memory.value},
              {"ratio", static_cast<double>(measure.ratio_hundredths()) / 100},
              {"incompressible", measure.incompressible.value},
              {"same_filled", measure.same_filled.value},
              {"write_ns", measure.write.count()},
              {"read_ns", measure.read.count()}};
}

}  // namespace

std::string zram_enable_command(const ZramAdvice& advice) {
  std::string command = fmt::format("rampart zram enable --size {}M", advice.size.value >> 20);
  if (!advice.algorithm.empty()) command += " --algorithm " + advice.algorithm;
  return command + fmt::format(" --limit {}M", advice.limit.value >> 20);
}

std::string zram_advice_text(const ZramAdviceFacts& facts, const ZramAdvice& advice, const std::vector<Note>& notes) {
  const MemInfo& info = facts.meminfo;
  std::string text = fmt::format("memory      {} of RAM, {} available, {} anonymous\n", size_or_dash(info.mem_total),
                                 size_or_dash(info.mem_available), size_or_dash(info.anon_pages));
  if (facts.method == ZramMethod::None) {
    text += "sample      none\n\n";
  } else {
    put_measures(text, facts, advice);
  }
  for (const std::string& reason : advice.reasons) text += printable(reason) + '\n';
  for (const Finding& finding : advice.findings) {
    text += finding_line(finding) + '\n';
    if (!finding.help.empty()) text += "  help: " + finding.help + '\n';
  }
  for (const Note& note : notes) text += "note: " + printable(to_string(note)) + '\n';
  text += advice.worth ? "do: " + printable(zram_enable_command(advice)) + '\n' : "do: nothing\n";
  return text;
}

std::string zram_advice_json(const ZramAdviceFacts& facts, const ZramAdvice& advice, const std::vector<Note>& notes) {
  Json document;
  document["schema"] = "rampart.zram-advise/1";
  document["method"] = to_string(facts.method);
  document["sample"] =
      Json{{"pages", facts.sample.pages}, {"of_pages", facts.sample.of_pages}, {"processes", facts.sample.processes}};
  document["measures"] = Json::array();
  for (const ZramMeasure& measure : facts.measures) document["measures"].push_back(measure_json(measure));
  document["workload"] = facts.workload ? Json(facts.workload->value) : Json(nullptr);
  document["missing"] = advice.missing ? Json(*advice.missing) : Json(nullptr);
  document["worth"] = advice.worth;
  document["fits"] = advice.fits;
  document["algorithm"] = advice.algorithm.empty() ? Json(nullptr) : Json(advice.algorithm);
  document["ratio"] = static_cast<double>(advice.ratio_hundredths) / 100;
  document["ratio_assumed"] = advice.ratio_assumed;
  document["size"] = advice.size.value;
  document["limit"] = advice.limit.value;
  document["command"] = advice.worth ? Json(zram_enable_command(advice)) : Json(nullptr);
  document["reasons"] = advice.reasons;
  document["findings"] = to_json(advice.findings);
  document["notes"] = to_json(notes);
  return to_text(document);
}

}  // namespace rampart

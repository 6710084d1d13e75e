#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/check/test_board.h"
#include "analyses/explain/explain.h"
#include "analyses/explain/psram_signs.h"
#include "sources/boot_log.h"

namespace rampart {

/// For tests: what an ESP32-S3 with 8 MB of PSRAM prints whose firmware did not start it.
inline constexpr std::string_view n16r8_without_psram =
    ">>> micropython.mem_info()\n"
    "stack: 736 out of 15360\n"
    "GC: total: 127936, used: 126336, free: 1600, max new split: 69632\n"
    " No. of 1-blocks: 2167, 2-blocks: 365, max blk sz: 282, max free sz: 86\n"
    ">>> gc.mem_free()\n"
    "93616\n";

/// For tests: what a log says, as clues of its last boot.
inline std::vector<Clue> clues_of(std::string_view log, const std::string& file = "dmesg") {
  std::vector<Clue> clues;
  for (LogEvent& event : parse_boot_log(log, file).last_boot().events) clues.push_back({file, std::move(event)});
  return clues;
}

/// For tests: what is behind the trouble of a log, on a board if there is one.
inline std::vector<Cause> explained(std::string_view log, const BootSetup* board = nullptr,
                                    Language language = Language::English) {
  const std::vector<Clue> clues = clues_of(log);
  const StoryInput input{.clues = clues, .board = board, .system_pools = {}, .vendor_pools = {}, .language = language};
  return explain(Story{input});
}

/// For tests: what is behind the trouble of a microcontroller's log, of a module that a person names.
inline std::vector<Cause> explained_on(std::string_view log, std::string module) {
  std::vector<Clue> clues = clues_of(log, "log");
  clues.push_back(module_given(std::move(module)));
  const StoryInput input{.clues = clues, .board = nullptr, .system_pools = {}, .vendor_pools = {}, .language = {}};
  return explain(Story{input});
}

/// For tests: `pool_fragmented certain error; ...`, the classes in their order.
inline std::string classes(const std::vector<Cause>& causes) {
  std::string text;
  for (const Cause& cause : causes) {
    text += (text.empty() ? "" : "; ") + cause.cause_class + ' ' + std::string{to_string(cause.confidence)} + ' ' +
            std::string{to_string(cause.finding.severity)};
  }
  return text;
}

/// For tests: a fact without parts, as text; `none` if it is not told.
inline std::string fact_of(const Cause& cause, std::string_view name) {
  for (const auto& [key, value] : cause.facts) {
    if (key != name) continue;
    const auto* const scalar = std::get_if<FactScalar>(&value);
    if (scalar == nullptr) return "has parts";
    if (const auto* const text = std::get_if<std::string>(scalar)) return *text;
    if (const auto* const truth = std::get_if<bool>(scalar)) return *truth ? "true" : "false";
    if (const auto* const number = std::get_if<std::int64_t>(scalar)) return std::to_string(*number);
    if (const auto* const number = std::get_if<double>(scalar)) return std::to_string(*number);
    return std::to_string(std::get<std::uint64_t>(*scalar));
  }
  return "none";
}

/// For tests: the lines that a cause rests on.
inline std::vector<std::size_t> lines_of(const Cause& cause) {
  std::vector<std::size_t> lines;
  for (const EvidenceLine& line : cause.evidence) lines.push_back(line.where.where.line);
  return lines;
}

}  // namespace rampart

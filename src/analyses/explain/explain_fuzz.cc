#include <cstdlib>
#include <string_view>
#include <vector>

#include "analyses/explain/explain.h"

namespace {

/// True if a cause says what it rests on, each line being one of the clues, and has its words.
bool is_whole(const rampart::Cause& cause, const std::vector<rampart::Clue>& clues) {
  if (cause.cause_class.empty() || cause.finding.message.empty() || cause.finding.help.empty()) return false;
  for (const rampart::EvidenceLine& line : cause.evidence) {
    bool is_known = false;
    for (const rampart::Clue& clue : clues) is_known |= clue.event.line == line.where.where.line;
    if (!is_known) return false;
  }
  return true;
}

}  // namespace

/// Any text is a log, and every rule copes with whatever facts it holds: no error of arithmetic, no cause without
/// words or evidence, the same answer in both languages.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  std::vector<rampart::Clue> clues;
  for (rampart::LogEvent& event : rampart::parse_boot_log(text, "fuzz").last_boot().events) {
    clues.push_back({"fuzz", std::move(event)});
  }
  std::vector<rampart::Cause> answers[2];
  for (const auto language : {rampart::Language::English, rampart::Language::Chinese}) {
    const rampart::StoryInput input{
        .clues = clues, .board = nullptr, .system_pools = {}, .vendor_pools = {}, .language = language};
    answers[static_cast<std::size_t>(language)] = rampart::explain(rampart::Story{input});
  }
  if (answers[0].size() != answers[1].size()) std::abort();
  for (std::size_t i = 0; i < answers[0].size(); ++i) {
    if (!is_whole(answers[0][i], clues) || answers[0][i].facts != answers[1][i].facts) std::abort();
  }
  return 0;
}

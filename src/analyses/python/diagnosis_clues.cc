#include "analyses/python/diagnosis_clues.h"

#include <algorithm>
#include <cstddef>
#include <fmt/format.h>
#include <iterator>
#include <optional>
#include <utility>

namespace rampart {
namespace {

/// What ESP-IDF says; anything else is of a prompt.
constexpr LogFact facts_of_chips[] = {
    LogFact::ChipName,   LogFact::IdfVersion,       LogFact::FlashFound,  LogFact::PsramPart,   LogFact::PsramFound,
    LogFact::PsramSpeed, LogFact::PsramReady,       LogFact::PsramTested, LogFact::PsramFailed, LogFact::PsramAdded,
    LogFact::HeapRegion, LogFact::InternalReserved, LogFact::ChipAborted,
};

/// Stands before a boot has said anything.
bool begins_a_boot(LogFact what) {
  return what == LogFact::ChipReset || what == LogFact::ChipName || what == LogFact::FlashFound;
}

bool is_of_chip(const LogEvent& event) {
  return event.what == LogFact::ChipReset || std::ranges::find(facts_of_chips, event.what) != std::end(facts_of_chips);
}

}  // namespace

std::vector<Clue> board_clues(const BootLog& log) {
  std::optional<std::size_t> boot;
  std::optional<std::size_t> session;
  for (const LogEvent& event : log.events) {
    if (!is_of_chip(event)) {
      session = event.boot;
    } else if (!begins_a_boot(event.what)) {
      boot = event.boot;
    }
  }
  std::vector<Clue> clues;
  for (const LogEvent& event : log.events) {
    const auto wanted = is_of_chip(event) ? boot : session;
    if (event.boot == wanted.value_or(log.boots - 1)) clues.push_back({log.file, event});
  }
  return clues;
}

Clue idf_heaps_clue(const PythonPaste& paste) {
  LogEvent event;
  event.what = LogFact::ShellAnswer;
  event.name = "esp32.idf_heap_info()";
  event.line = paste.idf_heaps->line;
  std::string tuples;
  for (const IdfHeap& heap : paste.idf_heaps->heaps) {
    tuples += fmt::format("{}({}, {}, {}, {})", tuples.empty() ? "" : ", ", heap.total.value, heap.free.value,
                          heap.largest_free.value, heap.least_free.value);
  }
  event.other = event.text = '[' + tuples + ']';
  return {paste.file, std::move(event)};
}

}  // namespace rampart

#include "analyses/explain/python_heap.h"

#include "base/scanner.h"

namespace rampart {

std::vector<PythonFree> python_free(const Story& story) {
  std::vector<PythonFree> answers;
  for (const Clue& clue : story.clues()) {
    const LogEvent& event = clue.event;
    if (event.what == LogFact::ShellAnswer && event.name == "gc.mem_free()") {
      Scanner scan{event.other};
      const auto bytes = scan.number();
      if (bytes && scan.at_end()) answers.push_back({{*bytes}, &clue});
    }
    if (event.what == LogFact::PythonHeap && event.amounts.size() >= 3) {
      const std::uint64_t split = event.amounts.size() > 3 ? event.amounts[3] : 0;
      answers.push_back({saturating_add({event.amounts[2]}, {split}), &clue});
    }
  }
  return answers;
}

std::optional<Bytes> python_heap(const Story& story) {
  std::optional<Bytes> most;
  for (const Clue* const clue : story.clues(LogFact::PythonHeap)) {
    const auto& amounts = clue->event.amounts;
    if (amounts.size() < 3) continue;
    const Bytes heap = saturating_add({amounts[0]}, {amounts.size() > 3 ? amounts[3] : 0});
    most = std::max(most, std::optional{heap});
  }
  return most;
}

}  // namespace rampart

#include "analyses/explain/explain_report.h"

#include <algorithm>
#include <utility>

#include "analyses/explain/explain.h"

namespace rampart {

bool ExplainReport::has_error() const {
  return std::ranges::any_of(causes, [](const Cause& cause) { return cause.finding.severity == Severity::Error; });
}

ExplainReport explain_report(const StoryInput& input) {
  ExplainReport report{.language = input.language,
                       .logs = {},
                       .kernel = {},
                       .machine = {},
                       .boards = {},
                       .pools = {},
                       .causes = {},
                       .notes = {}};
  const Story story{input};
  if (const Clue* const version = story.last(LogFact::KernelVersion)) report.kernel = version->event.name;
  if (const Clue* const model = story.last(LogFact::MachineModel)) report.machine = model->event.name;
  report.ram = story.ram();
  report.pools = story.pools();
  for (StoryPool& pool : report.pools) pool.clue = nullptr;
  report.causes = explain(story);
  return report;
}

}  // namespace rampart

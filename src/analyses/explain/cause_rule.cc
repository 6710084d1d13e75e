#include "analyses/explain/cause_rule.h"

#include <algorithm>

namespace rampart {
namespace {

/// More lines of one cause are only counted: a driver may fail a million times.
constexpr std::size_t most_lines = 8;

}  // namespace

CauseDraft& CauseDraft::severity(Severity severity) {
  sketch_.cause.finding.severity = severity;
  return *this;
}

CauseDraft& CauseDraft::evidence(const Clue* clue) {
  if (clue == nullptr || std::ranges::find(sketch_.rests_on, clue) != sketch_.rests_on.end()) return *this;
  sketch_.rests_on.push_back(clue);
  Cause& cause = sketch_.cause;
  if (cause.evidence.size() == most_lines) {
    ++cause.more_evidence;
  } else {
    cause.evidence.push_back({{{clue->file, clue->event.line, 0}, ""}, clue->event.text});
  }
  return *this;
}

CauseDraft& CauseDraft::evidence_of(std::span<const Clue* const> clues) {
  for (const Clue* const clue : clues) evidence(clue);
  return *this;
}

CauseDraft& CauseDraft::follows(const Clue* clue) {
  if (clue != nullptr) sketch_.accounts_for.push_back(clue);
  return *this;
}

CauseDraft& CauseDraft::follows_of(std::span<const Clue* const> clues) {
  for (const Clue* const clue : clues) follows(clue);
  return *this;
}

CauseDraft& CauseDraft::region(std::string name) {
  if (!name.empty()) sketch_.cause.finding.regions.push_back(std::move(name));
  return *this;
}

CauseDraft& CauseDraft::at(Origin origin) {
  sketch_.cause.finding.locations.push_back(std::move(origin));
  return *this;
}

CauseDraft& CauseDraft::fact(std::string_view name, FactValue value) {
  sketch_.cause.facts.emplace_back(name, std::move(value));
  return *this;
}

CauseDraft& CauseDraft::fact(std::string_view name, Bytes size) { return fact(name, FactScalar{size.value}); }
CauseDraft& CauseDraft::fact(std::string_view name, std::uint64_t value) { return fact(name, FactScalar{value}); }
CauseDraft& CauseDraft::fact(std::string_view name, std::int64_t value) { return fact(name, FactScalar{value}); }
CauseDraft& CauseDraft::fact(std::string_view name, double value) { return fact(name, FactScalar{value}); }
CauseDraft& CauseDraft::fact(std::string_view name, bool value) { return fact(name, FactScalar{value}); }
CauseDraft& CauseDraft::fact(std::string_view name, std::string_view value) {
  return fact(name, FactScalar{std::string{value}});
}

CauseDraft& CauseDraft::write(std::string& into, const Text& text, fmt::format_args values) {
  into = fmt::vformat(text.in(story_.language()), values);
  return *this;
}

CauseDraft CauseReport::begin(Confidence confidence, const Text& message, fmt::format_args values) {
  CauseSketch& sketch = sketches_.emplace_back();
  sketch.rank = rank_;
  sketch.cause.finding.rule = rule_.id;
  sketch.cause.finding.severity = rule_.severity;
  sketch.cause.finding.help = rule_.remedy.in(story_.language());
  sketch.cause.cause_class = rule_.cause_class;
  sketch.cause.confidence = confidence;
  CauseDraft draft{story_, sketch};
  draft.write(sketch.cause.finding.message, message, values);
  return draft;
}

}  // namespace rampart

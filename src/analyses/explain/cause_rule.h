#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <fmt/core.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/explain/cause.h"
#include "analyses/explain/language.h"
#include "analyses/explain/story.h"

namespace rampart {

class CauseReport;

/// One thing that can be behind a trouble. Each stands in a file of its own, and in the table of cause_rules.cc.
struct CauseRule {
  std::string_view id;           ///< Stable: `pool-fragmented`.
  std::string_view cause_class;  ///< `pool_fragmented`
  Severity severity;             ///< The usual one.
  Text title;                    ///< A short sentence without a full stop.
  /// How the trouble comes about and how it is told from others. Paragraphs are separated by an empty line.
  Text explanation;
  Text remedy;  ///< What to do, where a cause says nothing more precise.
  void (*explain)(const Story& story, CauseReport& report);
};

/// A cause in the making, with the clues it rests on and those that it accounts for.
struct CauseSketch {
  Cause cause;
  std::size_t rank = 0;  ///< Of its rule in the table.
  std::vector<const Clue*> rests_on;
  std::vector<const Clue*> accounts_for;
};

/// Writes a cause: `report.certain({"...", "..."}, values...).evidence(clue).fact("requested_bytes", size);`
class CauseDraft {
 public:
  CauseDraft(const Story& story, CauseSketch& sketch) : story_{story}, sketch_{sketch} {}

  /// The usual severity of the rule is not that of this cause.
  CauseDraft& severity(Severity severity);
  /// A line that speaks for it; null is none.
  CauseDraft& evidence(const Clue* clue);
  CauseDraft& evidence_of(std::span<const Clue* const> clues);
  /// A line that it accounts for; null is none.
  CauseDraft& follows(const Clue* clue);
  CauseDraft& follows_of(std::span<const Clue* const> clues);
  CauseDraft& region(std::string name);
  CauseDraft& at(Origin origin);
  CauseDraft& fact(std::string_view name, FactValue value);
  CauseDraft& fact(std::string_view name, Bytes size);
  CauseDraft& fact(std::string_view name, std::uint64_t value);
  CauseDraft& fact(std::string_view name, std::int64_t value);
  CauseDraft& fact(std::string_view name, double value);
  CauseDraft& fact(std::string_view name, bool value);
  CauseDraft& fact(std::string_view name, std::string_view value);
  CauseDraft& fact(std::string_view name, const std::string& value) { return fact(name, std::string_view{value}); }
  CauseDraft& fact(std::string_view name, const char* value) { return fact(name, std::string_view{value}); }
  template <typename Value>
  CauseDraft& fact(std::string_view name, const std::optional<Value>& value) {
    return value ? fact(name, *value) : *this;
  }
  /// The numbers that show it, one or two sentences without a final full stop.
  template <typename... Values>
  CauseDraft& detail(const Text& text, const Values&... values) {
    return write(sketch_.cause.finding.effect, text, fmt::make_format_args(values...));
  }
  /// What to do about it here: which property, parameter or file, and to what value.
  template <typename... Values>
  CauseDraft& remedy(const Text& text, const Values&... values) {
    return write(sketch_.cause.finding.help, text, fmt::make_format_args(values...));
  }
  /// What the prediction says of the remedy.
  template <typename... Values>
  CauseDraft& checked(const Text& text, const Values&... values) {
    return write(sketch_.cause.checked, text, fmt::make_format_args(values...));
  }

 private:
  friend class CauseReport;
  CauseDraft& write(std::string& into, const Text& text, fmt::format_args values);

  const Story& story_;
  CauseSketch& sketch_;
};

/// Takes what one rule finds.
class CauseReport {
 public:
  CauseReport(const Story& story, const CauseRule& rule, std::size_t rank, std::deque<CauseSketch>& sketches)
      : story_{story}, rule_{rule}, rank_{rank}, sketches_{sketches} {}

  template <typename... Values>
  CauseDraft certain(const Text& message, const Values&... values) {
    return add(Confidence::Certain, message, values...);
  }
  template <typename... Values>
  CauseDraft likely(const Text& message, const Values&... values) {
    return add(Confidence::Likely, message, values...);
  }
  template <typename... Values>
  CauseDraft possible(const Text& message, const Values&... values) {
    return add(Confidence::Possible, message, values...);
  }
  template <typename... Values>
  CauseDraft add(Confidence confidence, const Text& message, const Values&... values) {
    return begin(confidence, message, fmt::make_format_args(values...));
  }

 private:
  CauseDraft begin(Confidence confidence, const Text& message, fmt::format_args values);

  const Story& story_;
  const CauseRule& rule_;
  std::size_t rank_;
  std::deque<CauseSketch>& sketches_;
};

}  // namespace rampart

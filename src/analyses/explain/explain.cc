#include "analyses/explain/explain.h"

#include <algorithm>
#include <deque>
#include <set>
#include <tuple>
#include <utility>

#include "analyses/explain/cause_rule.h"
#include "analyses/explain/cause_rules.h"

namespace rampart {
namespace {

/// Lines of one consequence past these are of no more use.
constexpr std::size_t most_clues = 16;

EvidenceLine line_of(const Clue& clue) { return {{{clue.file, clue.event.line, 0}, ""}, clue.event.text}; }

/// The clues that a cause accounts for, its own and what follows from them.
std::set<const Clue*> explained_by(const CauseSketch& sketch) {
  std::set<const Clue*> all{sketch.rests_on.begin(), sketch.rests_on.end()};
  all.insert(sketch.accounts_for.begin(), sketch.accounts_for.end());
  return all;
}

/// True if all that `later` rests on is explained already. What rests on no line stands for itself.
bool is_covered(const CauseSketch& later, const std::set<const Clue*>& explained) {
  return !later.rests_on.empty() &&
         std::ranges::all_of(later.rests_on, [&](const Clue* clue) { return explained.contains(clue); });
}

/// Puts the causes that follow from others under them, and the lines that are left over of those that they account for.
class Folder {
 public:
  explicit Folder(std::vector<CauseSketch> sketches) : sketches_{std::move(sketches)} {}

  std::vector<Cause> fold() && {
    std::vector<Cause> causes;
    for (std::size_t i = 0; i < sketches_.size(); ++i) {
      if (folded_.contains(i)) continue;
      take_consequences(i);
      causes.push_back(std::move(sketches_[i].cause));
    }
    return causes;
  }

 private:
  void take_consequences(std::size_t main) {
    CauseSketch& sketch = sketches_[main];
    const std::set<const Clue*> explained = explained_by(sketch);
    std::set<const Clue*> told{sketch.rests_on.begin(), sketch.rests_on.end()};
    for (std::size_t j = main + 1; j < sketches_.size(); ++j) {
      CauseSketch& later = sketches_[j];
      if (folded_.contains(j) || !is_covered(later, explained)) continue;
      folded_.insert(j);
      // Another reading of the very same lines is less sure and no consequence.
      const bool is_news = std::ranges::any_of(later.rests_on, [&](const Clue* clue) { return !told.contains(clue); });
      if (is_news) {
        sketch.cause.consequences.push_back(
            {later.cause.finding.rule, later.cause.finding.message, later.cause.evidence});
      }
      told.insert(later.rests_on.begin(), later.rests_on.end());
    }
    Consequence rest;
    for (const Clue* const clue : sketch.accounts_for) {
      if (told.insert(clue).second && rest.lines.size() < most_clues) rest.lines.push_back(line_of(*clue));
    }
    if (!rest.lines.empty()) sketch.cause.consequences.push_back(std::move(rest));
  }

  std::vector<CauseSketch> sketches_;
  std::set<std::size_t> folded_;
};

}  // namespace

std::vector<Cause> explain(const Story& story) {
  std::deque<CauseSketch> sketches;
  std::size_t rank = 0;
  for (const CauseRule* const rule : cause_rules()) {
    CauseReport report{story, *rule, rank++, sketches};
    rule->explain(story, report);
  }
  std::vector<CauseSketch> ordered{std::make_move_iterator(sketches.begin()), std::make_move_iterator(sketches.end())};
  std::ranges::stable_sort(ordered, {}, [](const CauseSketch& sketch) {
    return std::tuple{sketch.cause.finding.severity, sketch.cause.confidence, sketch.rank};
  });
  return Folder{std::move(ordered)}.fold();
}

}  // namespace rampart

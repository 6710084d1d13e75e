#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <rampart/model/note.h>

#include "analyses/explain/cause.h"
#include "analyses/explain/language.h"
#include "analyses/explain/story.h"

namespace rampart {

/// One of the files that were explained.
struct ExplainedLog {
  std::string file;
  std::size_t line_count = 0;
  std::size_t boots = 1;
  std::size_t boot = 1;
  std::map<LogFact, std::size_t> counts;  ///< What was understood of that boot.
};

/// The answer of `explain`: the causes, and what was understood, which is all there is where nothing is wrong.
struct ExplainReport {
  Language language{};
  std::vector<ExplainedLog> logs;
  std::string kernel;   ///< As the log names it; empty where nothing does.
  std::string machine;  ///< Its model.
  std::optional<Bytes> ram{};
  std::vector<std::string> boards;  ///< Files and systems beside the logs.
  std::vector<StoryPool> pools;     ///< Without their clues.
  std::vector<Cause> causes;
  std::vector<Note> notes;

  bool has_error() const;
};

/// Explains a story and tells what was understood of it.
ExplainReport explain_report(const StoryInput& input);

}  // namespace rampart

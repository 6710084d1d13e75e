#pragma once

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "analyses/python/diagnosis.h"

namespace rampart {

/// Writes one answer: `draft.yes({"{0}", "{0}"}, size).from(clue).fact("psram_bytes", size);`
class AnswerDraft {
 public:
  AnswerDraft(std::string_view id, const Text& question, Language language) : language_{language} {
    answer_.id = id;
    answer_.question = question.in(language);
  }

  template <typename... Values>
  AnswerDraft& yes(const Text& value, const Values&... values) {
    return say(DiagnosisAnswer::Verdict::Yes, value, values...);
  }
  template <typename... Values>
  AnswerDraft& no(const Text& value, const Values&... values) {
    return say(DiagnosisAnswer::Verdict::No, value, values...);
  }
  template <typename... Values>
  AnswerDraft& say(DiagnosisAnswer::Verdict verdict, const Text& value, const Values&... values) {
    answer_.verdict = verdict;
    answer_.value = fmt::vformat(value.in(language_), fmt::make_format_args(values...));
    return *this;
  }
  template <typename... Values>
  AnswerDraft& help(const Text& text, const Values&... values) {
    answer_.help = fmt::vformat(text.in(language_), fmt::make_format_args(values...));
    return *this;
  }
  /// A line that tells it; null is none.
  AnswerDraft& from(const Clue* clue) {
    if (clue == nullptr) return *this;
    EvidenceLine line{{{clue->file, clue->event.line, 0}, ""}, clue->event.text};
    if (std::ranges::find(answer_.evidence, line) == answer_.evidence.end())
      answer_.evidence.push_back(std::move(line));
    return *this;
  }
  AnswerDraft& fact(std::string_view name, const std::optional<Bytes>& size) {
    if (size) answer_.facts.emplace_back(name, FactScalar{size->value});
    return *this;
  }
  AnswerDraft& fact(std::string_view name, std::string_view value) {
    answer_.facts.emplace_back(name, FactScalar{std::string{value}});
    return *this;
  }
  DiagnosisAnswer take() && { return std::move(answer_); }

 private:
  Language language_;
  DiagnosisAnswer answer_;
};

}  // namespace rampart

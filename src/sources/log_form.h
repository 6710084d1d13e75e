#pragma once

#include <string_view>

#include "sources/log_fact.h"

namespace rampart {

/// What a message looks like. The tables of all that are known are in log_form_tables, one file a topic; of forms that
/// begin alike the more telling one comes first.
struct LogForm {
  /// Where in a message it may begin.
  enum class Place {
    Anywhere,
    Start,    ///< At its start or after a prefix: words that a sentence could hold too.
    Speaker,  ///< Anywhere; the last word before it that ends in a colon is `other`: the device.
  };

  LogFact what;
  std::string_view pattern;  ///< Begins with four bytes of text or more; see match_log_pattern.
  Place place = Place::Anywhere;
  std::string_view name{};    ///< The event's name, where the text has none.
  std::string_view before{};  ///< What stands before it, where the form begins with a value.
};

inline constexpr LogForm::Place in_place = LogForm::Place::Anywhere;
inline constexpr LogForm::Place at_start = LogForm::Place::Start;
inline constexpr LogForm::Place of_speaker = LogForm::Place::Speaker;

}  // namespace rampart

#pragma once

#include <string_view>

namespace rampart {

/// In which explanations are written.
enum class Language { English, Chinese };

/// A sentence in each language; in both, `{0}`, `{1}` stand for the same values.
struct Text {
  std::string_view en;
  std::string_view zh;

  constexpr std::string_view in(Language language) const { return language == Language::Chinese ? zh : en; }
};

}  // namespace rampart

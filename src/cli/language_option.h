#pragma once

#include <string>
#include <string_view>

#include "analyses/explain/language.h"
#include "cli/command.h"

namespace rampart {

/// The language of `--lang`, else of the locale.
inline Language language_of(const Context& context, const std::string& option) {
  const std::string_view word = option.empty() ? std::string_view{context.locale} : option;
  return word.starts_with("zh") ? Language::Chinese : Language::English;
}

}  // namespace rampart

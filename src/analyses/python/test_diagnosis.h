#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analyses/python/diagnosis.h"

namespace rampart {

/// For tests: the diagnosis of texts, each with its name.
inline PythonDiagnosis diagnosed(const std::vector<std::pair<std::string, std::string>>& texts, std::string module = {},
                                 Language language = Language::English) {
  DiagnosisInput input{.logs = {}, .pastes = {}, .module = std::move(module), .language = language};
  for (const auto& [name, text] : texts) {
    input.logs.push_back(parse_boot_log(text, name));
    auto paste = parse_python_paste(text, name);
    if (paste && !paste->empty()) input.pastes.push_back(std::move(*paste));
  }
  return python_diagnosis(input);
}

}  // namespace rampart

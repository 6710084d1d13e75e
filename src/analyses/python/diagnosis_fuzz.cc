#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyses/python/diagnosis.h"
#include "base/lines.h"

namespace {

rampart::PythonDiagnosis diagnosed_in(rampart::Language language, std::string_view text, const std::string& module) {
  rampart::DiagnosisInput input{.logs = {}, .pastes = {}, .module = module, .language = language};
  input.logs.push_back(rampart::parse_boot_log(text, "fuzz"));
  auto paste = rampart::parse_python_paste(text, "fuzz");
  if (paste && !paste->empty()) input.pastes.push_back(std::move(*paste));
  return rampart::python_diagnosis(input);
}

}  // namespace

/// The first line is the module's name, the rest is what a board printed. Every question is answered or says what would
/// answer it, and both languages say the same.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::size_t end = input.find('\n');
  const std::string module{input.substr(0, end)};
  const std::string_view text = end == std::string_view::npos ? std::string_view{} : input.substr(end + 1);
  const auto english = diagnosed_in(rampart::Language::English, text, module);
  const auto chinese = diagnosed_in(rampart::Language::Chinese, text, module);
  if (english.answers.size() != 8 || chinese.answers.size() != 8) std::abort();
  for (std::size_t i = 0; i < english.answers.size(); ++i) {
    const auto& answer = english.answers[i];
    if (answer.verdict != chinese.answers[i].verdict || answer.facts != chinese.answers[i].facts) std::abort();
    const bool is_open = answer.verdict == rampart::DiagnosisAnswer::Verdict::Unknown;
    if (is_open ? answer.help.empty() : answer.value.empty()) std::abort();
  }
  return 0;
}

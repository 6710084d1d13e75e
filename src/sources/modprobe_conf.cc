#include "sources/modprobe_conf.h"

#include "base/lines.h"
#include "base/words.h"
#include "sources/cmdline.h"

namespace rampart {

std::optional<std::string> module_option(std::string_view text, std::string_view module, std::string_view option) {
  std::optional<std::string> value;
  for (const Line line : Lines{text}) {
    const auto words = words_of(line.text);
    if (words.size() < 3 || words[0] != "options" || !same_parameter(words[1], module)) continue;
    for (std::size_t i = 2; i < words.size(); ++i) {
      const std::string_view name = words[i].substr(0, words[i].find('='));
      if (name.size() != words[i].size() && same_parameter(name, option)) value = words[i].substr(name.size() + 1);
    }
  }
  return value;
}

}  // namespace rampart

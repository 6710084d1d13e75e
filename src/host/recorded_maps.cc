#include "host/recorded_maps.h"

#include "base/lines.h"
#include "host/process_path.h"

namespace rampart {

std::string dmabuf_lines(std::string_view maps) {
  std::string kept;
  for (const Line line : Lines{maps}) {
    const std::size_t path = line.text.find('/');
    if (path == std::string_view::npos || !line.text.substr(path).starts_with("/dmabuf:")) continue;
    kept += line.text;
    kept += '\n';
  }
  return kept;
}

void keep_dmabuf_mappings(Recording& recording) {
  for (auto& [path, answers] : recording) {
    const auto process = process_path(path);
    if (!process || process->rest != "maps" || !answers.content || !*answers.content) continue;
    *answers.content = dmabuf_lines(**answers.content);
  }
}

}  // namespace rampart

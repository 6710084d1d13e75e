#include "analyses/explain/remote_core.h"

#include <algorithm>
#include <array>

namespace rampart {

bool is_remote_core(std::string_view compatible) {
  constexpr std::array<std::string_view, 19> marks = {
      "rproc", "remoteproc", "r5f",  "r52f", "-cm4",    "-cm7", "-cm33", "mp1-m4", "mp2-m33", "-m4fss",
      "-hifi", "-dsp",       "-scp", "-cr7", "wkup-m3", "-pil", "-pas",  "-c7xv",  "-wcss"};
  return std::ranges::any_of(marks, [&](std::string_view mark) { return compatible.contains(mark); });
}

const MemoryReference* remote_core_of(const Story& story, const Finding& finding) {
  if (story.board() == nullptr) return nullptr;
  for (const MemoryReference& device : story.board()->tree.references) {
    const bool is_named =
        std::ranges::any_of(finding.locations, [&](const Origin& origin) { return origin.detail == device.path; });
    if (is_named && is_remote_core(device.compatible)) return &device;
  }
  return nullptr;
}

}  // namespace rampart
